import { expect, test } from "vitest";
import { pickFormat, planQuality } from "../../src/capture/formats";

const chromium = ["video/mp4;codecs=avc1.42E01F,opus", "video/webm;codecs=vp8,opus", "video/webm", "video/mp4", "audio/mp4;codecs=opus", "audio/mp4", "audio/webm;codecs=opus", "audio/webm"];
const safari = ["video/mp4;codecs=avc1.42E01F,mp4a.40.2", "video/mp4", "audio/mp4;codecs=mp4a.40.2", "audio/mp4", "audio/webm;codecs=opus"];
const oldSafari = ["video/mp4", "audio/mp4"];
const firefox = ["video/webm;codecs=vp8,opus", "video/webm", "audio/webm;codecs=opus", "audio/webm", "audio/ogg;codecs=opus"];

test.each<[string, string[], string | null, string | null]>([
  ["Chromium", chromium, "video/mp4;codecs=avc1.42E01F,opus", "audio/mp4;codecs=opus"],
  ["Safari", safari, "video/mp4;codecs=avc1.42E01F,mp4a.40.2", "audio/mp4;codecs=mp4a.40.2"],
  ["old Safari", oldSafari, "video/mp4", "audio/mp4"],
  ["Firefox", firefox, "video/webm;codecs=vp8,opus", "audio/webm;codecs=opus"],
  ["a browser that records nothing", [], null, null],
])("%s records what plays in most places", (_name, supported, video, voice) => {
  expect(pickFormat("video", (type) => supported.includes(type))).toBe(video);
  expect(pickFormat("voice", (type) => supported.includes(type))).toBe(voice);
});

test.each([
  [{}, 720, 2_500_000],
  [{ effectiveType: "4g", downlink: 10 }, 720, 2_500_000],
  [{ saveData: true, effectiveType: "4g", downlink: 10 }, 480, 850_000],
  [{ effectiveType: "3g", downlink: 1.4 }, 480, 850_000],
  [{ effectiveType: "4g", downlink: 0.6 }, 480, 850_000],
])("on a line like %o video is %i lines at %i bit/s", (line, heightPx, videoBitsPerSecond) => {
  expect(planQuality(line)).toMatchObject({ heightPx, videoBitsPerSecond });
});
