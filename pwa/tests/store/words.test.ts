import { beforeEach, expect, test } from "vitest";
import { forgetWordsOf, keepWords, unsentWords } from "../../src/store/words";
import { plainStorage } from "./plain-storage";

beforeEach(() => {
  globalThis.localStorage = plainStorage();
});

test("words come back where they were typed, and only there", () => {
  keepWords("ben", "p1", "Which belt?");
  expect(unsentWords("ben", "p1")).toBe("Which belt?");
  expect(unsentWords("ben", "p2")).toBe("");
  expect(unsentWords("ana", "p1")).toBe("");
});

test("nothing is kept of an empty field", () => {
  keepWords("ben", "p1", "Which");
  keepWords("ben", "p1", " ");
  expect(localStorage.length).toBe(0);
});

test("a person's words leave with that person, others' stay", () => {
  keepWords("ben", "p1", "mine");
  keepWords("ben", "post", "mine too");
  keepWords("ana", "p1", "hers");
  forgetWordsOf("ben");
  expect(unsentWords("ben", "post")).toBe("");
  expect(unsentWords("ana", "p1")).toBe("hers");
});
