import { beforeEach, describe, expect, test } from "vitest";
import { findAttempt, forgetAttempt, keepAttempt, stillOpen } from "../../src/join/attempt";
import { plainStorage } from "../store/plain-storage";

const DAY_MS = 24 * 3_600_000;
const kept = { token: "poster", join_id: "01", name: "Ben", language: "de", made_at_ms: 1_000 };

describe("a try to join whose answer never came", () => {
  beforeEach(() => {
    globalThis.localStorage = plainStorage();
  });

  test("is found again by the same link, and by a phone that was reloaded without one", () => {
    keepAttempt(kept);
    expect(findAttempt("poster", 2_000)).toEqual(kept);
    expect(findAttempt(null, 2_000)).toEqual(kept);
  });

  test("has nothing to do with another link", () => {
    keepAttempt(kept);
    expect(findAttempt("another", 2_000)).toBeNull();
  });

  test("is forgotten once it was answered", () => {
    keepAttempt(kept);
    forgetAttempt();
    expect(findAttempt("poster", 2_000)).toBeNull();
  });

  test("ends when the server no longer knows it, or the phone's clock went back", () => {
    expect(stillOpen(kept, "poster", kept.made_at_ms + DAY_MS)).toEqual(kept);
    expect(stillOpen(kept, "poster", kept.made_at_ms + DAY_MS + 1)).toBeNull();
    expect(stillOpen(kept, "poster", 0)).toBeNull();
  });

  test("that cannot be read counts as none", () => {
    localStorage.setItem("twotap.joining", "{");
    expect(findAttempt(null, 2_000)).toBeNull();
    localStorage.setItem("twotap.joining", '"text"');
    expect(findAttempt(null, 2_000)).toBeNull();
  });
});
