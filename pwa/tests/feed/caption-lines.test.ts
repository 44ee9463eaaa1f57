import { expect, test } from "vitest";
import type { Transcript, Word } from "../../src/api/types";
import { captionLines, isUncertain, lineAt } from "../../src/feed/caption-lines";

function spoken(text: string, msPerWord = 300): Transcript {
  const words: Word[] = text.split(" ").map((word, index) => ({
    start_ms: index * msPerWord,
    end_ms: (index + 1) * msPerWord,
    text: ` ${word}`,
    probability: 0.9,
  }));
  const end_ms = words.at(-1)!.end_ms;
  return { verdict: "speech", language: "en", text, segments: [{ start_ms: 0, end_ms, text, words }] };
}

const textOf = (transcript: Transcript) =>
  captionLines(transcript).map((line) => line.words.map((word) => word.text.trim()).join(" "));

test("a line ends with a sentence, or before it is too long to read at arm's length", () => {
  expect(textOf(spoken("The forklift is down. Do not use it until Yusuf has checked the hydraulics on the left side"))).toEqual([
    "The forklift is down.",
    "Do not use it until Yusuf has checked",
    "the hydraulics on the left side",
  ]);
});

test("every word is shown once, in order", () => {
  const text = "one two three. four five six seven eight nine ten eleven twelve thirteen fourteen. done";
  expect(textOf(spoken(text)).join(" ")).toBe(text);
});

test("a short sentence does not flash by alone", () => {
  expect(textOf(spoken("Stop. Go to the north gate."))).toEqual(["Stop. Go to the north gate."]);
});

test("a line lingers, but never into the next one", () => {
  const lines = captionLines(spoken("The forklift is down. Use number four."));
  expect(lines[0]!.end_ms).toBe(lines[1]!.start_ms);
  expect(lines[1]!.end_ms).toBe(7 * 300 + 700);
  expect(lineAt(lines, 0)).toBe(lines[0]);
  expect(lineAt(lines, lines[1]!.start_ms)).toBe(lines[1]);
  expect(lineAt(lines, 60_000)).toBeNull();
});

test("a segment without word times is one line", () => {
  const bare = spoken("hello there");
  bare.segments[0]!.words = [];
  expect(textOf(bare)).toEqual(["hello there"]);
});

test("noise gives no captions", () => {
  expect(captionLines({ verdict: "no_speech", language: "en", text: "", segments: [] })).toEqual([]);
  expect(captionLines(null)).toEqual([]);
});

test("words the machine was not sure of are marked", () => {
  const word = { start_ms: 0, end_ms: 1, text: "fork" };
  expect(isUncertain({ ...word, probability: 0.31 })).toBe(true);
  expect(isUncertain({ ...word, probability: 0.5 })).toBe(false);
});
