import { expect, test } from "vitest";
import { isCountedDown, leftMs } from "../../src/people/expiry";

test("a code has what is left until its end, and nothing after it", () => {
  expect(leftMs("2026-03-01T12:00:10Z", Date.parse("2026-03-01T12:00:00Z"))).toBe(10_000);
  expect(leftMs("2026-03-01T12:00:00Z", Date.parse("2026-03-01T12:00:01Z"))).toBe(0);
});

test("only the last hour is counted down", () => {
  expect(isCountedDown(15 * 60_000)).toBe(true);
  expect(isCountedDown(24 * 3_600_000)).toBe(false);
});
