import { expect, test } from "vitest";
import { kindOfFile } from "../../src/capture/intake";
import { loudnessOf } from "../../src/capture/level";
import { fittingSize } from "../../src/capture/photo";
import { CaptureTrouble, causeOf, troubleOfPlace } from "../../src/capture/trouble";

test.each([
  [new DOMException("", "NotAllowedError"), "denied"],
  [new DOMException("", "NotFoundError"), "missing"],
  [new DOMException("", "NotReadableError"), "busy"],
  [new CaptureTrouble("insecure"), "insecure"],
  [new Error("odd"), "failed"],
  [null, "failed"],
])("%o means %s", (problem, cause) => expect(causeOf(problem)).toBe(cause));

test.each([
  [true, true, true, null],
  [false, false, true, "insecure"],
  [true, false, true, "unsupported"],
  [true, true, false, "unsupported"],
])("secure %s, devices %s, recorder %s: %s", (isSecureContext, hasMediaDevices, hasRecorder, trouble) => {
  expect(troubleOfPlace({ isSecureContext, hasMediaDevices, hasRecorder })).toBe(trouble);
});

test("photos fit into 2048 px and are never blown up", () => {
  expect(fittingSize(4032, 3024)).toEqual({ widthPx: 2048, heightPx: 1536 });
  expect(fittingSize(3024, 4032)).toEqual({ widthPx: 1536, heightPx: 2048 });
  expect(fittingSize(640, 480)).toEqual({ widthPx: 640, heightPx: 480 });
  expect(fittingSize(9000, 1)).toEqual({ widthPx: 2048, heightPx: 1 });
});

test.each([
  ["video/quicktime", "photo", "video"],
  ["image/heic", "video", "photo"],
  ["audio/x-m4a", "video", "voice"],
  ["", "voice", "voice"],
] as const)("a %s picked for a %s is a %s", (mimeType, asked, kind) => expect(kindOfFile(mimeType, asked)).toBe(kind));

const wave = (amplitude: number): Uint8Array => Uint8Array.from({ length: 2048 }, (_, index) => 128 + amplitude * Math.sin(index / 5));

test("silence is 0, shouting fills the meter, speech is in between", () => {
  expect(loudnessOf(wave(0))).toBe(0);
  expect(loudnessOf(wave(127))).toBe(255);
  expect(loudnessOf(wave(18))).toBeGreaterThan(100);
  expect(loudnessOf(wave(18))).toBeLessThan(200);
});
