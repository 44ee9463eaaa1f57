import type { Refusal, Trouble } from "./item";

/** What an HTTP answer means for the item that was sent. */
export type Verdict =
  | { type: "saved" }
  | { type: "trouble"; trouble: Trouble; retryAfterMs: number | null }
  | { type: "refused"; refusal: Refusal };

export interface Answer {
  status: number;
  code: string | null;
  sentence: string | null;
  /** Problem details or a command result of ours. A captive portal or a proxy page is not. */
  isOurs: boolean;
  retryAfterMs?: number | null;
}

const trouble = (kind: Trouble, retryAfterMs: number | null = null): Verdict => ({ type: "trouble", trouble: kind, retryAfterMs });

export const UNREACHABLE: Verdict = trouble("unreachable");

/** Passing failures keep the item; only a refusal that the server itself worded asks for attention. */
export function verdictOf(answer: Answer): Verdict {
  const { status, retryAfterMs = null } = answer;
  if (status >= 200 && status < 300) return answer.isOurs ? { type: "saved" } : UNREACHABLE;
  if (status === 401) return trouble("signed_out");
  if (status === 408 || status === 425 || status === 429) return trouble("busy", retryAfterMs);
  if (status >= 500) return trouble("busy", retryAfterMs);
  if (status < 400 || !answer.isOurs) return UNREACHABLE;
  return { type: "refused", refusal: { status, code: answer.code ?? `http.${status}`, sentence: answer.sentence } };
}
