/** How long to wait before trying again, by how often it failed. The last one repeats. */
export const RETRY_DELAYS_MS = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000] as const;

/** Each delay is spread by a fifth either way, so that a site whose Wi-Fi returns does not knock at once. */
export const JITTER = 0.2;

/** `chance` is a random number in [0, 1); `attempts` counts failures so far, from 1. */
export function retryDelayMs(attempts: number, chance: number): number {
  const index = Math.min(Math.max(attempts, 1), RETRY_DELAYS_MS.length) - 1;
  const delay = RETRY_DELAYS_MS[index] ?? 60_000;
  return Math.round(delay * (1 - JITTER + 2 * JITTER * chance));
}
