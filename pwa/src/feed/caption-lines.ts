/** From a transcript to lines that can be read at arm's length while the clip plays. Pure. */
import type { Transcript, Word } from "../api/types";

export interface CaptionLine {
  start_ms: number;
  end_ms: number;
  words: Word[];
}

/** Two rows of large type on a 320 px screen. */
const LINE_MAX_CHARS = 38;
/** A finished sentence of this length gets a line of its own. */
const SENTENCE_MIN_CHARS = 14;
const SENTENCE_END = /[.!?…。！？؟]["'»”)]*$/u;
/** A line stays a moment after its last word, or the eye never gets to finish it. */
const LINGER_MS = 700;
/** Whisper's probability of a word below which it is more often wrong than a reader should have to find out. */
export const UNCERTAIN_BELOW = 0.5;

export const isUncertain = (word: Word): boolean => word.probability < UNCERTAIN_BELOW;

export function captionLines(transcript: Transcript | null): CaptionLine[] {
  if (transcript?.verdict !== "speech") return [];
  const lines = transcript.segments.flatMap((segment) => {
    const words = segment.words.length > 0 ? segment.words : [{ ...segment, probability: 1 }];
    return splitWords(words);
  });
  return lines.map((line, index) => ({ ...line, end_ms: lingering(line, lines[index + 1]) }));
}

function splitWords(words: readonly Word[]): CaptionLine[] {
  const lines: Word[][] = [];
  let length = 0;
  let isNewNeeded = true;
  for (const word of words) {
    length += word.text.length;
    if (isNewNeeded || length > LINE_MAX_CHARS) {
      lines.push([]);
      length = word.text.length;
    }
    lines.at(-1)!.push(word);
    isNewNeeded = length >= SENTENCE_MIN_CHARS && SENTENCE_END.test(word.text);
  }
  return lines.map((line) => ({ start_ms: line[0]!.start_ms, end_ms: line.at(-1)!.end_ms, words: line }));
}

function lingering(line: CaptionLine, next: CaptionLine | undefined): number {
  const wanted = line.end_ms + LINGER_MS;
  return next ? Math.min(wanted, Math.max(next.start_ms, line.end_ms)) : wanted;
}

export function lineAt(lines: readonly CaptionLine[], at_ms: number): CaptionLine | null {
  return lines.find((line) => at_ms >= line.start_ms && at_ms < line.end_ms) ?? null;
}
