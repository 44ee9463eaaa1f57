/** The person's copy between its store, which lies open while they are here, and their locker. */
import type { Me } from "../api/types";
import { openStore, readMeta, type Store } from "../store/db";
import type { LockerCopy } from "./lockers";

export async function copyOf(store: Store, me: Me): Promise<LockerCopy> {
  const [posts, clips, cursor] = await Promise.all([store.getAll("posts"), store.getAll("clips"), readMeta(store, "cursor")]);
  return { me, cursor: cursor ?? null, posts, clips };
}

/** Laid out before anything reads the store, so that the feed is there at once. */
export async function layOut({ me, cursor, posts, clips }: LockerCopy): Promise<void> {
  const store = await openStore(me.person.id, () => undefined);
  const tx = store.transaction(["posts", "clips", "meta"], "readwrite");
  await Promise.all([
    ...posts.map((post) => tx.objectStore("posts").put(post)),
    ...clips.map((clip) => tx.objectStore("clips").put(clip)),
    ...(cursor === null ? [] : [tx.objectStore("meta").put(cursor, "cursor")]),
    tx.done,
  ]);
  store.close();
}
