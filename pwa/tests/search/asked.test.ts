import { describe, expect, test } from "vitest";
import { isNothing, NOTHING, queryOf } from "../../src/search/asked";

describe("what is looked for", () => {
  test("is nothing without words and days", () => {
    expect(isNothing({ ...NOTHING, words: "  " })).toBe(true);
    expect(isNothing({ ...NOTHING, from: "2026-11-24" })).toBe(false);
  });

  test("has whole days of this phone, the last one included", () => {
    const query = queryOf({ words: " forklift ", from: "2026-11-24", to: "2026-11-24" }, null);
    expect(query).toEqual({ q: "forklift", since: new Date(2026, 10, 24).toISOString(), until: new Date(2026, 10, 25).toISOString() });
  });

  test("goes on where the last page ended", () => {
    expect(queryOf({ ...NOTHING, words: "a" }, "id")).toEqual({ q: "a", before: "id" });
  });
});
