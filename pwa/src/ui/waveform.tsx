import { useRef } from "preact/hooks";
import { clockOf, fractionAt, positionAfterKey, resamplePeaks } from "./waveform-scale";
import "./waveform.css";

interface Props {
  /** Loudness, 0 to 255, any number of them. */
  peaks: readonly number[];
  positionMs: number;
  durationMs: number;
  /** What is heard here, for screen readers. */
  label: string;
  /** Without it the waveform is a picture only. */
  onSeek?: (positionMs: number) => void;
}

const BAR_COUNT = 48;
const BAR_PITCH = 5;
const BAR_WIDTH = 3;
const HEIGHT = 40;
const BAR_MIN = 3;

/** A clip's loudness over time: how far it has played, and a place to jump to by finger or key. */
export function Waveform({ peaks, positionMs, durationMs, label, onSeek }: Props) {
  const strip = useRef<HTMLDivElement>(null);
  const played = durationMs > 0 ? Math.min(1, positionMs / durationMs) : 0;
  const isRightToLeft = (): boolean => strip.current !== null && getComputedStyle(strip.current).direction === "rtl";

  const seekTo = (event: PointerEvent): void => {
    if (strip.current) onSeek?.(fractionAt(event.clientX, strip.current.getBoundingClientRect(), isRightToLeft()) * durationMs);
  };
  const onPointerDown = (event: PointerEvent): void => {
    strip.current?.setPointerCapture(event.pointerId);
    seekTo(event);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const target = positionAfterKey(event.key, positionMs, durationMs, isRightToLeft());
    if (target === null) return;
    event.preventDefault();
    onSeek?.(target);
  };

  const bars = <Bars peaks={peaks} played={played} />;
  if (!onSeek) return <div class="waveform" role="img" aria-label={`${label}, ${clockOf(durationMs)}`}>{bars}</div>;
  return (
    <div
      ref={strip}
      class="waveform"
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={Math.round(durationMs / 1_000)}
      aria-valuenow={Math.floor(positionMs / 1_000)}
      aria-valuetext={`${clockOf(positionMs)} / ${clockOf(durationMs)}`}
      onPointerDown={onPointerDown}
      onPointerMove={(event) => event.buttons === 1 && seekTo(event)}
      onKeyDown={onKeyDown}
    >
      {bars}
    </div>
  );
}

function Bars({ peaks, played }: { peaks: readonly number[]; played: number }) {
  return (
    <svg viewBox={`0 0 ${BAR_COUNT * BAR_PITCH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      {resamplePeaks(peaks, BAR_COUNT).map((peak, bar) => {
        const height = Math.max(BAR_MIN, (peak / 255) * HEIGHT);
        return (
          <rect
            key={bar}
            data-played={bar < Math.round(played * BAR_COUNT)}
            x={bar * BAR_PITCH + (BAR_PITCH - BAR_WIDTH) / 2}
            y={(HEIGHT - height) / 2}
            width={BAR_WIDTH}
            height={height}
            rx={BAR_WIDTH / 2}
          />
        );
      })}
    </svg>
  );
}
