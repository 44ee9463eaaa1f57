/**
 * A try to join, kept on the phone from the moment it is sent until it is answered. The server knows a repeated
 * `join_id`, so an answer that got lost costs nothing: the next try, even after a reload or a second scan, is let in.
 */
export interface Attempt {
  token: string;
  join_id: string;
  name: string;
  language: string;
  made_at_ms: number;
}

const KEY = "twotap.joining";
/** As long as the server recognises a repeated try. */
const KEPT_MS = 24 * 3_600_000;

/** The kept try, unless it is too old or for another link. Pure. */
export function stillOpen(kept: Attempt | null, token: string | null, nowMs: number): Attempt | null {
  if (!kept || nowMs - kept.made_at_ms > KEPT_MS || nowMs < kept.made_at_ms) return null;
  return token === null || token === kept.token ? kept : null;
}

export function findAttempt(token: string | null, nowMs = Date.now()): Attempt | null {
  return stillOpen(readAttempt(), token, nowMs);
}

function readAttempt(): Attempt | null {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "null") as Partial<Attempt> | null;
    return kept && typeof kept.token === "string" && typeof kept.join_id === "string" ? (kept as Attempt) : null;
  } catch {
    return null;
  }
}

export function keepAttempt(attempt: Attempt): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(attempt));
  } catch {
    // A full phone joins all the same; only a lost answer would need a new code.
  }
}

export function forgetAttempt(): void {
  localStorage.removeItem(KEY);
}
