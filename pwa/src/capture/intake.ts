import type { ClipKind } from "../outbox/item";
import { appendToTake, beginTake, describeTake, discardItem } from "../outbox/outbox";
import { photoOfFile } from "./photo";

/** Files larger than memory allows are stored run by run. */
const RUN_BYTES = 1024 * 1024;

export type IntakeRefusal = "empty" | "too_large" | "phone_full";

/** Turns a picked or photographed file into a take. Answers with its id, or why not. */
export async function takeOfFile(
  kind: ClipKind,
  file: Blob,
  maxBytes: number,
  teamId: string | null = null,
): Promise<{ takeId: string } | { refusal: IntakeRefusal }> {
  const kept = kind === "photo" ? await photoOfFile(file) : file;
  if (kept.size === 0) return { refusal: "empty" };
  if (kept.size > maxBytes) return { refusal: "too_large" };
  let takeId: string | null = null;
  try {
    takeId = await beginTake({ kind, teamId, mimeType: kept.type || "application/octet-stream" });
    for (let start = 0; start < kept.size; start += RUN_BYTES) {
      await appendToTake(takeId, await kept.slice(start, start + RUN_BYTES).arrayBuffer());
    }
  } catch {
    if (takeId !== null) await discardItem(takeId);
    return { refusal: "phone_full" };
  }
  await describeTake(takeId, {});
  return { takeId };
}

/** "video/mp4" is a video whatever the mode was; a file without a type is what was asked for. */
export function kindOfFile(mimeType: string, asked: ClipKind): ClipKind {
  if (mimeType.startsWith("image/")) return "photo";
  if (mimeType.startsWith("video/")) return "video";
  return mimeType.startsWith("audio/") ? "voice" : asked;
}
