/** Rows as the server sends them, with only what a story is about said by the story. */
import type { Clip, Post } from "../../src/api/types";

export const post = (change: Partial<Post> = {}): Post => ({
  id: "p1",
  team_id: "t1",
  author: { id: "maria", name: "Maria" },
  clip_id: null,
  text: "Forklift 2 is down",
  ask: "acknowledge",
  audience: "team",
  version: 1,
  captured_at: "2026-03-01T06:00:00Z",
  arrived_at: "2026-03-01T06:00:01Z",
  published_at: "2026-03-01T06:00:01Z",
  asked: true,
  my_answer: null,
  held: false,
  counts: null,
  replies: [],
  ...change,
});

export const clip = (change: Partial<Clip> = {}): Clip => ({
  id: "c1",
  kind: "video",
  author_id: "maria",
  state: "ready",
  progress: null,
  refusal: null,
  duration_ms: 4000,
  width_px: 480,
  height_px: 854,
  peaks: null,
  renditions: [],
  captions_url: null,
  transcript: null,
  ...change,
});
