/** How a delta changes the copy on the phone. Pure: the engine beside it does the writing. */
import type { Clip, Post, SyncDelta } from "../api/types";

export interface Change {
  /** The copy is too old to be brought forward: empty it before writing. */
  clear: boolean;
  posts: Post[];
  clips: Clip[];
  gonePosts: string[];
  goneClips: string[];
  cursor: number;
}

/** A row both sent and removed in one delta is removed: the server lists what may no longer be seen. */
export function planChange(delta: SyncDelta): Change {
  const gonePosts = new Set(delta.removed.posts);
  const goneClips = new Set(delta.removed.clips);
  return {
    clear: delta.reset,
    posts: delta.posts.filter((post) => !gonePosts.has(post.id)),
    clips: delta.clips.filter((clip) => !goneClips.has(clip.id)),
    gonePosts: [...gonePosts],
    goneClips: [...goneClips],
    cursor: delta.cursor,
  };
}

/** Whether asking again at once can bring more. A cursor that stands still never loops. */
export function hasMore(since: number, delta: SyncDelta): boolean {
  return delta.more && delta.cursor > since;
}
