/**
 * Times on the wall of a site, whatever zone the phone is in.
 *
 * The service's own rule: a local time means the first instant at which the site's clock shows it or a later one.
 * So a time that is skipped in spring is the moment of the change, and one that comes twice is its first coming.
 */
const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;

export interface Wall {
  /** "2026-11-24" */
  day: string;
  /** "06:00" */
  time: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const parts = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" } as const;
  const made = new Intl.DateTimeFormat("en-GB", { ...parts, hourCycle: "h23", timeZone: zone, calendar: "gregory", numberingSystem: "latn" });
  formats.set(zone, made);
  return made;
}

export function wallOf(at: number, zone: string): Wall {
  const found = Object.fromEntries(formatOf(zone).formatToParts(at).map(({ type, value }) => [type, value]));
  return { day: `${found.year}-${found.month}-${found.day}`, time: `${found.hour}:${found.minute}` };
}

/** As if the wall showed UTC. */
const asUtc = ({ day, time }: Wall): number => Date.parse(`${day}T${time}:00Z`);

/** Milliseconds since 1970, or NaN for what is no day or time. */
export function instantOf(wall: Wall, zone: string): number {
  const wanted = asUtc(wall);
  if (Number.isNaN(wanted)) return Number.NaN;
  const isReached = (at: number) => asUtc(wallOf(at, zone)) >= wanted;
  const offsets = [wanted - DAY_MS, wanted + DAY_MS].map((near) => asUtc(wallOf(near, zone)) - near);
  const exact = offsets.map((offset) => wanted - offset).filter((at) => asUtc(wallOf(at, zone)) === wanted);
  if (exact.length > 0) return Math.min(...exact);
  let before = wanted - Math.max(...offsets) - DAY_MS;
  let after = wanted - Math.min(...offsets) + DAY_MS;
  while (after - before > MINUTE_MS) {
    const middle = before + Math.floor((after - before) / 2 / MINUTE_MS) * MINUTE_MS;
    if (isReached(middle)) after = middle;
    else before = middle;
  }
  return after;
}

/** A shift whose end is not later on the clock ends on the next day. */
export function shiftBetween(day: string, starts: string, ends: string, zone: string): { starts_at: string; ends_at: string } | null {
  const from = instantOf({ day, time: starts }, zone);
  const until = instantOf({ day: ends > starts ? day : dayAfter(day), time: ends }, zone);
  if (Number.isNaN(from) || Number.isNaN(until) || until <= from) return null;
  return { starts_at: new Date(from).toISOString(), ends_at: new Date(until).toISOString() };
}

export function dayAfter(day: string, count = 1): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);
}

/** 0 is Monday. */
export const weekdayOf = (day: string): number => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;

export const mondayOf = (day: string): string => dayAfter(day, -weekdayOf(day));

export const weekFrom = (monday: string): string[] => Array.from({ length: 7 }, (_, at) => dayAfter(monday, at));
