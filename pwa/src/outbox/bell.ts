/** Tabs and the service worker tell each other that the outbox changed, or that somebody should send. */
export type Call = "changed" | "run";

export interface Bell {
  ring: (call: Call) => void;
  close: () => void;
}

export function hangBell(onCall: (call: Call) => void): Bell {
  const channel = new BroadcastChannel("twotap-outbox");
  channel.addEventListener("message", ({ data }: MessageEvent<Call>) => onCall(data));
  return {
    ring: (call) => channel.postMessage(call),
    close: () => channel.close(),
  };
}
