import { expect, test } from "vitest";
import { quietShape } from "../../src/admin/quiet";

test.each([
  ["20:00", "06:00", "over_night"],
  ["12:00", "14:00", "same_day"],
  ["08:00", "08:00", "none"],
])("from %s until %s is %s", (from, until, expected) => {
  expect(quietShape(from, until)).toBe(expected);
});
