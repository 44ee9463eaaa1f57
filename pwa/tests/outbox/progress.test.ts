import { expect, test } from "vitest";
import type { Command, State, Take } from "../../src/outbox/item";
import { listDrafts, percentOf, progressOf } from "../../src/outbox/progress";

const waiting: State = { name: "waiting", attempts: 0, dueAt: 0, trouble: null };
const noSignal: State = { name: "waiting", attempts: 3, dueAt: 0, trouble: "unreachable" };
const refusal = { status: 413, code: "upload.too_large", sentence: "Too large." };

const aTake = (state: State, sentBytes = 0): Take => ({
  type: "take", seq: 1, id: "t", ownerId: "ana", kind: "video", mimeType: "video/mp4", durationMs: 1, peaks: null, language: null, teamId: "x",
  sizeBytes: 1_000, sentBytes, uploadUrl: null, capturedAt: "", state,
});
const aPost = (state: State): Command => ({
  type: "command", seq: 2, id: "c", commandId: "c", ownerId: "ana", kind: "post.create", body: {}, after: "t", capturedAt: "", state,
});

test.each([
  ["just made", aTake(waiting), aPost(waiting), { stage: "on_phone", trouble: null, percent: 0 }],
  ["uploading", aTake({ name: "sending", attempts: 0 }, 409), aPost(waiting), { stage: "uploading", percent: 40 }],
  ["cut off at 40 %", aTake(noSignal, 409), aPost(waiting), { stage: "on_phone", trouble: "unreachable", percent: 40 }],
  ["uploaded, not posted", aTake({ name: "saved", at: 0 }, 1_000), aPost({ name: "sending", attempts: 0 }), { stage: "uploading", percent: 100 }],
  ["saved", aTake({ name: "saved", at: 0 }, 1_000), aPost({ name: "saved", at: 0 }), { stage: "saved" }],
  ["take refused", aTake({ name: "stuck", refusal }), aPost(waiting), { stage: "needs_attention", refusal }],
  ["post refused", aTake({ name: "saved", at: 0 }), aPost({ name: "stuck", refusal }), { stage: "needs_attention", refusal }],
])("%s is told as it is", (_name, take, command, expected) => {
  expect(progressOf({ command, take })).toMatchObject(expected);
});

test("99.9 % is not 100 %", () => expect(percentOf(aTake(waiting, 999))).toBe(99));

test("a recording that nobody sent is a draft, an empty one is nothing", () => {
  expect(listDrafts([aTake({ name: "held" }), { ...aTake({ name: "held" }), sizeBytes: 0 }, aTake(waiting)])).toHaveLength(1);
});
