/** Clips: from this person's cache when it has them, else from the network, keeping what was fetched whole. */
import { asksForAll, partOf, wholeAsRange } from "./range";

const PREFIX = "twotap-media-";
/** A few shifts' worth. What falls out can be fetched again. */
const KEPT_MAX = 120;

export const isMedia = (url: URL): boolean => url.pathname.startsWith("/api/media/");

type Later = (work: Promise<unknown>) => void;

/** The page opens the cache at sign-in and deletes it at sign-out; without one nothing is kept. */
async function findCache(): Promise<Cache | null> {
  const name = (await caches.keys()).find((one) => one.startsWith(PREFIX));
  return name === undefined ? null : caches.open(name);
}

export async function answerMedia(request: Request, later: Later): Promise<Response> {
  const range = request.headers.get("range");
  const cache = await findCache();
  const kept = await cache?.match(request.url, { ignoreVary: true });
  if (kept) return range ? partOf(kept, range) : kept;
  // Kept here or not at all: what the browser keeps by itself cannot be emptied with the session.
  if (range && !asksForAll(range)) return fetch(request, { cache: "no-store" });
  const whole = await fetch(request.url, { credentials: "same-origin", cache: "no-store" });
  if (whole.status !== 200) return whole;
  if (cache) later(keep(cache, request.url, whole.clone()));
  return range ? wholeAsRange(whole) : whole;
}

/** A full disk or a cut download costs only the copy. */
async function keep(cache: Cache, url: string, whole: Response): Promise<void> {
  try {
    await cache.put(url, whole);
    const keys = await cache.keys();
    await Promise.all(keys.slice(0, Math.max(0, keys.length - KEPT_MAX)).map((key) => cache.delete(key)));
  } catch {
    await cache.delete(url);
  }
}
