import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { playTime } from "../i18n/time";
import { barsPath, fractionAt, resamplePeaks } from "./waveform-scale";
import "./waveform.css";

interface Props {
  /** Loudness, 0 to 255, any number of them. */
  peaks: readonly number[];
  positionMs: number;
  /** 0 while it is not known. */
  durationMs: number;
  /** What is heard here, for screen readers. */
  label: string;
  /** Without it the waveform is a picture only. */
  onSeek?: (positionMs: number) => void;
}

const PITCH_PX = 5;
const STEP_MS = 1_000;
/** Thirty seconds are the longest clip: a fair guess while the length is unknown. */
const USUAL_MS = 30_000;

/** A clip's loudness over time: how far it has played, and a place to jump to by finger or key. */
export function Waveform({ peaks, positionMs, durationMs, label, onSeek }: Props) {
  const strip = useRef<HTMLDivElement>(null);
  const lengthMs = durationMs || USUAL_MS;
  const seekTo = (event: PointerEvent): void => {
    if (!strip.current) return;
    const isRightToLeft = getComputedStyle(strip.current).direction === "rtl";
    onSeek?.(fractionAt(event.clientX, strip.current.getBoundingClientRect(), isRightToLeft) * lengthMs);
  };
  const onPointerDown = (event: PointerEvent): void => {
    strip.current?.setPointerCapture(event.pointerId);
    seekTo(event);
  };
  const bars = <Bars peaks={peaks} played={Math.min(1, positionMs / lengthMs)} />;
  if (!onSeek) return <div class="waveform"><span class="visually-hidden">{label}</span>{bars}</div>;
  return (
    <div ref={strip} class="waveform" data-seekable onPointerDown={onPointerDown} onPointerMove={(event) => event.buttons === 1 && seekTo(event)}>
      {bars}
      {/* For keys and screen readers; fingers are handled above, because iOS moves a range only by its thumb. */}
      <input
        type="range"
        min={0}
        max={lengthMs}
        step={STEP_MS}
        value={positionMs}
        aria-label={label}
        aria-valuetext={`${playTime(positionMs)} / ${playTime(lengthMs)}`}
        onInput={(event) => onSeek(Number(event.currentTarget.value))}
      />
    </div>
  );
}

/** As many bars as fit, so that they look the same on a watch-sized strip and on a wide screen. */
function Bars({ peaks, played }: { peaks: readonly number[]; played: number }) {
  const box = useRef<SVGSVGElement>(null);
  const size = useSignal({ width: 0, height: 0 });
  useEffect(() => {
    const watcher = new ResizeObserver(([entry]) => {
      if (entry) size.value = { width: entry.contentRect.width, height: entry.contentRect.height };
    });
    if (box.current) watcher.observe(box.current);
    return () => watcher.disconnect();
  }, [size]);
  const { width, height } = size.value;
  const path = barsPath(resamplePeaks(peaks, Math.floor(width / PITCH_PX)), PITCH_PX, height);
  return (
    <svg ref={box} aria-hidden="true">
      <path d={path} />
      <path d={path} class="waveform-played" style={{ clipPath: `inset(-2px ${(100 - played * 100).toFixed(1)}% -2px -2px)` }} />
    </svg>
  );
}
