import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../i18n";
import { Icon } from "../ui/icon";
import { Waveform } from "../ui/waveform";
import { clipLimits } from "./clip-limits";
import type { CaptureSession } from "./session";

/** What the camera sees, or why it sees nothing yet. */
export function CameraStage({ session, video }: { session: CaptureSession; video: RefObject<HTMLVideoElement | null> }) {
  const state = session.state.value;
  const stream = "stream" in state ? state.stream : null;
  useEffect(() => {
    if (video.current) video.current.srcObject = stream;
  }, [stream]);
  return (
    <>
      <video ref={video} class="viewfinder" data-on={stream !== null} data-mirrored={isSelfie(stream)} autoplay muted playsInline aria-hidden="true" />
      {state.name === "idle" && <OpenCamera session={session} />}
      {state.name === "opening" && <p class="stage-note" role="status">{t("capture.waking")}</p>}
    </>
  );
}

function OpenCamera({ session }: { session: CaptureSession }) {
  return (
    <button type="button" class="stage-open" onClick={() => void session.open()}>
      <span class="stage-open-icon"><Icon name="record" /></span>
      <strong>{t("capture.open")}</strong>
      <span>{t("capture.open.why")}</span>
    </button>
  );
}

/** People expect to see themselves as in a mirror; what is recorded stays unmirrored. */
function isSelfie(stream: MediaStream | null): boolean {
  return stream?.getVideoTracks()[0]?.getSettings().facingMode === "user";
}

/** The last seconds of sound, moving in from the end: proof that the phone hears. */
export function VoiceStage({ session }: { session: CaptureSession }) {
  const isRecording = session.state.value.name === "recording";
  const recent = session.peaks.value.slice(-RECENT);
  const peaks = [...Array.from({ length: RECENT - recent.length }, () => 0), ...recent];
  return (
    <div class="voice-stage" data-recording={isRecording}>
      <div class="voice-wave" aria-hidden="true"><Waveform peaks={peaks} positionMs={isRecording ? 1 : 0} durationMs={1} label={t("capture.voice.peaks")} /></div>
      <p>{isRecording ? t("capture.recording") : t("capture.voice.hint")}</p>
      {!isRecording && <p class="stage-soft">{t("capture.voice.limit", { seconds: clipLimits().clip_max_s })}</p>}
    </div>
  );
}

/** One bar for each 100 ms that the meter counts. */
const RECENT = 44;
