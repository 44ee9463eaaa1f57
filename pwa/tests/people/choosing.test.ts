import { expect, test } from "vitest";
import { toggled, toggledAll } from "../../src/people/choosing";

test("a tap chooses, the next one takes back", () => {
  const once = toggled(new Set(), "ana");
  expect([...once]).toEqual(["ana"]);
  expect([...toggled(once, "ana")]).toEqual([]);
});

test("one tap chooses everybody, and the next nobody", () => {
  const all = ["ana", "ben"];
  const everybody = toggledAll(new Set(["ana"]), all);
  expect([...everybody]).toEqual(all);
  expect([...toggledAll(everybody, all)]).toEqual([]);
});
