import { UNREACHABLE, type Verdict } from "./verdict";
import { type Fetch, fetchInTime, verdictFrom } from "./wire";

/** A tus 1.0 client for takes kept on this phone. Which clip it is decides everything: creating the
 *  same clip again answers with the same upload, so a lost reply costs a question and no bytes. */
export interface UploadJob {
  endpoint: string;
  metadata: Readonly<Record<string, string>>;
  sizeBytes: number;
  /** Where an earlier attempt left off; null when the server may not have heard of this take. */
  uploadUrl: string | null;
  read: (offset: number, length: number) => Promise<Uint8Array<ArrayBuffer>>;
  onCreated: (uploadUrl: string) => Promise<void>;
  onProgress: (sentBytes: number) => Promise<void>;
}

export const CHUNK_MIN_BYTES = 256 * 1024;
export const CHUNK_MAX_BYTES = 1024 * 1024;
/** A chunk that took less says that the line is good enough for one twice as large. */
const QUICK_CHUNK_MS = 500;
const QUESTION_TIMEOUT_MS = 20_000;
/** 256 KiB in 60 s is 35 kbit/s: slower is a stalled line, and asking again is better than waiting. */
const CHUNK_TIMEOUT_MS = 60_000;
/** Corrections of the offset without a byte getting through, before the attempt is given up. */
const CORRECTIONS_MAX = 4;

const TUS = { "Tus-Resumable": "1.0.0" } as const;

class Interrupted extends Error {
  constructor(readonly verdict: Verdict) {
    super(verdict.type);
  }
}

/** Sends what is missing. Never throws for the network or the server: that is what the verdict says. */
export async function uploadTake(job: UploadJob, send: Fetch, signal?: AbortSignal): Promise<Verdict> {
  try {
    const known = job.uploadUrl === null ? null : await askOffset(job.uploadUrl, send, signal);
    const url = known === null ? await create(job, send, signal) : (job.uploadUrl as string);
    await sendFrom(known ?? 0, url, job, send, signal);
    return { type: "saved" };
  } catch (problem) {
    return problem instanceof Interrupted ? problem.verdict : UNREACHABLE;
  }
}

/** Tells the server to throw a partial upload away. It expires there anyway if this gets lost. */
export async function deleteUpload(uploadUrl: string, send: Fetch): Promise<void> {
  await fetchInTime(send, uploadUrl, { method: "DELETE", headers: TUS }, QUESTION_TIMEOUT_MS).catch(() => undefined);
}

async function create(job: UploadJob, send: Fetch, signal?: AbortSignal): Promise<string> {
  const headers = { ...TUS, "Upload-Length": String(job.sizeBytes), "Upload-Metadata": encodeMetadata(job.metadata) };
  const response = await fetchInTime(send, job.endpoint, { method: "POST", headers }, QUESTION_TIMEOUT_MS, signal);
  const location = response.headers.get("Location");
  if (response.status !== 201 || location === null) throw new Interrupted(await verdictFrom(response));
  await job.onCreated(location);
  return location;
}

/** Null when the upload has expired there: it then starts again, under the same clip. */
async function askOffset(url: string, send: Fetch, signal?: AbortSignal): Promise<number | null> {
  const response = await fetchInTime(send, url, { method: "HEAD", headers: TUS }, QUESTION_TIMEOUT_MS, signal);
  if (response.status === 404 || response.status === 410) return null;
  return offsetOf(response) ?? interrupt(response);
}

async function sendFrom(start: number, url: string, job: UploadJob, send: Fetch, signal?: AbortSignal): Promise<void> {
  let offset = start;
  let length = CHUNK_MIN_BYTES;
  let corrections = 0;
  while (offset < job.sizeBytes) {
    const began = performance.now();
    const reached = await sendChunk(offset, await job.read(offset, length), url, send, signal);
    if (reached === null || reached <= offset) {
      const truth = ++corrections > CORRECTIONS_MAX ? null : await askOffset(url, send, signal);
      if (truth === null) throw new Interrupted(UNREACHABLE);
      offset = truth;
    } else {
      corrections = 0;
      offset = reached;
      length = performance.now() - began < QUICK_CHUNK_MS ? Math.min(length * 2, CHUNK_MAX_BYTES) : CHUNK_MIN_BYTES;
    }
    await job.onProgress(offset);
  }
}

/** The offset reached, or null when the server was elsewhere (409: a lost reply, or an older attempt still writing). */
async function sendChunk(offset: number, body: Uint8Array<ArrayBuffer>, url: string, send: Fetch, signal?: AbortSignal): Promise<number | null> {
  const headers = { ...TUS, "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" };
  const response = await fetchInTime(send, url, { method: "PATCH", headers, body }, CHUNK_TIMEOUT_MS, signal);
  if (response.status === 409) return null;
  // Gone since we asked: the next attempt asks again and makes a fresh upload of the same clip.
  if (response.status === 404 || response.status === 410) throw new Interrupted(UNREACHABLE);
  return offsetOf(response) ?? interrupt(response);
}

function offsetOf(response: Response): number | null {
  const offset = Number(response.headers.get("Upload-Offset") ?? "x");
  return response.ok && Number.isSafeInteger(offset) ? offset : null;
}

async function interrupt(response: Response): Promise<never> {
  throw new Interrupted(await verdictFrom(response));
}

export function encodeMetadata(metadata: Readonly<Record<string, string>>): string {
  return Object.entries(metadata)
    .map(([key, value]) => `${key} ${btoa(String.fromCharCode(...new TextEncoder().encode(value)))}`)
    .join(",");
}
