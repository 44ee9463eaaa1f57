import { useSignal } from "@preact/signals";
import { useMemo, useRef } from "preact/hooks";
import type { Clip } from "../api/types";
import { numberFormat, locale, t } from "../i18n";
import { playTime } from "../i18n/time";
import { Icon } from "../ui/icon";
import { Waveform } from "../ui/waveform";
import { useJump } from "./jump";
import { usePlayer } from "./player";
import { pickPlayable } from "./renditions";
import { TranscriptText } from "./words";

const SPEEDS = [1, 1.5, 2] as const;

export function VoicePlayer({ clip }: { clip: Clip }) {
  const audio = useRef<HTMLAudioElement>(null);
  const lengthMs = clip.duration_ms ?? 0;
  const player = usePlayer(audio);
  useJump(clip.id, player, audio);
  const source = useMemo(() => pickPlayable(clip, { isThrifty: true, widthPx: 0 }), [clip.id]);
  const isPlaying = player.isPlaying.value;
  return (
    <figure class="voice">
      <div class="voice-row">
        <audio ref={audio} src={source?.url} preload="none" />
        <button
          type="button"
          class="voice-play"
          onClick={isPlaying ? player.pause : player.play}
          aria-label={t(isPlaying ? "clip.pause" : "clip.play_voice")}
        >
          <Icon name={isPlaying ? "pause" : "play"} />
        </button>
        <Waveform
          peaks={clip.peaks ?? []}
          positionMs={player.atMs.value}
          durationMs={lengthMs}
          label={t("clip.kind.voice")}
          onSeek={player.seek}
        />
        <span class="voice-time">{playTime(isPlaying ? player.atMs.value : lengthMs)}</span>
        <SpeedButton set={(speed) => audio.current && (audio.current.playbackRate = speed)} />
      </div>
      {player.hasFailed.value && <p class="voice-failed" role="alert">{t("clip.cannot_play")}</p>}
      {clip.transcript && <TranscriptText transcript={clip.transcript} />}
    </figure>
  );
}

function SpeedButton({ set }: { set: (speed: number) => void }) {
  const index = useSignal(0);
  const speed = SPEEDS[index.value % SPEEDS.length]!;
  const shown = `${numberFormat(locale.value, {}).format(speed)}×`;
  const next = () => {
    index.value += 1;
    set(SPEEDS[index.value % SPEEDS.length]!);
  };
  return (
    <button type="button" class="voice-speed" onClick={next} aria-label={t("clip.speed", { speed: shown })}>
      {shown}
    </button>
  );
}
