import type { Fetch } from "../../src/outbox/wire";

interface Upload {
  clipId: string;
  metadata: Record<string, string>;
  length: number;
  bytes: Uint8Array;
}

/** What goes wrong with one request. `lost_reply` does the work and drops the answer; `half` stores half
 *  of a PATCH and then cuts; `cut` drops it before anything happens. */
export type Fault = "cut" | "lost_reply" | "half" | "unavailable" | "signed_out";

/** The server's side of the two protocols, in memory, with faults on demand. */
export class ScriptedServer {
  readonly applied = new Map<string, { kind: string; body: Record<string, unknown>; captured_at: string }>();
  readonly order: string[] = [];
  readonly uploads = new Map<string, Upload>();
  readonly requests: string[] = [];
  readonly refuse = new Map<string, { status: number; code: string; sentence: string }>();
  bytesReceived = 0;
  /** Called before each request; what it answers goes wrong. */
  fault: (request: string) => Fault | null = () => null;

  readonly fetch: Fetch = async (input, init = {}) => {
    const request = `${init.method ?? "GET"} ${String(input)}`;
    this.requests.push(request);
    await new Promise((resolve) => setTimeout(resolve, 0));
    const fault = this.fault(request);
    if (init.signal?.aborted) throw init.signal.reason;
    if (fault === "cut") throw new TypeError("Failed to fetch");
    if (fault === "unavailable") return problem(503, "busy", "Try later.");
    if (fault === "signed_out") return problem(401, "session.none", "Sign in.");
    const answer = this.#answer(String(input), init, fault === "half");
    if (fault !== null) throw new TypeError("Failed to fetch");
    return answer;
  };

  clip(clipId: string): Upload | undefined {
    return [...this.uploads.values()].find((upload) => upload.clipId === clipId);
  }

  #answer(path: string, init: RequestInit, isHalf: boolean): Response {
    const headers = new Headers(init.headers);
    if (path === "/api/commands") return this.#commands(JSON.parse(String(init.body)).commands);
    if (path === "/api/uploads") return this.#create(headers);
    const upload = this.uploads.get(path);
    if (!upload) return problem(404, "upload.unknown", "No such upload.");
    if (init.method === "HEAD") return new Response(null, { status: 200, headers: offset(upload) });
    if (init.method === "DELETE") return this.#delete(path);
    return this.#patch(upload, headers, init.body as Uint8Array, isHalf);
  }

  #create(headers: Headers): Response {
    const metadata = decode(headers.get("Upload-Metadata") ?? "");
    const path = `/api/uploads/${metadata["clip_id"]}`;
    const length = Number(headers.get("Upload-Length"));
    if (!this.uploads.has(path)) this.uploads.set(path, { clipId: metadata["clip_id"]!, metadata, length, bytes: new Uint8Array() });
    return new Response(null, { status: 201, headers: { Location: path } });
  }

  #patch(upload: Upload, headers: Headers, body: Uint8Array, isHalf: boolean): Response {
    this.bytesReceived += body.length;
    if (Number(headers.get("Upload-Offset")) !== upload.bytes.length) return problem(409, "upload.offset", "Elsewhere.");
    const stored = body.subarray(0, isHalf ? Math.floor(body.length / 2) : body.length);
    const bytes = new Uint8Array(upload.bytes.length + stored.length);
    bytes.set(upload.bytes);
    bytes.set(stored, upload.bytes.length);
    upload.bytes = bytes;
    return new Response(null, { status: 204, headers: offset(upload) });
  }

  #delete(path: string): Response {
    this.uploads.delete(path);
    return new Response(null, { status: 204 });
  }

  #commands(commands: { id: string; kind: string; captured_at: string; body: Record<string, unknown> }[]): Response {
    const results = commands.map(({ id, ...command }) => {
      const refusal = this.refuse.get(id) ?? this.refuse.get(command.kind);
      if (refusal) return { id, outcome: "refused", result: null, ...refusal };
      const isNew = !this.applied.has(id);
      if (isNew) {
        this.applied.set(id, command);
        this.order.push(String(command.body["text"] ?? command.body["answer"]));
      }
      return { id, outcome: isNew ? "applied" : "already_applied", status: 200, code: null, sentence: null, result: {} };
    });
    return Response.json({ results });
  }
}

/** Megabytes compared at once; the expectation of a test runner looks at each byte as a value. */
export const isSame = (left: Uint8Array | undefined, right: Uint8Array): boolean =>
  left?.length === right.length && left.every((byte, index) => byte === right[index]);

const offset = (upload: Upload): Record<string, string> => ({ "Upload-Offset": String(upload.bytes.length), "Tus-Resumable": "1.0.0" });

function problem(status: number, code: string, detail: string): Response {
  return new Response(JSON.stringify({ code, detail }), { status, headers: { "Content-Type": "application/problem+json" } });
}

function decode(header: string): Record<string, string> {
  return Object.fromEntries(header.split(",").map((pair) => pair.split(" ")).map(([key, value]) => [key, atob(value ?? "")]));
}
