import type { Clip } from "../api/types";
import { t } from "../i18n";
import { Icon } from "../ui/icon";
import { Backdrop } from "./backdrop";
import { pictureSources, shapeOf } from "./renditions";
import { VideoPlayer } from "./video-player";
import { VoicePlayer } from "./voice-player";
import { TranscriptText } from "./words";

/** A clip as it can be shown right now: playable, on its way, or refused with the reason. */
export function ClipView({ clip }: { clip: Clip | undefined }) {
  if (!clip) return null;
  if (clip.state === "refused") {
    return (
      <p class="clip-line" data-tone="bad">
        <Icon name="alert" /> {clip.refusal?.sentence ?? t("clip.refused")}
      </p>
    );
  }
  if (clip.state === "preparing") return <PreparingFrame clip={clip} />;
  if (clip.kind === "photo") return <PhotoView clip={clip} />;
  return clip.kind === "voice" ? <VoicePlayer clip={clip} /> : <VideoPlayer clip={clip} />;
}

/** What is said in a video, to read in one's own time. */
export function SpokenWords({ clip }: { clip: Clip | undefined }) {
  if (clip?.kind !== "video" || clip.transcript?.verdict !== "speech") return null;
  return (
    <details class="spoken">
      <summary>{t("clip.read")}</summary>
      <TranscriptText transcript={clip.transcript} />
    </details>
  );
}

function PreparingFrame({ clip }: { clip: Clip }) {
  return (
    <div class="media media-preparing" style={{ "--shape": String(shapeOf(clip)) }}>
      <p>{t("clip.preparing")}</p>
    </div>
  );
}

function PhotoView({ clip }: { clip: Clip }) {
  const sources = pictureSources(clip, "photo");
  const plain = sources.at(-1);
  if (!plain) return null;
  return (
    <figure class="media" style={{ "--shape": String(shapeOf(clip)) }}>
      <a class="media-stage" href={plain.url} target="_blank" rel="noreferrer" aria-label={t("clip.photo_large")}>
        <Backdrop url={(pictureSources(clip, "thumb").at(-1) ?? plain).url} />
        <picture>
          {sources.slice(0, -1).map((r) => <source key={r.id} srcset={r.url} type={r.content_type} />)}
          <img src={plain.url} alt={t("clip.photo")} loading="lazy" decoding="async" width={clip.width_px ?? undefined} height={clip.height_px ?? undefined} />
        </picture>
      </a>
    </figure>
  );
}
