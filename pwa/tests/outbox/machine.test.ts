import { expect, test } from "vitest";
import { RETRY_DELAYS_MS, retryDelayMs } from "../../src/outbox/delays";
import type { State } from "../../src/outbox/item";
import { type Effect, type Event, next, SAVED_KEPT_MS, UNDO_MS } from "../../src/outbox/machine";
import { verdictOf } from "../../src/outbox/verdict";

const NOW = 1_000_000;
const refusal = { status: 422, code: "clip.unknown", sentence: "No such clip." };
const held: State = { name: "held" };
const fresh: State = { name: "waiting", attempts: 0, dueAt: NOW, trouble: null };
const later: State = { name: "waiting", attempts: 2, dueAt: NOW + 9_000, trouble: "busy" };
const sending: State = { name: "sending", attempts: 2 };
const saved: State = { name: "saved", at: NOW };
const stuck: State = { name: "stuck", refusal };
const justDiscarded: State = { name: "discarded", at: NOW, was: "held" };
const longDiscarded: State = { name: "discarded", at: NOW - UNDO_MS, was: "waiting" };
const longSaved: State = { name: "saved", at: NOW - SAVED_KEPT_MS };

const events: Record<string, Event> = {
  release: { type: "release" },
  start: { type: "start" },
  saved: { type: "saved" },
  trouble: { type: "trouble", trouble: "unreachable", retryAfterMs: null },
  "trouble, told when": { type: "trouble", trouble: "busy", retryAfterMs: 30_000 },
  refused: { type: "refused", refusal },
  interrupted: { type: "interrupted" },
  wake: { type: "wake" },
  retry: { type: "retry" },
  discard: { type: "discard" },
  undo: { type: "undo" },
  expire: { type: "expire" },
};

/** Every event that changes something. All others must leave the state alone. */
const moves: [string, State, string, State, Effect[]][] = [
  ["held", held, "release", fresh, []],
  ["held", held, "discard", { name: "discarded", at: NOW, was: "held" }, []],
  ["waiting", later, "start", { name: "sending", attempts: 2 }, []],
  ["waiting", later, "wake", { ...later, dueAt: NOW }, []],
  ["waiting", later, "retry", { ...later, dueAt: NOW }, []],
  ["waiting", later, "discard", { name: "discarded", at: NOW, was: "waiting" }, []],
  ["sending", sending, "saved", saved, []],
  ["sending", sending, "trouble", { name: "waiting", attempts: 3, dueAt: NOW + 4_000, trouble: "unreachable" }, []],
  ["sending", sending, "trouble, told when", { name: "waiting", attempts: 3, dueAt: NOW + 30_000, trouble: "busy" }, []],
  ["sending", sending, "refused", stuck, []],
  ["sending", sending, "interrupted", { ...fresh, attempts: 2 }, []],
  ["sending", sending, "discard", { name: "discarded", at: NOW, was: "waiting" }, ["abort"]],
  ["stuck", stuck, "retry", fresh, ["renew"]],
  ["stuck", stuck, "discard", { name: "discarded", at: NOW, was: "waiting" }, []],
  ["discarded", justDiscarded, "undo", held, []],
  ["long discarded", longDiscarded, "undo", fresh, []],
  ["long discarded", longDiscarded, "expire", longDiscarded, ["forget"]],
  ["long saved", longSaved, "expire", longSaved, ["forget"]],
];

const at = { now: NOW, chance: 0.5 };

test.each(moves)("%s, %o: %s", (_name, state, event, expected, effects) => {
  expect(next(state, events[event]!, at)).toEqual({ state: expected, effects });
});

test("an event that does not fit the state changes nothing", () => {
  const states = { held, waiting: later, sending, saved, stuck, discarded: justDiscarded };
  for (const [name, state] of Object.entries(states)) {
    const fitting = new Set(moves.filter(([from]) => from === name).map(([, , event]) => event));
    for (const [event, value] of Object.entries(events)) {
      if (!fitting.has(event)) expect(next(state, value, at), `${name}, ${event}`).toEqual({ state, effects: [] });
    }
  }
});

test("nothing but the server's word or the person's own decision ends an item", () => {
  const ends = moves.filter(([, , , to]) => to.name === "saved" || to.name === "discarded").map(([, , event]) => event);
  expect(new Set(ends)).toEqual(new Set(["saved", "discard", "expire"]));
});

test("retries wait one second, doubling up to a minute, a fifth either way", () => {
  expect(RETRY_DELAYS_MS.map((_, index) => retryDelayMs(index + 1, 0.5))).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000]);
  expect(retryDelayMs(100, 0.5)).toBe(60_000);
  expect([retryDelayMs(1, 0), retryDelayMs(1, 0.999999)]).toEqual([800, 1_200]);
});

test.each([
  [200, true, "saved"],
  [200, false, "trouble unreachable"], // a captive portal's page
  [204, true, "saved"],
  [302, false, "trouble unreachable"],
  [400, true, "refused"],
  [401, true, "trouble signed_out"],
  [403, true, "refused"],
  [404, true, "refused"],
  [404, false, "trouble unreachable"], // a proxy's page, not ours
  [408, true, "trouble busy"],
  [413, true, "refused"],
  [429, true, "trouble busy"],
  [500, false, "trouble busy"],
  [503, true, "trouble busy"],
])("an answer of %i (ours: %s) means %s", (status, isOurs, meaning) => {
  const verdict = verdictOf({ status, isOurs, code: "x", sentence: null });
  expect(verdict.type === "trouble" ? `trouble ${verdict.trouble}` : verdict.type).toBe(meaning);
});
