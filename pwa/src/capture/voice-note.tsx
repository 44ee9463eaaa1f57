import { type ReadonlySignal, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { TakePreview } from "../compose/take-preview";
import { t } from "../i18n";
import { playTime } from "../i18n/time";
import { discardItem } from "../outbox/outbox";
import { Icon } from "../ui/icon";
import { notify } from "../ui/notices";
import { Waveform } from "../ui/waveform";
import { clipLimits } from "./clip-limits";
import { takeOfFile } from "./intake";
import type { EndCause } from "./recording";
import { CaptureSession } from "./session";
import { TroubleNote } from "./trouble-note";
import "./voice-note.css";

interface Props {
  teamId: string;
  /** The finger that opened it and stayed: lifting it sends. Null after a tap. */
  finger?: ReadonlySignal<"down" | "lifted" | "lost"> | null;
  /** The note is on the phone and the person wants it sent. */
  onDone: (takeId: string) => void;
  onCancel: () => void;
  /** Whether what was recorded is worth nothing when this is taken off the screen. */
  isUnwanted?: () => boolean;
}

const RECENT = 44;

/** A spoken reply. It starts with the tap that opened it; one more tap sends, or stops to listen first. */
export function VoiceNote({ teamId, finger = null, onDone, onCancel, isUnwanted }: Props) {
  const takeId = useSignal<string | null>(null);
  const sendsAtEnd = useRef(false);
  const capMs = clipLimits().clip_max_s * 1_000;
  const arrived = (id: string, cause: EndCause): void => {
    if (cause !== "person") notify(t(`capture.ended.${cause}`, { seconds: capMs / 1_000 }), cause === "cap" ? "calm" : "bad");
    if (sendsAtEnd.current) onDone(id);
    else takeId.value = id;
  };
  const session = useMemo(() => new CaptureSession({ kind: "voice", capMs, teamId, onTake: arrived }), []);
  useEffect(() => {
    void session.record();
    return () => {
      if (isUnwanted?.()) session.discard();
      session.close();
    };
  }, []);

  const send = (): void => {
    if (takeId.value !== null) return onDone(takeId.value);
    sendsAtEnd.current = true;
    session.stop();
  };
  // Lifted before the microphone was open, it goes on as after a tap: then nothing empty is sent.
  useSignalEffect(() => {
    if (finger?.value === "lifted" && session.state.peek().name === "recording") send();
  });
  const cancel = (): void => {
    if (takeId.value !== null) void discardItem(takeId.value);
    session.discard();
    onCancel();
  };
  const onFile = async (file: File): Promise<void> => {
    const { upload_max_bytes: maxBytes } = clipLimits();
    const kept = await takeOfFile("voice", file, maxBytes, teamId);
    if ("takeId" in kept) onDone(kept.takeId);
    else notify(t(`capture.refusal.${kept.refusal}`, { limit: Math.floor(maxBytes / 1_000_000) }), "bad");
  };

  const state = session.state.value;
  return (
    <div class="voice-note" data-state={state.name} role="group" aria-label={t("capture.note.start")}>
      {state.name === "trouble" && (
        <TroubleNote trouble={state.trouble} kind="voice" onFile={(file) => void onFile(file)} onAgain={() => void session.record()} />
      )}
      {finger?.value === "down" && state.name === "recording" && <p class="voice-note-hint" role="status">{t("capture.note.let_go")}</p>}
      <div class="voice-note-row">
        <button type="button" class="round-button" onClick={cancel} aria-label={t("capture.note.cancel")}><Icon name="close" /></button>
        {takeId.value === null ? <Listening session={session} capMs={capMs} /> : <TakePreview takeId={takeId.value} />}
        <button type="button" class="round-button primary voice-note-send" onClick={send} disabled={takeId.value === null && state.name !== "recording"} aria-label={t("capture.note.send")}>
          <Icon name="send" />
        </button>
      </div>
    </div>
  );
}

function Listening({ session, capMs }: { session: CaptureSession; capMs: number }) {
  const recent = session.peaks.value.slice(-RECENT);
  const peaks = [...Array.from({ length: RECENT - recent.length }, () => 0), ...recent];
  const isRecording = session.state.value.name === "recording";
  const leftMs = capMs - session.elapsedMs.value;
  return (
    <div class="voice-note-live" data-ending={leftMs <= 5_000}>
      <button type="button" class="voice-note-stop" onClick={() => session.stop()} disabled={!isRecording} aria-label={t("capture.note.stop")}><i /></button>
      <Waveform peaks={peaks} positionMs={1} durationMs={1} label={t("capture.voice.peaks")} />
      <span class="voice-note-left">{playTime(leftMs)}</span>
      <span class="visually-hidden" role="status">{isRecording && t("capture.recording")}</span>
    </div>
  );
}
