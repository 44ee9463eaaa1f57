import { expect, test } from "vitest";
import { CHUNK_MAX_BYTES, CHUNK_MIN_BYTES, encodeMetadata, type UploadJob, uploadTake } from "../../src/outbox/tus";
import { type Fault, isSame, ScriptedServer } from "./scripted-server";

const CLIP = "0190-clip";

function aJob(sizeBytes: number): UploadJob & { bytes: Uint8Array<ArrayBuffer>; progress: number[] } {
  const bytes = Uint8Array.from({ length: sizeBytes }, (_, index) => (index * 31 + (index >> 8)) & 0xff);
  const job = {
    endpoint: "/api/uploads",
    metadata: { clip_id: CLIP, kind: "voice" },
    sizeBytes,
    uploadUrl: null as string | null,
    bytes,
    progress: [] as number[],
    read: async (from: number, length: number) => bytes.slice(from, from + length),
    onCreated: async (url: string) => void (job.uploadUrl = url),
    onProgress: async (sent: number) => void job.progress.push(sent),
  };
  return job;
}

/** The nth request whose line starts so goes wrong. */
function nth(start: string, n: number, fault: Fault): (request: string) => Fault | null {
  let seen = 0;
  return (request) => (request.startsWith(start) && ++seen === n ? fault : null);
}

test("a take arrives byte for byte, in chunks that grow on a quick line", async () => {
  const server = new ScriptedServer();
  const job = aJob(3_000_001);
  expect(await uploadTake(job, server.fetch)).toEqual({ type: "saved" });
  expect(isSame(server.clip(CLIP)?.bytes, job.bytes)).toBe(true);
  expect(job.progress[0]).toBe(CHUNK_MIN_BYTES);
  expect(Math.max(...job.progress.map((sent, index) => sent - (job.progress[index - 1] ?? 0)))).toBeLessThanOrEqual(CHUNK_MAX_BYTES);
});

test("metadata survives any language", () => {
  expect(encodeMetadata({ clip_id: "7", language: "العربية" })).toBe("clip_id Nw==,language 2KfZhNi52LHYqNmK2Kk=");
});

test.each<[string, number, Fault]>([
  ["POST", 1, "cut"],
  ["POST", 1, "lost_reply"],
  ["PATCH", 1, "cut"],
  ["PATCH", 1, "half"],
  ["PATCH", 2, "lost_reply"],
  ["PATCH", 2, "unavailable"],
])("after %s %i fails (%s) the next attempt goes on where the server is", async (method, n, fault) => {
  const server = new ScriptedServer();
  const job = aJob(900_000);
  server.fault = nth(method, n, fault);
  const first = await uploadTake(job, server.fetch);
  expect(first.type).toBe("trouble");
  expect(await uploadTake(job, server.fetch)).toEqual({ type: "saved" });
  expect(server.uploads.size).toBe(1);
  expect(isSame(server.clip(CLIP)?.bytes, job.bytes)).toBe(true);
  expect(server.bytesReceived - job.sizeBytes).toBeLessThanOrEqual(2 * CHUNK_MIN_BYTES);
});

test("a conflict asks where the server is and goes on from there", async () => {
  const server = new ScriptedServer();
  const job = aJob(700_000);
  await uploadTake({ ...job, sizeBytes: CHUNK_MIN_BYTES }, server.fetch);
  server.clip(CLIP)!.length = 700_000;
  expect(await uploadTake({ ...job, uploadUrl: null }, server.fetch)).toEqual({ type: "saved" });
  expect(server.requests.filter((request) => request.startsWith("HEAD"))).toHaveLength(1);
  expect(isSame(server.clip(CLIP)?.bytes, job.bytes)).toBe(true);
});

test("an upload that expired on the server starts again as the same clip", async () => {
  const server = new ScriptedServer();
  const job = { ...aJob(10), uploadUrl: "/api/uploads/gone" };
  expect(await uploadTake(job, server.fetch)).toEqual({ type: "saved" });
  expect(server.clip(CLIP)?.bytes).toHaveLength(10);
});

test("a server that never advances is given up for now, not asked for ever", async () => {
  const server = new ScriptedServer();
  const stubborn: typeof fetch = async (input, init = {}) =>
    init.method === "PATCH" ? new Response(null, { status: 409 }) : server.fetch(input, init);
  expect((await uploadTake(aJob(10), stubborn)).type).toBe("trouble");
  expect(server.requests.length).toBeLessThan(10);
});

test("a refusal is told in the server's words", async () => {
  const sentence = "This video is larger than 200 MB.";
  const send: typeof fetch = async () =>
    new Response(JSON.stringify({ code: "upload.too_large", detail: sentence }), { status: 413, headers: { "Content-Type": "application/problem+json" } });
  expect(await uploadTake(aJob(10), send)).toEqual({ type: "refused", refusal: { status: 413, code: "upload.too_large", sentence } });
});

test("an upload stops when told to", async () => {
  const server = new ScriptedServer();
  const stop = new AbortController();
  const job = aJob(2_000_000);
  const verdict = uploadTake({ ...job, onProgress: async () => stop.abort() }, server.fetch, stop.signal);
  expect((await verdict).type).toBe("trouble");
  expect(server.clip(CLIP)!.bytes.length).toBeLessThan(job.sizeBytes);
});
