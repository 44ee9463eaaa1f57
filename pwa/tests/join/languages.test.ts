import { describe, expect, test } from "vitest";
import { firstChoice, isSameLanguage, orderLanguages, ownNameOf } from "../../src/join/languages";

describe("languages on offer", () => {
  test("are the site's first, then the phone's, then the rest of ours", () => {
    expect(orderLanguages(["de", "pl"], ["ar-EG", "de-AT"])).toEqual(["de", "pl", "ar", "en", "es", "pt"]);
  });

  test("come once each, whatever the region", () => {
    expect(orderLanguages(["pt-BR", "pt"], ["pt-PT"]).filter((tag) => isSameLanguage(tag, "pt"))).toEqual(["pt-BR"]);
  });

  test("leave out what neither the site nor our screens speak", () => {
    expect(orderLanguages([], ["tlh", "sv-SE"])).toEqual(["en", "de", "es", "pt", "ar"]);
  });
});

describe("the language chosen before anybody taps", () => {
  test("is the first that the phone speaks among those on offer", () => {
    expect(firstChoice(["de", "en", "ar"], ["sv", "ar-EG", "en"])).toBe("ar");
  });

  test("is the site's first when the phone speaks none of them", () => {
    expect(firstChoice(["de", "en"], ["sv"])).toBe("de");
    expect(firstChoice([], ["sv"])).toBe("en");
  });
});

test("a language is called by its own name", () => {
  expect(ownNameOf("de-AT")).toBe("Deutsch");
  expect(ownNameOf("pl")).toBe("polski");
});
