import type { ClipKind } from "../outbox/item";

/** What to ask the recorder for, best first: mp4 plays everywhere at once, webm has to be converted.
 *  Chromium encodes no AAC, so its mp4 carries Opus. Firefox makes webm only, Safari mp4 only. */
const CHOICES: Record<Exclude<ClipKind, "photo">, readonly string[]> = {
  video: [
    "video/mp4;codecs=avc1.42E01F,mp4a.40.2",
    "video/mp4;codecs=avc1.42E01F,opus",
    "video/webm;codecs=vp8,opus",
    "video/webm",
    "video/mp4",
  ],
  voice: [
    "audio/mp4;codecs=mp4a.40.2",
    "audio/mp4;codecs=opus",
    "audio/mp4",
    "audio/webm;codecs=opus",
    "audio/webm",
    "audio/ogg;codecs=opus",
  ],
};

/** Null when this browser records nothing of the kind: the file input is left. */
export function pickFormat(kind: "video" | "voice", isSupported: (mimeType: string) => boolean): string | null {
  return CHOICES[kind].find(isSupported) ?? null;
}

export function recorderSupports(mimeType: string): boolean {
  return typeof MediaRecorder !== "undefined" && MediaRecorder.isTypeSupported(mimeType);
}

export interface Line {
  saveData?: boolean;
  effectiveType?: string;
  downlink?: number;
}

export interface Quality {
  widthPx: number;
  heightPx: number;
  videoBitsPerSecond: number;
  audioBitsPerSecond: number;
}

const GOOD: Quality = { widthPx: 1280, heightPx: 720, videoBitsPerSecond: 2_500_000, audioBitsPerSecond: 64_000 };
/** 30 s is 3.4 MB: half a minute to send at 1 Mbit/s. */
const SPARING: Quality = { widthPx: 854, heightPx: 480, videoBitsPerSecond: 850_000, audioBitsPerSecond: 48_000 };
const SLOW_MBPS = 1;

/** A clip is only as good as its way out: less picture when the person saves data or the line is slow. */
export function planQuality({ saveData = false, effectiveType = "4g", downlink = 10 }: Line): Quality {
  return saveData || effectiveType !== "4g" || downlink < SLOW_MBPS ? SPARING : GOOD;
}

export function lineNow(): Line {
  return (navigator as { connection?: Line }).connection ?? {};
}
