/** How long a code still works. Pure. */
const COUNTED_MS = 60 * 60_000;

export function leftMs(expiresAt: string, nowMs: number): number {
  return Math.max(0, Date.parse(expiresAt) - nowMs);
}

/** Minutes are counted down before people's eyes; days are not. */
export function isCountedDown(left: number): boolean {
  return left <= COUNTED_MS;
}
