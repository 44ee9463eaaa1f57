import { expect, test } from "vitest";
import { isSwipeOn } from "../../src/brief/swipe";

const from = { x: 200, y: 300 };

test("a finger that moves towards the start of the line goes on", () => {
  expect(isSwipeOn(from, { x: 100, y: 310 }, false)).toBe(true);
  expect(isSwipeOn(from, { x: 300, y: 310 }, false)).toBe(false);
  expect(isSwipeOn(from, { x: 300, y: 310 }, true)).toBe(true);
});

test("scrolling and a tap go nowhere", () => {
  expect(isSwipeOn(from, { x: 120, y: 100 }, false)).toBe(false);
  expect(isSwipeOn(from, { x: 190, y: 300 }, false)).toBe(false);
});
