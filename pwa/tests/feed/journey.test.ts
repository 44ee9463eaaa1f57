import { expect, test } from "vitest";
import { journeyOf } from "../../src/feed/journey";
import { clip, post } from "./rows";

const waiting = post({ published_at: null, clip_id: "c1" });

test("the author sees preparing until the clip can be played", () => {
  const preparing = clip({ state: "preparing", progress: { stage: "preparing", percent: 40 } });
  expect(journeyOf(waiting, preparing, null)).toEqual({ name: "under_way", stage: "preparing", percent: 40 });
});

test("captions are still being written after it was sent", () => {
  const captioning = clip({ state: "playable", progress: { stage: "captioning", percent: 10 } });
  expect(journeyOf(post({ clip_id: "c1" }), captioning, null)).toEqual({ name: "under_way", stage: "captioning", percent: 10 });
});

test("when all is done there is nothing left to say", () => {
  expect(journeyOf(post({ clip_id: "c1" }), clip(), null)).toBeNull();
  expect(journeyOf(post(), null, null)).toBeNull();
});

test("a refused clip says why", () => {
  const refused = clip({ state: "refused", refusal: { code: "media.empty", sentence: "The file is empty." } });
  expect(journeyOf(waiting, refused, null)).toEqual({ name: "refused", sentence: "The file is empty." });
});

test("what has not left the phone says why", () => {
  const state = { name: "waiting", attempts: 2, dueAt: 0, trouble: "busy" } as const;
  const command = {
    type: "command", seq: 1, id: "x", commandId: "x", ownerId: "ben", kind: "post.create", body: {}, after: null,
    capturedAt: "2026-03-01T06:05:00Z", state,
  } as const;
  expect(journeyOf(null, null, { command, take: null })).toEqual({ name: "on_phone", trouble: "busy" });
});
