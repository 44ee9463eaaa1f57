import { expect, test } from "vitest";
import { clockTime } from "../../src/i18n/time";

const now = new Date(2026, 2, 5, 14, 0).getTime();
const at = (...parts: [number, number, number, number, number]) => new Date(...parts).toISOString();

test("today needs no day", () => {
  expect(clockTime(at(2026, 2, 5, 6, 5), now)).toMatch(/^6:05/);
});

test("another day of this week is named", () => {
  expect(clockTime(at(2026, 2, 3, 6, 5), now)).toMatch(/^Tue.*6:05/);
});

test("an older one has its date, and another year its year", () => {
  expect(clockTime(at(2026, 0, 3, 6, 5), now)).toMatch(/Jan 3.*6:05/);
  expect(clockTime(at(2025, 0, 3, 6, 5), now)).toMatch(/Jan 3, 2025/);
});
