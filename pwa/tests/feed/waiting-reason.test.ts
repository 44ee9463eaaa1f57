import { expect, test } from "vitest";
import { reasonOf } from "../../src/feed/waiting-reason";

test("what the last attempt met is the reason, whatever the feed says", () => {
  expect(reasonOf("busy", "unreachable")).toBe("busy");
  expect(reasonOf("signed_out", "idle")).toBe("signed_out");
});

test("before the first attempt the feed's connection is the best guess", () => {
  expect(reasonOf(null, "unreachable")).toBe("unreachable");
  expect(reasonOf(null, "failing")).toBe("busy");
});

test("with a connection it is only about to be sent", () => {
  expect(reasonOf(null, "idle")).toBeNull();
  expect(reasonOf(null, "running")).toBeNull();
});
