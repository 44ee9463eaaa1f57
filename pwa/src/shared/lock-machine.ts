/** When a shared phone locks itself. Pure: the watch beside it feeds it and does what it says. */

/** The question comes this long before the end. */
export const WARNED_MS = 15_000;
/** Out of sight for longer than it takes to look something up elsewhere: it may have been put down or handed on. */
export const HIDDEN_MAX_MS = 30_000;

export interface Watch {
  /** The last touch, key or word spoken. */
  activeAt: number;
  /** Null while the page can be seen. */
  hiddenAt: number | null;
}

export type WatchEvent =
  | { type: "touched" }
  | { type: "hidden" }
  | { type: "shown" }
  /** Something records, or plays aloud: nobody touches a phone that they listen to. */
  | { type: "busy" };

export type Verdict =
  | { name: "open" }
  | { name: "asking"; leftS: number }
  | { name: "lock"; why: "idle" | "hidden" };

export const beginWatch = (now: number): Watch => ({ activeAt: now, hiddenAt: null });

export function nextWatch(watch: Watch, event: WatchEvent, now: number): Watch {
  switch (event.type) {
    case "touched":
      return { ...watch, activeAt: now };
    case "busy":
      // Out of sight, nobody can tell whose ears hear it.
      return watch.hiddenAt === null ? { ...watch, activeAt: now } : watch;
    case "hidden":
      return { ...watch, hiddenAt: watch.hiddenAt ?? now };
    case "shown":
      return { ...watch, hiddenAt: null };
  }
}

/** Ask before `shown` is fed in: a page that comes back after an hour must not show what it held. */
export function judge(watch: Watch, lockAfterMs: number, now: number): Verdict {
  if (watch.hiddenAt !== null && passed(watch.hiddenAt, now) > HIDDEN_MAX_MS) return { name: "lock", why: "hidden" };
  const left = lockAfterMs - passed(watch.activeAt, now);
  if (left <= 0) return { name: "lock", why: "idle" };
  return left <= warnedMs(lockAfterMs) ? { name: "asking", leftS: Math.ceil(left / 1000) } : { name: "open" };
}

/** Where the site asks for a very short time, half of it stays quiet. */
const warnedMs = (lockAfterMs: number): number => Math.min(WARNED_MS, lockAfterMs / 2);

/** A clock that was set back must not keep a phone open: the time gone by is unknown, so it counts as over. */
function passed(since: number, now: number): number {
  return now < since - 5_000 ? Number.POSITIVE_INFINITY : now - since;
}
