/** The arithmetic of a waveform, without a screen. */

/** `count` bars from any number of peaks: the loudest of each stretch, or the nearest when there are fewer. */
export function resamplePeaks(peaks: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, bar) => {
    const from = Math.floor((bar * peaks.length) / count);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * peaks.length) / count));
    return Math.max(0, ...peaks.slice(from, to));
  });
}

/** Where along the waveform a finger is, 0 at its beginning, which is on the right in right-to-left pages. */
export function fractionAt(x: number, box: { left: number; width: number }, isRightToLeft: boolean): number {
  const fraction = box.width === 0 ? 0 : Math.min(1, Math.max(0, (x - box.left) / box.width));
  return isRightToLeft ? 1 - fraction : fraction;
}

const STEP_MS = 1_000;
const LEAP_MS = 5_000;

/** Where a key press seeks to; null for a key that is not ours. */
export function positionAfterKey(key: string, positionMs: number, durationMs: number, isRightToLeft: boolean): number | null {
  const forward = isRightToLeft ? -STEP_MS : STEP_MS;
  const targets: Record<string, number> = {
    ArrowRight: positionMs + forward,
    ArrowLeft: positionMs - forward,
    ArrowUp: positionMs + STEP_MS,
    ArrowDown: positionMs - STEP_MS,
    PageUp: positionMs + LEAP_MS,
    PageDown: positionMs - LEAP_MS,
    Home: 0,
    End: durationMs,
  };
  const target = targets[key];
  return target === undefined ? null : Math.min(durationMs, Math.max(0, target));
}

/** "0:07", "12:30": minutes and seconds, rounded down as players do. */
export function clockOf(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
