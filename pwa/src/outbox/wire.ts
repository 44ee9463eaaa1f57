import { type Answer, UNREACHABLE, type Verdict, verdictOf } from "./verdict";

export type Fetch = typeof fetch;

const JSON_TYPE = /^application\/(problem\+)?json\b/;

/** A request that ends after `timeoutMs` without an answer, or when `signal` says so. */
export async function fetchInTime(send: Fetch, url: string, init: RequestInit, timeoutMs: number, signal?: AbortSignal): Promise<Response> {
  const ours = new AbortController();
  const stop = (): void => ours.abort(signal?.reason);
  const timer = setTimeout(() => ours.abort(new DOMException("No answer in time", "TimeoutError")), timeoutMs);
  signal?.addEventListener("abort", stop);
  if (signal?.aborted) stop();
  try {
    return await send(url, { ...init, signal: ours.signal, credentials: "same-origin", redirect: "error" });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

/** Reads an answer that was not a success. */
export async function verdictFrom(response: Response): Promise<Verdict> {
  const isOurs = JSON_TYPE.test(response.headers.get("Content-Type") ?? "");
  const problem: unknown = isOurs ? await response.json().catch(() => null) : null;
  return verdictOf({ ...wordsOf(problem), status: response.status, isOurs: isOurs && problem !== null, retryAfterMs: retryAfterOf(response) });
}

const RETRY_AFTER_MAX_S = 300;

function retryAfterOf(response: Response): number | null {
  const seconds = Number(response.headers.get("Retry-After"));
  return seconds > 0 ? Math.min(seconds, RETRY_AFTER_MAX_S) * 1_000 : null;
}

function wordsOf(problem: unknown): Pick<Answer, "code" | "sentence"> {
  const record = isRecord(problem) ? problem : {};
  return { code: textOf(record["code"]), sentence: textOf(record["detail"]) ?? textOf(record["sentence"]) };
}

export interface SentCommand {
  id: string;
  kind: string;
  captured_at: string;
  body: Record<string, unknown>;
}

export type BatchAnswer =
  /** One verdict per command id; an id the server left out is unreachable. */
  | { type: "each"; verdicts: Map<string, Verdict> }
  | { type: "whole"; verdict: Verdict };

const COMMANDS_TIMEOUT_MS = 20_000;

export async function sendCommands(send: Fetch, commands: readonly SentCommand[]): Promise<BatchAnswer> {
  try {
    const body = JSON.stringify({ commands });
    const init = { method: "POST", headers: { "Content-Type": "application/json" }, body };
    const response = await fetchInTime(send, "/api/commands", init, COMMANDS_TIMEOUT_MS);
    if (!response.ok) return { type: "whole", verdict: await verdictFrom(response) };
    const answered: unknown = await response.json();
    const results = isRecord(answered) && Array.isArray(answered["results"]) ? answered["results"] : [];
    return { type: "each", verdicts: new Map(results.filter(isRecord).map((result) => [String(result["id"]), verdictOfResult(result)])) };
  } catch {
    return { type: "whole", verdict: UNREACHABLE };
  }
}

function verdictOfResult(result: Record<string, unknown>): Verdict {
  if (result["outcome"] !== "refused") return { type: "saved" };
  return verdictOf({ ...wordsOf(result), status: Number(result["status"]) || 422, isOurs: true });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
