import { me } from "../store/session";

const USUAL = { clip_max_s: 30, upload_max_bytes: 200_000_000, text_max_chars: 2_000 };

/** What the server allows, as last heard. */
export function clipLimits(): typeof USUAL {
  return me.value?.limits ?? USUAL;
}
