/** Which of a clip's renditions to show on this phone. Pure. */
import type { Clip, Rendition } from "../api/types";

export interface Circumstances {
  /** Save-Data, a slow link or mobile data: the smaller file, and nothing starts by itself. */
  isThrifty: boolean;
  widthPx: number;
}

const PHONE_MAX_PX = 900;

export function pickPlayable(clip: Clip, { isThrifty, widthPx }: Circumstances): Rendition | null {
  const playable = clip.renditions.filter((rendition) => rendition.role === "play");
  const wanted = isThrifty || widthPx <= PHONE_MAX_PX ? ["480p", "remux", "720p"] : ["720p", "remux", "480p"];
  return wanted.map((name) => playable.find((r) => r.name === name)).find(Boolean) ?? playable[0] ?? null;
}

export function pickPoster(clip: Clip): Rendition | null {
  return clip.renditions.find((rendition) => rendition.role === "poster") ?? null;
}

/** AVIF first, JPEG for browsers without it: the order of a <picture>'s sources. */
export function pictureSources(clip: Clip, role: "photo" | "thumb"): Rendition[] {
  return clip.renditions
    .filter((rendition) => rendition.role === role)
    .sort((a, b) => Number(b.content_type === "image/avif") - Number(a.content_type === "image/avif"));
}

/** Width over height, known before a single byte of the picture is here, so that nothing jumps. */
export function shapeOf(clip: Clip): number {
  return clip.width_px && clip.height_px ? clip.width_px / clip.height_px : 16 / 9;
}
