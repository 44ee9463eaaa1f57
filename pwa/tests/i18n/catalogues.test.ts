import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import compile from "icu-minify/compile";
import { describe, expect, test } from "vitest";

const folder = resolve(import.meta.dirname, "../../src/i18n/catalogues");
const read = (locale: string, area: string) =>
  JSON.parse(readFileSync(join(folder, locale, area), "utf8")) as Record<string, string>;
const areas = readdirSync(join(folder, "en"));
const locales = readdirSync(folder);

/** The names a message takes: {name} and {count, plural, …}, but not a branch's own text: one {…}. */
const ARGUMENT = /(?<!(?:=\d+|zero|one|two|few|many|other) )\{(\w+)(?=[,}])/g;
const argumentsOf = (message: string) => [...new Set([...message.matchAll(ARGUMENT)].map((match) => match[1]))];

describe.each(locales.flatMap((locale) => areas.map((area) => [locale, area] as const)))("%s/%s", (locale, area) => {
  const english = read("en", area);
  const words = read(locale, area);

  test("has every key of English and no other", () => {
    expect(Object.keys(words).sort()).toEqual(Object.keys(english).sort());
  });

  test("has no empty message, and every message is well-formed", () => {
    for (const [key, message] of Object.entries(words)) {
      expect(message.trim(), key).not.toBe("");
      expect(() => compile(message), key).not.toThrow();
    }
  });

  test("uses only the values that English is given", () => {
    for (const [key, message] of Object.entries(words)) {
      const known = argumentsOf(english[key] ?? "");
      expect(argumentsOf(message).filter((name) => !known.includes(name)), key).toEqual([]);
    }
  });
});

test("no key belongs to two areas", () => {
  const keys = areas.flatMap((area) => Object.keys(read("en", area)));
  expect(keys.length).toBe(new Set(keys).size);
});
