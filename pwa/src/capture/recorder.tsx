import { useEffect, useMemo, useRef } from "preact/hooks";
import { t } from "../i18n";
import { goBack } from "../router";
import type { ClipKind } from "../outbox/item";
import { Icon } from "../ui/icon";
import { notify } from "../ui/notices";
import { useArrival } from "../ui/page";
import { clipLimits } from "./clip-limits";
import { Countdown } from "./countdown";
import { FileChoice } from "./file-choice";
import { kindOfFile, takeOfFile } from "./intake";
import type { EndCause } from "./recording";
import { CaptureSession } from "./session";
import { Shutter } from "./shutter";
import { CameraStage, VoiceStage } from "./stage";
import { TroubleNote } from "./trouble-note";

interface Props {
  kind: ClipKind;
  /** Video and photo open the camera at once when the person has just chosen them by a tap. */
  opensAtOnce: boolean;
  onTake: (takeId: string) => void;
  children: preact.ComponentChildren;
}

const ENDING_MS = 5_000;
const MEGABYTE = 1_000_000;

/** Camera or microphone over the whole screen; everything to press is at the bottom, near the thumb. */
export function Recorder({ kind, opensAtOnce, onTake, children }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  const heading = useArrival(t("capture.title"));
  const capMs = clipLimits().clip_max_s * 1_000;
  const arrived = (takeId: string, cause: EndCause): void => {
    if (cause !== "person") notify(t(`capture.ended.${cause}`, { seconds: capMs / 1_000 }), cause === "cap" ? "calm" : "bad");
    onTake(takeId);
  };
  const session = useMemo(() => new CaptureSession({ kind, capMs, onTake: arrived }), [kind]);
  useEffect(() => {
    if (opensAtOnce && kind !== "voice") void session.open();
    return () => session.close();
  }, [session]);

  const state = session.state.value;
  const leftMs = capMs - session.elapsedMs.value;
  const isRecording = state.name === "recording";
  const onFile = (file: File): void => void takeFile(kind, file, onTake);
  return (
    <main id="main" class="capture" data-kind={kind} tabIndex={-1}>
      <header class="capture-head">
        <button type="button" class="capture-round" onClick={goBack} aria-label={t("capture.close")}><Icon name="close" /></button>
        <h1 ref={heading} class="visually-hidden" tabIndex={-1}>{t("capture.title")}</h1>
        {kind !== "photo" && <Countdown leftMs={leftMs} isRecording={isRecording} />}
      </header>
      <div class="capture-stage">
        {kind === "voice" ? <VoiceStage session={session} /> : <CameraStage session={session} video={video} />}
        {state.name === "trouble" && <TroubleNote trouble={state.trouble} kind={kind} onFile={onFile} onAgain={() => void again(session)} />}
      </div>
      <footer class="capture-foot">
        <div class="capture-extras" data-resting={isRecording} inert={isRecording}>{children}</div>
        <div class="capture-controls">
          {isRecording ? <span /> : <FileChoice kind={kind} size="small" onFile={onFile} />}
          <Shutter
            state={state.name}
            kind={kind}
            label={t(isRecording ? "capture.stop" : state.name === "live" || kind === "voice" ? `capture.start.${kind}` : "capture.open")}
            spent={session.elapsedMs.value / capMs}
            isEnding={isRecording && leftMs <= ENDING_MS}
            onPress={() => press(session, video.current)}
          />
          {state.name === "live" ? <FlipButton session={session} /> : <span />}
        </div>
      </footer>
    </main>
  );
}

function FlipButton({ session }: { session: CaptureSession }) {
  return (
    <button type="button" class="capture-side" onClick={() => void session.flip()}>
      <svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M4 12a8 8 0 0 1 14-5.3M20 12a8 8 0 0 1-14 5.3M18 3v4h-4M6 21v-4h4" /></svg>
      <span>{t("capture.flip")}</span>
    </button>
  );
}

function press(session: CaptureSession, video: HTMLVideoElement | null): void {
  const { name } = session.state.value;
  navigator.vibrate?.(20);
  if (name === "recording") session.stop();
  else if (session.parts.kind === "voice") void session.record();
  else if (name !== "live") void session.open();
  else if (session.parts.kind === "photo" && video) void session.shoot(video);
  else void session.record();
}

function again(session: CaptureSession): Promise<void> {
  return session.parts.kind === "voice" ? session.record() : session.open();
}

async function takeFile(asked: ClipKind, file: File, onTake: (takeId: string) => void): Promise<void> {
  const maxBytes = clipLimits().upload_max_bytes;
  const kept = await takeOfFile(kindOfFile(file.type, asked), file, maxBytes);
  if ("takeId" in kept) onTake(kept.takeId);
  else notify(t(`capture.refusal.${kept.refusal}`, { limit: Math.floor(maxBytes / MEGABYTE) }), "bad");
}
