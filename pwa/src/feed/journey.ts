/** The author's view of a post on its way: uploading, preparing, captioning, sent. Pure. */
import type { Clip, Post } from "../api/types";
import type { Trouble } from "../outbox/item";
import { type Parcel, progressOf } from "../outbox/progress";

export const STAGES = ["uploading", "preparing", "captioning", "sent"] as const;
export type Stage = (typeof STAGES)[number];

export type Journey =
  | { name: "on_phone"; trouble: Trouble | null }
  | { name: "under_way"; stage: Stage; percent: number | null }
  | { name: "off_shift"; post: Post }
  | { name: "refused"; sentence: string | null };

/** Null when the post has arrived and nothing about it is left to say. */
export function journeyOf(post: Post | null, clip: Clip | null, parcel: Parcel | null): Journey | null {
  if (post) return journeyOnServer(post, clip);
  if (!parcel) return null;
  const progress = progressOf(parcel);
  switch (progress.stage) {
    case "on_phone":
      return { name: "on_phone", trouble: progress.trouble };
    case "uploading":
      return { name: "under_way", stage: "uploading", percent: progress.percent };
    case "saved":
      return { name: "under_way", stage: parcel.take ? "preparing" : "sent", percent: null };
    case "needs_attention":
      return { name: "refused", sentence: progress.refusal.sentence };
  }
}

function journeyOnServer(post: Post, clip: Clip | null): Journey | null {
  if (clip?.state === "refused") return { name: "refused", sentence: clip.refusal?.sentence ?? null };
  if (clip?.progress?.stage === "captioning") {
    return { name: "under_way", stage: "captioning", percent: clip.progress.percent };
  }
  if (post.published_at) return null;
  if (post.held && (clip === null || clip.state !== "preparing")) return { name: "off_shift", post };
  return { name: "under_way", stage: "preparing", percent: clip?.progress?.percent ?? null };
}
