/** Media kept for offline use: one cache per person, filled by the service worker, emptied with the session. */
import type { Clip } from "../api/types";

const PREFIX = "twotap-media-";

/** Opens this person's cache and drops everybody else's; with null, drops all. */
export async function keepOnlyMediaOf(personId: string | null): Promise<void> {
  if (!("caches" in globalThis)) return;
  const mine = personId === null ? null : PREFIX + personId;
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== mine).map((name) => caches.delete(name)));
  if (mine) await caches.open(mine);
}

/** What may no longer be seen must not stay playable on the phone either. */
export async function dropMediaOf(personId: string, clips: readonly Clip[]): Promise<void> {
  if (clips.length === 0 || !("caches" in globalThis)) return;
  const cache = await caches.open(PREFIX + personId);
  const urls = clips.flatMap((clip) => clip.renditions.map((rendition) => rendition.url));
  await Promise.all(urls.map((url) => cache.delete(url, { ignoreVary: true })));
}
