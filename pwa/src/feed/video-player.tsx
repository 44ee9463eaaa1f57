import { useMemo, useRef } from "preact/hooks";
import type { Clip } from "../api/types";
import { t } from "../i18n";
import { playTime } from "../i18n/time";
import { Icon } from "../ui/icon";
import { Waveform } from "../ui/waveform";
import { Backdrop } from "./backdrop";
import { type CaptionLine, captionLines, lineAt } from "./caption-lines";
import { useOnScreen } from "./on-screen";
import { useJump } from "./jump";
import { type Player, usePlayer } from "./player";
import { pickPlayable, pickPoster, shapeOf } from "./renditions";
import { isThrifty } from "./thrift";
import { Words } from "./words";

/**
 * Plays muted with captions while it is on screen; a tap brings the sound from the start, the next one pauses.
 * On mobile data it waits for the tap.
 */
export function VideoPlayer({ clip }: { clip: Clip }) {
  const video = useRef<HTMLVideoElement>(null);
  const lengthMs = clip.duration_ms ?? 0;
  const player = usePlayer(video);
  useJump(clip.id, player, video);
  const lines = useMemo(() => captionLines(clip.transcript), [clip.transcript]);
  // Chosen once: a better rendition that arrives later must not interrupt the one that plays.
  const source = useMemo(() => pickPlayable(clip, { isThrifty: isThrifty(), widthPx: innerWidth }), [clip.id]);
  /** What a person stopped starts again only by their tap. */
  const isStopped = useRef(false);
  const startMuted = () => {
    if (video.current && !player.isPlaying.value && !isStopped.current) {
      video.current.muted = true;
      player.play();
    }
  };
  const onTap = () => {
    isStopped.current = player.isPlaying.value && !player.isMuted.value;
    tap(video.current, player);
  };
  useOnScreen(video, startMuted, player.pause, !isThrifty());
  return (
    <figure class="media" style={{ "--shape": String(shapeOf(clip)) }}>
      <div class="media-stage">
        <Backdrop url={pickPoster(clip)?.url} />
        <video
          ref={video}
          src={source?.url}
          poster={pickPoster(clip)?.url}
          preload="none"
          playsInline
          muted
          loop={player.isMuted.value}
          disableRemotePlayback
        >
          {clip.captions_url && <track kind="captions" src={clip.captions_url} srcLang={clip.transcript?.language} />}
        </video>
        <StageButton player={player} tap={onTap} hasSound={clip.peaks !== null} />
        <CaptionStrip line={lineAt(lines, player.atMs.value)} language={clip.transcript?.language ?? ""} />
        {player.hasFailed.value && <p class="media-failed" role="alert">{t("clip.cannot_play")}</p>}
      </div>
      <div class="media-track">
        <Waveform
          peaks={clip.peaks ?? []}
          positionMs={player.atMs.value}
          durationMs={lengthMs}
          label={t("clip.sound_of_video")}
          onSeek={player.seek}
        />
        <span class="media-time">{playTime(lengthMs - player.atMs.value)}</span>
      </div>
    </figure>
  );
}

function tap(video: HTMLVideoElement | null, player: Player): void {
  if (!video) return;
  if (video.muted) {
    video.muted = false;
    video.currentTime = 0;
    player.play();
  } else if (video.paused) player.play();
  else player.pause();
}

interface StageProps {
  player: Player;
  tap: () => void;
  hasSound: boolean;
}

function StageButton({ player, tap: onTap, hasSound }: StageProps) {
  const { isPlaying, isMuted } = player;
  const label = !isPlaying.value ? "clip.play" : isMuted.value ? "clip.unmute" : "clip.pause";
  return (
    <button type="button" class="stage-button" onClick={onTap}>
      <span class="visually-hidden">{t(label)}</span>
      {!isPlaying.value && <span class="stage-play"><Icon name="play" /></span>}
      {isPlaying.value && isMuted.value && hasSound && (
        <span class="stage-sound" aria-hidden="true"><Icon name="muted" /> {t("clip.tap_for_sound")}</span>
      )}
    </button>
  );
}

function CaptionStrip({ line, language }: { line: CaptionLine | null; language: string }) {
  if (!line) return null;
  return <p class="caption-line"><Words words={line.words} language={language} /></p>;
}
