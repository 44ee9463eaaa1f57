/**
 * Brings the phone's copy up to date: asks for what changed since the cursor, writes it in one
 * transaction with the new cursor, then lets the screen read. Live, reconnecting and offline are this one path.
 */
import { signal } from "@preact/signals";
import { api, ApiError } from "../api/client";
import type { Store } from "../store/db";
import { readMeta } from "../store/db";
import { dropMediaOf } from "../store/media";
import { readFeed } from "../store/feed";
import { forgetSession, hasEnded, me, rememberMe, storeOrNull, wasRefused } from "../store/session";
import { pendingOf } from "../shell/rights";
import { type Change, hasMore, planChange } from "./merge";

export type SyncState = "idle" | "running" | "unreachable" | "failing";
export const syncState = signal<SyncState>("idle");
/** True once the server has answered since the page was opened. */
export const isFresh = signal(false);

const otherTabs = new BroadcastChannel("twotap.feed");
otherTabs.onmessage = () => void readFeed();

let running: Promise<void> | null = null;
let isWantedAgain = false;

/** Safe to call at any time and any number of times: calls during a run make exactly one more run. */
export function requestSync(): Promise<void> {
  if (running) {
    isWantedAgain = true;
    return running;
  }
  running = drain().finally(() => {
    running = null;
  });
  return running;
}

async function drain(): Promise<void> {
  do {
    isWantedAgain = false;
    await runOnce();
  } while (isWantedAgain);
}

async function runOnce(): Promise<void> {
  const person = me.value?.person.id;
  if (!person) return;
  // While the connection is still in doubt the screen goes on saying so.
  if (syncState.value === "idle") syncState.value = "running";
  try {
    if (pendingOf(me.value)) await rememberMe(await api.me());
    // Who still waits has nothing to copy yet.
    if (!pendingOf(me.value)) await alone(`twotap.sync.${person}`, pullAll);
    syncState.value = "idle";
    isFresh.value = true;
  } catch (error) {
    await settle(error);
  }
}

async function settle(error: unknown): Promise<void> {
  if (!(error instanceof ApiError)) {
    syncState.value = "failing";
    throw error;
  }
  syncState.value = error.status === 0 ? "unreachable" : "failing";
  if (error.status !== 401) return;
  const hasWaited = pendingOf(me.value) !== null;
  await forgetSession();
  await readFeed();
  wasRefused.value = hasWaited;
  hasEnded.value = true;
}

/** One tab at a time; the others wait and then find little left to fetch. */
function alone(name: string, work: () => Promise<void>): Promise<void> {
  return navigator.locks ? navigator.locks.request(name, work).then(() => undefined) : work();
}

async function pullAll(): Promise<void> {
  const store = storeOrNull();
  if (!store) return;
  let more = true;
  while (more) {
    const since = (await readMeta(store, "cursor")) ?? 0;
    const delta = await api.sync(since);
    const change = planChange(delta);
    await forgetMedia(store, change.goneClips);
    await writeChange(store, change);
    if (delta.me) await rememberMe(await api.me());
    await readFeed();
    otherTabs.postMessage("changed");
    more = hasMore(since, delta);
  }
}

async function forgetMedia(store: Store, clipIds: readonly string[]): Promise<void> {
  const person = me.value?.person.id;
  if (!person || clipIds.length === 0) return;
  const gone = await Promise.all(clipIds.map((id) => store.get("clips", id)));
  await dropMediaOf(person, gone.filter((clip) => clip !== undefined));
}

async function writeChange(store: Store, change: Change): Promise<void> {
  const tx = store.transaction(["posts", "clips", "meta"], "readwrite");
  const posts = tx.objectStore("posts");
  const clips = tx.objectStore("clips");
  if (change.clear) await Promise.all([posts.clear(), clips.clear()]);
  await Promise.all([
    ...change.posts.map((post) => posts.put(post)),
    ...change.clips.map((clip) => clips.put(clip)),
    ...change.gonePosts.map((id) => posts.delete(id)),
    ...change.goneClips.map((id) => clips.delete(id)),
    tx.objectStore("meta").put(change.cursor, "cursor"),
    tx.done,
  ]);
}

/** A post opened by a link that this phone does not hold. Raises ApiError 404 when it is not for this person. */
export async function fetchPost(id: string): Promise<void> {
  const store = storeOrNull();
  if (!store) return;
  const post = await api.post(id);
  const ids = [post.clip_id, ...post.replies.map((reply) => reply.clip_id)].filter((clip) => clip !== null);
  const answers = await Promise.allSettled(ids.map((clip) => api.clip(clip)));
  const clips = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
  const tx = store.transaction(["posts", "clips"], "readwrite");
  await Promise.all([
    tx.objectStore("posts").put(post),
    ...clips.map((clip) => tx.objectStore("clips").put(clip)),
    tx.done,
  ]);
  await readFeed();
}
