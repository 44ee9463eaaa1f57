import { expect, test } from "vitest";
import { beginWatch, HIDDEN_MAX_MS, judge, nextWatch, WARNED_MS } from "../../src/shared/lock-machine";

const LOCK_AFTER_MS = 120_000;
const T = 1_700_000_000_000;

test("a phone that nobody touches asks, then locks", () => {
  const watch = beginWatch(T);
  expect(judge(watch, LOCK_AFTER_MS, T + LOCK_AFTER_MS - WARNED_MS - 1)).toEqual({ name: "open" });
  expect(judge(watch, LOCK_AFTER_MS, T + LOCK_AFTER_MS - WARNED_MS)).toEqual({ name: "asking", leftS: 15 });
  expect(judge(watch, LOCK_AFTER_MS, T + LOCK_AFTER_MS - 1)).toEqual({ name: "asking", leftS: 1 });
  expect(judge(watch, LOCK_AFTER_MS, T + LOCK_AFTER_MS)).toEqual({ name: "lock", why: "idle" });
});

test("a touch answers the question", () => {
  const asked = T + LOCK_AFTER_MS - 3_000;
  expect(judge(nextWatch(beginWatch(T), { type: "touched" }, asked), LOCK_AFTER_MS, asked + 1_000)).toEqual({ name: "open" });
});

test("whoever records or listens is there, as long as the page is seen", () => {
  const heard = nextWatch(beginWatch(T), { type: "busy" }, T + 100_000);
  expect(judge(heard, LOCK_AFTER_MS, T + 150_000)).toEqual({ name: "open" });
  const hidden = nextWatch(beginWatch(T), { type: "hidden" }, T + 1_000);
  expect(nextWatch(hidden, { type: "busy" }, T + 20_000)).toEqual(hidden);
});

test("out of sight for a moment is fine, for longer it locks before it shows anything", () => {
  const hidden = nextWatch(beginWatch(T), { type: "hidden" }, T + 10);
  expect(judge(hidden, LOCK_AFTER_MS, T + 10 + HIDDEN_MAX_MS)).toEqual({ name: "open" });
  expect(judge(hidden, LOCK_AFTER_MS, T + 11 + HIDDEN_MAX_MS)).toEqual({ name: "lock", why: "hidden" });
  const twice = nextWatch(hidden, { type: "hidden" }, T + 20_000);
  expect(twice.hiddenAt).toBe(T + 10);
  expect(judge(nextWatch(hidden, { type: "shown" }, T + 20_000), LOCK_AFTER_MS, T + 60_000)).toEqual({ name: "open" });
});

test("a clock that was set back keeps no phone open", () => {
  expect(judge(beginWatch(T), LOCK_AFTER_MS, T - 3_600_000)).toEqual({ name: "lock", why: "idle" });
  expect(judge(beginWatch(T), LOCK_AFTER_MS, T - 1_000)).toEqual({ name: "open" });
});

test("a very short time leaves half of itself quiet", () => {
  expect(judge(beginWatch(T), 20_000, T + 9_999)).toEqual({ name: "open" });
  expect(judge(beginWatch(T), 20_000, T + 10_000)).toEqual({ name: "asking", leftS: 10 });
});
