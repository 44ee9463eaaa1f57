/** Byte ranges of a file that is kept whole: players ask for parts, a cache answers only with all. Pure. */

export interface ByteRange {
  start: number;
  /** Inclusive, as in HTTP. */
  end: number;
}

/** Null when the header asks for nothing that this file has: the answer to that is 416. */
export function parseRange(header: string, sizeBytes: number): ByteRange | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header.trim());
  if (!match || sizeBytes === 0) return null;
  const [, first = "", last = ""] = match;
  if (first === "" && last === "") return null;
  if (first === "") return { start: Math.max(0, sizeBytes - Number(last)), end: sizeBytes - 1 };
  const start = Number(first);
  const end = last === "" ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  return start <= end && start < sizeBytes ? { start, end } : null;
}

/** True for the request every player begins with: all of it, from the first byte. */
export const asksForAll = (header: string): boolean => /^bytes=0-$/.test(header.trim());

export async function partOf(whole: Response, header: string): Promise<Response> {
  const blob = await whole.blob();
  const range = parseRange(header, blob.size);
  if (!range) return new Response(null, { status: 416, headers: { "content-range": `bytes */${blob.size}` } });
  return new Response(blob.slice(range.start, range.end + 1), {
    status: 206,
    headers: {
      "content-type": whole.headers.get("content-type") ?? "application/octet-stream",
      "content-range": `bytes ${range.start}-${range.end}/${blob.size}`,
      "content-length": String(range.end - range.start + 1),
      "accept-ranges": "bytes",
    },
  });
}

/** A whole answer, passed on while it still arrives, in the form a player that asked for a range wants. */
export function wholeAsRange(whole: Response): Response {
  const size = Number(whole.headers.get("content-length"));
  if (!size) return whole;
  const headers = new Headers(whole.headers);
  headers.set("content-range", `bytes 0-${size - 1}/${size}`);
  return new Response(whole.body, { status: 206, headers });
}
