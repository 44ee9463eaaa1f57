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

/** The bars as one line for an SVG path: `pitch` apart, centred on half of `height`, never shorter than a dot.
 *  Round ends of the stroke add to each, so the loudest stops a little short of the edge. */
export function barsPath(peaks: readonly number[], pitch: number, height: number): string {
  return peaks
    .map((peak, bar) => {
      const half = Math.max(0.5, ((peak / 255) * height) / 2);
      return `M${(bar + 0.5) * pitch} ${(height / 2 - half).toFixed(1)}v${(half * 2).toFixed(1)}`;
    })
    .join("");
}
