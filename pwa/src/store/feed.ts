/** What the screen shows: the person's copy of the feed, read from their store and from nowhere else. */
import { signal } from "@preact/signals";
import type { Clip, Post } from "../api/types";
import { storeOrNull } from "./session";

export interface Feed {
  posts: ReadonlyMap<string, Post>;
  clips: ReadonlyMap<string, Clip>;
}

/** Null until the store has been read once. */
export const feed = signal<Feed | null>(null);

export async function readFeed(): Promise<void> {
  const store = storeOrNull();
  if (!store) {
    feed.value = null;
    return;
  }
  const tx = store.transaction(["posts", "clips"]);
  const [posts, clips] = await Promise.all([
    tx.objectStore("posts").getAll(),
    tx.objectStore("clips").getAll(),
    tx.done,
  ]);
  feed.value = { posts: byId(posts), clips: byId(clips) };
}

const byId = <T extends { id: string }>(rows: T[]): Map<string, T> => new Map(rows.map((row) => [row.id, row]));
