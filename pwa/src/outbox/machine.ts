import { retryDelayMs } from "./delays";
import type { Refusal, State, Trouble } from "./item";

/** How long a discarded item can be brought back. */
export const UNDO_MS = 8_000;
/** How long a saved item stays, so that its card does not blink before the feed's copy of it arrives. */
export const SAVED_KEPT_MS = 10 * 60_000;

export type Event =
  /** The person pressed Send. */
  | { type: "release" }
  | { type: "start" }
  | { type: "saved" }
  | { type: "trouble"; trouble: Trouble; retryAfterMs: number | null }
  | { type: "refused"; refusal: Refusal }
  /** Whoever was sending it is gone: a closed tab, a crash. */
  | { type: "interrupted" }
  /** A reason to try now: online, visible, push, a tap. */
  | { type: "wake" }
  | { type: "retry" }
  | { type: "discard" }
  | { type: "undo" }
  | { type: "expire" };

/** What the runner has to do beside storing the new state. */
export type Effect =
  /** Make a fresh command id, or upload from a fresh start. */
  | "renew"
  /** Stop an upload in flight. */
  | "abort"
  /** Delete the row and its bytes, and the server's partial upload if there is one. */
  | "forget";

export interface Circumstance {
  now: number;
  /** In [0, 1). */
  chance: number;
}

export interface Step {
  state: State;
  effects: readonly Effect[];
}

const dueNow = (now: number, attempts = 0): State => ({ name: "waiting", attempts, dueAt: now, trouble: null });
const to = (state: State, ...effects: Effect[]): Step => ({ state, effects });

/** The whole life of an outbox item. An event that does not fit the state changes nothing. */
export function next(state: State, event: Event, at: Circumstance): Step {
  switch (state.name) {
    case "held":
      return fromHeld(state, event, at);
    case "waiting":
      return fromWaiting(state, event, at);
    case "sending":
      return fromSending(state, event, at);
    case "stuck":
      if (event.type === "retry") return to(dueNow(at.now), "renew");
      return event.type === "discard" ? to({ name: "discarded", at: at.now, was: "waiting" }) : to(state);
    case "discarded":
      return fromDiscarded(state, event, at);
    case "saved":
      return event.type === "expire" && at.now - state.at >= SAVED_KEPT_MS ? to(state, "forget") : to(state);
  }
}

function fromHeld(state: State, event: Event, at: Circumstance): Step {
  if (event.type === "release") return to(dueNow(at.now));
  return event.type === "discard" ? to({ name: "discarded", at: at.now, was: "held" }) : to(state);
}

function fromWaiting(state: State & { name: "waiting" }, event: Event, at: Circumstance): Step {
  switch (event.type) {
    case "start":
      return to({ name: "sending", attempts: state.attempts });
    case "wake":
    case "retry":
      return to({ ...state, dueAt: Math.min(state.dueAt, at.now) });
    case "discard":
      return to({ name: "discarded", at: at.now, was: "waiting" });
    default:
      return to(state);
  }
}

function fromSending(state: State & { name: "sending" }, event: Event, at: Circumstance): Step {
  switch (event.type) {
    case "saved":
      return to({ name: "saved", at: at.now });
    case "refused":
      return to({ name: "stuck", refusal: event.refusal });
    case "interrupted":
      return to(dueNow(at.now, state.attempts));
    case "discard":
      return to({ name: "discarded", at: at.now, was: "waiting" }, "abort");
    case "trouble": {
      const attempts = state.attempts + 1;
      const delay = event.retryAfterMs ?? retryDelayMs(attempts, at.chance);
      return to({ name: "waiting", attempts, dueAt: at.now + delay, trouble: event.trouble });
    }
    default:
      return to(state);
  }
}

function fromDiscarded(state: State & { name: "discarded" }, event: Event, at: Circumstance): Step {
  if (event.type === "undo") return to(state.was === "held" ? { name: "held" } : dueNow(at.now));
  return event.type === "expire" && at.now - state.at >= UNDO_MS ? to(state, "forget") : to(state);
}

/** When `expire` will do something to an item in this state; null when never. */
export function expiresAt(state: State): number | null {
  if (state.name === "saved") return state.at + SAVED_KEPT_MS;
  return state.name === "discarded" ? state.at + UNDO_MS : null;
}
