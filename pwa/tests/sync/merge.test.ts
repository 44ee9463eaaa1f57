import { expect, test } from "vitest";
import type { SyncDelta } from "../../src/api/types";
import { hasMore, planChange } from "../../src/sync/merge";
import { clip, post } from "../feed/rows";

const delta = (change: Partial<SyncDelta> = {}): SyncDelta => ({
  cursor: 7, more: false, reset: false, me: false, posts: [], clips: [], removed: { posts: [], clips: [] }, ...change,
});

test("new rows are written with the new cursor", () => {
  const change = planChange(delta({ posts: [post()], clips: [clip()] }));
  expect(change).toMatchObject({ clear: false, cursor: 7, gonePosts: [], goneClips: [] });
  expect([change.posts.length, change.clips.length]).toEqual([1, 1]);
});

test("what may no longer be seen wins over what was sent with it", () => {
  const change = planChange(delta({ posts: [post({ id: "a" }), post({ id: "b" })], removed: { posts: ["a"], clips: ["c1"] }, clips: [clip()] }));
  expect(change.posts.map(({ id }) => id)).toEqual(["b"]);
  expect(change.clips).toEqual([]);
  expect(change.gonePosts).toEqual(["a"]);
});

test("a reset empties the copy first", () => {
  expect(planChange(delta({ reset: true })).clear).toBe(true);
});

test("it asks again while there is more, and never for a cursor that stands still", () => {
  expect(hasMore(3, delta({ more: true }))).toBe(true);
  expect(hasMore(7, delta({ more: true }))).toBe(false);
  expect(hasMore(3, delta())).toBe(false);
});
