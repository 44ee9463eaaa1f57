import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { usePlayer } from "../feed/player";
import { t } from "../i18n";
import { playTime } from "../i18n/time";
import type { Take } from "../outbox/item";
import { pending, takeBlob } from "../outbox/outbox";
import { Icon } from "../ui/icon";
import { Waveform } from "../ui/waveform";
import "./take-preview.css";

/** A take as it will be sent, played from this phone. */
export function TakePreview({ takeId }: { takeId: string }) {
  const url = useSignal<string | null>(null);
  const isUnseen = useSignal(false);
  useEffect(() => {
    let made: string | null = null;
    let isGone = false;
    void takeBlob(takeId).then((blob) => {
      if (!blob || isGone) return;
      made = URL.createObjectURL(blob);
      url.value = made;
    });
    return () => {
      isGone = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [takeId]);
  const take = pending.value.find((item): item is Take => item.id === takeId && item.type === "take");
  if (!take || url.value === null) return <div class="take-preview" data-kind={take?.kind ?? "video"} />;
  if (isUnseen.value) return <p class="take-unseen"><Icon name={take.kind === "voice" ? "mic" : "record"} />{t("compose.preview.unseen")}</p>;
  const cannotShow = (): void => {
    isUnseen.value = true;
  };
  if (take.kind === "voice") return <VoiceTake take={take} url={url.value} onError={cannotShow} />;
  return (
    <div class="take-preview" data-kind={take.kind}>
      {take.kind === "photo" ? (
        <img src={url.value} alt={t("compose.preview.photo")} onError={cannotShow} />
      ) : (
        <VideoTake url={url.value} onError={cannotShow} />
      )}
    </div>
  );
}

function VideoTake({ url, onError }: { url: string; onError: () => void }) {
  // HEVC decodes to sound without a picture in some browsers: that is no preview.
  const onMetadata = (event: Event & { currentTarget: HTMLVideoElement }): void => {
    if (event.currentTarget.videoWidth === 0) onError();
  };
  return <video src={url} aria-label={t("compose.preview.video")} controls playsInline preload="metadata" onLoadedMetadata={onMetadata} onError={onError} />;
}

function VoiceTake({ take, url, onError }: { take: Take; url: string; onError: () => void }) {
  const audio = useRef<HTMLAudioElement>(null);
  const lengthMs = take.durationMs ?? 0;
  const player = usePlayer(audio);
  const isPlaying = player.isPlaying.value;
  return (
    <div class="take-preview" data-kind="voice">
      <audio ref={audio} src={url} preload="metadata" onError={onError} />
      <button type="button" class="round-button take-play" onClick={isPlaying ? player.pause : player.play} aria-label={t(isPlaying ? "compose.pause" : "compose.play")}>
        <Icon name={isPlaying ? "pause" : "play"} />
      </button>
      <Waveform
        peaks={take.peaks ?? []}
        positionMs={player.atMs.value}
        durationMs={lengthMs}
        label={t("compose.preview.voice")}
        onSeek={player.seek}
      />
      <span class="take-time">{playTime(isPlaying ? player.atMs.value : lengthMs)}</span>
    </div>
  );
}
