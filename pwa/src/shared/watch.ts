/** Looks whether anybody still is there. */
import { effect, signal } from "@preact/signals";
import { isRecording } from "../capture/wake-lock";
import { occupantId } from "./desk";
import { lock } from "./lock";
import { beginWatch, judge, nextWatch, type Watch, type WatchEvent } from "./lock-machine";
import { phone } from "./phone";

const TICK_MS = 1_000;
const LOCK_AFTER_DEFAULT_S = 120;
const TOUCHES = ["pointerdown", "pointermove", "keydown", "wheel", "input", "scroll"] as const;

/** Seconds until the phone locks itself, once it asks; null as long as it does not. */
export const secondsLeft = signal<number | null>(null);

let watch: Watch = beginWatch(Date.now());

function feed(event: WatchEvent): void {
  watch = nextWatch(watch, event, Date.now());
}

export const stillHere = (): void => {
  feed({ type: "touched" });
  look();
};

export function startWatch(): void {
  for (const name of TOUCHES) addEventListener(name, touched, { passive: true, capture: true });
  document.addEventListener("visibilitychange", () => {
    // Judged first: what was left open for too long is covered before it can be seen again.
    look();
    feed({ type: document.visibilityState === "hidden" ? "hidden" : "shown" });
  });
  addEventListener("freeze", () => feed({ type: "hidden" }));
  setInterval(look, TICK_MS);
  effect(() => {
    if (occupantId.value !== null) watch = beginWatch(Date.now());
  });
}

/** While it asks, a touch is an answer and goes to the question. */
function touched(): void {
  if (occupantId.value !== null && secondsLeft.value === null) feed({ type: "touched" });
}

function look(): void {
  if (occupantId.value === null) return;
  if (isRecording() || isPlayingAloud()) feed({ type: "busy" });
  const verdict = judge(watch, (phone.value?.lock_after_s ?? LOCK_AFTER_DEFAULT_S) * 1000, Date.now());
  secondsLeft.value = verdict.name === "asking" ? verdict.leftS : null;
  if (verdict.name === "lock") void lock();
}

/** Silent films play by themselves; sound was asked for by somebody. */
function isPlayingAloud(): boolean {
  return [...document.querySelectorAll<HTMLMediaElement>("video, audio")].some((media) => !media.paused && !media.ended && !media.muted);
}
