/** Line icons on a 24 px grid. They follow the text's colour, and never stand alone for a meaning. */
const PATHS = {
  feed: "M4 6.5A2.5 2.5 0 0 1 6.5 4h11A2.5 2.5 0 0 1 20 6.5v6a2.5 2.5 0 0 1-2.5 2.5h-11A2.5 2.5 0 0 1 4 12.5zM7 19.5h10",
  team: "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2.5 19.5c.6-3 3-5 6.5-5s5.9 2 6.5 5M16 4.8a3.5 3.5 0 0 1 0 6.4M18.2 14.9c1.8.8 2.9 2.5 3.3 4.6",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4.5 20c.8-3.6 3.7-5.5 7.5-5.5s6.7 1.9 7.5 5.5",
  record: "M4 8a2.5 2.5 0 0 1 2.5-2.5h7A2.5 2.5 0 0 1 16 8v8a2.5 2.5 0 0 1-2.5 2.5h-7A2.5 2.5 0 0 1 4 16zM16 10.5l4.5-2.5v8L16 13.5",
  check: "M4.5 12.5l5 5 10-11",
  back: "M14.5 5l-7 7 7 7",
  play: "M8 5.2v13.6L19 12z",
  pause: "M8.5 5.5v13M15.5 5.5v13",
  sound: "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4 4 0 0 1 0 6M18 6.5a7.5 7.5 0 0 1 0 11",
  muted: "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM16 9.5l5 5M21 9.5l-5 5",
  mic: "M12 14.5a3 3 0 0 0 3-3v-5a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3M6 11.5a6 6 0 0 0 12 0M12 17.5v3",
  camera: "M5 7.5h2.5L9 5h6l1.5 2.5H19A1.5 1.5 0 0 1 20.5 9v8.5A1.5 1.5 0 0 1 19 19H5a1.5 1.5 0 0 1-1.5-1.5V9A1.5 1.5 0 0 1 5 7.5M12 16a3 3 0 1 0 0-6 3 3 0 0 0 0 6",
  send: "M12 19V5.5M6 11l6-6 6 6",
  reply: "M5 6.5A2.5 2.5 0 0 1 7.5 4h9A2.5 2.5 0 0 1 19 6.5v6a2.5 2.5 0 0 1-2.5 2.5H11l-4.5 4v-4.1A2.5 2.5 0 0 1 5 12.5z",
  phone: "M8.5 3.5h7A1.5 1.5 0 0 1 17 5v14a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 7 19V5a1.5 1.5 0 0 1 1.5-1.5M11 17.5h2",
  cloud: "M7 18a4 4 0 0 1-.6-7.95 5.5 5.5 0 0 1 10.7 1A3.5 3.5 0 0 1 16.5 18z",
  "cloud-off": "M7 18a4 4 0 0 1-.6-7.95c.2-.7.5-1.3 1-1.9M10 6.8a5.5 5.5 0 0 1 7.1 4.25A3.5 3.5 0 0 1 19 16.8M4 4l16 16",
  alert: "M12 8v5M12 16.4v.1M12 3.5l9 16H3z",
  link: "M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1",
  share: "M12 14.5V4M8 7.5L12 3.5l4 4M6 11.5v7A1.5 1.5 0 0 0 7.5 20h9a1.5 1.5 0 0 0 1.5-1.5v-7",
  copy: "M9 8.5h9.5V20H9zM6 15.5H4.5V4H14v1.5",
  add: "M12 5v14M5 12h14",
  qr: "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.5v2.5H14zM17.5 17.5H20V20h-2.5zM7 7h.01M17 7h.01M7 17h.01",
  close: "M6 6l12 12M18 6L6 18",
  compass: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M15.5 8.5l-2 5-5 2 2-5z",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 7.5V12l3 2",
  chevron: "M9.5 5l7 7-7 7",
  leave: "M14 4H6.5A1.5 1.5 0 0 0 5 5.5v13A1.5 1.5 0 0 0 6.5 20H14M10.5 12H20M16.5 8.5L20 12l-3.5 3.5",
  bell: "M6.5 16.5V11a5.5 5.5 0 0 1 11 0v5.5l1.5 2H5zM10 20.5h4",
  key: "M14.5 13.5a4.5 4.5 0 1 0-4.2-2.9L3.5 17.4v3.1h3.1v-2.2h2.2v-2.2h2.2l1.2-1.2c.7.4 1.5.6 2.3.6M15.6 8.4h.01",
  print: "M7 8.5V4h10v4.5M7 16.5H5A1.5 1.5 0 0 1 3.5 15v-5A1.5 1.5 0 0 1 5 8.5h14a1.5 1.5 0 0 1 1.5 1.5v5a1.5 1.5 0 0 1-1.5 1.5h-2M7 13.5h10V20H7z",
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13M15.3 15.3l5.2 5.2",
  text: "M5 6.5h14M5 11.5h14M5 16.5h9",
} as const;

export type IconName = keyof typeof PATHS;

const FILLED: readonly IconName[] = ["play"];
const MIRRORED: readonly IconName[] = ["back", "chevron", "leave", "reply", "text"];

export function Icon({ name }: { name: IconName }) {
  return (
    <svg
      class="icon"
      viewBox="0 0 24 24"
      aria-hidden="true"
      data-filled={FILLED.includes(name)}
      data-mirrored={MIRRORED.includes(name)}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
