/** From a tap to a take: opens camera or microphone, records, and lets go of them again. No screen in here. */
import { type Signal, signal } from "@preact/signals";
import type { ClipKind } from "../outbox/item";
import { appendToTake, beginTake, describeTake, discardItem } from "../outbox/outbox";
import { lineNow, pickFormat, planQuality, type Quality, recorderSupports } from "./formats";
import { takeOfFile } from "./intake";
import { type LevelMeter, meterOf } from "./level";
import { photoOfFrame } from "./photo";
import { type EndCause, type Ending, Recording, TIMESLICE_MS } from "./recording";
import { closeStream, type Facing, openCamera, openMicrophone } from "./stream";
import { CaptureTrouble, causeOf, type TroubleCause, troubleHere } from "./trouble";
import { keepAwake } from "./wake-lock";

export type CaptureState =
  | { name: "idle" }
  | { name: "opening" }
  /** The camera shows what it sees; nothing is kept. */
  | { name: "live"; stream: MediaStream }
  | { name: "recording"; stream: MediaStream }
  | { name: "finishing" }
  | { name: "trouble"; trouble: TroubleCause | "empty" };

export interface SessionParts {
  kind: ClipKind;
  capMs: number;
  teamId?: string | null;
  /** A take is on the phone. `cause` says why it ended, when that was not the person. */
  onTake: (takeId: string, cause: EndCause) => void;
}

const TICK_MS = 100;

export class CaptureSession {
  readonly state: Signal<CaptureState> = signal<CaptureState>({ name: "idle" });
  readonly elapsedMs = signal(0);
  readonly peaks = signal<readonly number[]>([]);
  #facing: Facing = "environment";
  #recording: Recording | null = null;
  #isClosed = false;
  #isStarting = false;
  #isUnwanted = false;
  readonly #quality = planQuality(lineNow());
  readonly #onHide = (): void => this.#rest();

  constructor(readonly parts: SessionParts) {
    this.#letGo();
    document.addEventListener("visibilitychange", this.#onHide);
  }

  /** Shows the camera. Call from a tap only: browsers may ask for permission each time. */
  async open(): Promise<void> {
    const stream = await this.#stream();
    if (stream) this.state.value = { name: "live", stream };
  }

  async flip(): Promise<void> {
    if (this.state.value.name !== "live") return;
    this.#facing = this.#facing === "environment" ? "user" : "environment";
    await this.open();
  }

  /** Records from the open camera, or opens the microphone for a voice note. */
  async record(): Promise<void> {
    const state = this.state.value;
    if (this.#isStarting || state.name === "recording" || state.name === "finishing") return;
    this.#isStarting = true;
    const stream = state.name === "live" ? state.stream : await this.#stream();
    try {
      if (stream) await this.#recordFrom(stream);
    } catch (problem) {
      closeStream(stream);
      this.#fail(problem);
    }
    this.#isStarting = false;
  }

  stop(): void {
    this.#recording?.stop("person");
  }

  /** Keeps the frame that `video` shows as a photo. */
  async shoot(video: HTMLVideoElement): Promise<void> {
    const state = this.state.value;
    if (state.name !== "live") return;
    this.state.value = { name: "finishing" };
    try {
      const photo = await photoOfFrame(video);
      closeStream(state.stream);
      const kept = await takeOfFile("photo", photo, Number.POSITIVE_INFINITY);
      this.state.value = { name: "idle" };
      if ("takeId" in kept) this.parts.onTake(kept.takeId, "person");
    } catch (problem) {
      closeStream(state.stream);
      this.#fail(problem);
    }
  }

  /** Ends a recording and throws it away, as far as undo goes. */
  discard(): void {
    this.#isUnwanted = true;
    this.stop();
  }

  /** Leaves; a recording that runs is kept as far as it came. */
  close(): void {
    this.#isClosed = true;
    document.removeEventListener("visibilitychange", this.#onHide);
    if (this.#recording) this.#recording.stop("hidden");
    else this.#letGo();
  }

  async #stream(): Promise<MediaStream | null> {
    this.#letGo();
    if (troubleHere(this.parts.kind) !== null) return null;
    this.state.value = { name: "opening" };
    try {
      const { kind } = this.parts;
      const stream = await (kind === "voice" ? openMicrophone() : openCamera(this.#facing, this.#quality, { sound: kind === "video" }));
      if (!this.#isClosed && !this.#isUnwanted) return stream;
      closeStream(stream);
    } catch (problem) {
      this.#fail(problem);
    }
    return null;
  }

  async #recordFrom(stream: MediaStream): Promise<void> {
    const { kind, teamId = null, capMs } = this.parts;
    const mimeType = kind === "photo" ? null : pickFormat(kind, recorderSupports);
    if (mimeType === null) throw new CaptureTrouble("unsupported");
    const recorder = new MediaRecorder(stream, recorderOptions(mimeType, this.#quality));
    const takeId = await beginTake({ kind, teamId, mimeType: mimeType.split(";")[0] ?? mimeType });
    if (this.#isClosed || this.#isUnwanted) {
      closeStream(stream);
      return discardItem(takeId);
    }
    this.peaks.value = [];
    const meter = meterOf(stream, (peaks) => (this.peaks.value = [...peaks]));
    const asleep = keepAwake();
    const ticking = setInterval(() => (this.elapsedMs.value = this.#recording?.elapsedMs ?? 0), TICK_MS);
    const rest = (): void => {
      clearInterval(ticking);
      meter.stop();
      void asleep.then((sleep) => sleep());
    };
    const recording = new Recording({
      recorder,
      tracks: stream.getTracks(),
      page: document,
      capMs,
      store: (bytes) => appendToTake(takeId, bytes),
      onEnd: (ending) => {
        rest();
        void this.#finish(takeId, stream, meter, ending);
      },
    });
    this.elapsedMs.value = 0;
    try {
      recording.start();
    } catch (problem) {
      rest();
      await discardItem(takeId);
      throw problem;
    }
    this.#recording = recording;
    this.state.value = { name: "recording", stream };
  }

  async #finish(takeId: string, stream: MediaStream, meter: LevelMeter, ending: Ending): Promise<void> {
    this.#recording = null;
    closeStream(stream);
    if (ending.sizeBytes === 0 || this.#isUnwanted) {
      await discardItem(takeId);
      this.state.value = this.#isUnwanted ? { name: "idle" } : { name: "trouble", trouble: "empty" };
      return;
    }
    this.state.value = { name: "finishing" };
    await describeTake(takeId, { durationMs: ending.durationMs, peaks: meter.peaks });
    this.state.value = { name: "idle" };
    this.elapsedMs.value = 0;
    if (!this.#isClosed) this.parts.onTake(takeId, ending.cause);
  }

  /** An open camera does not watch while the page is hidden. */
  #rest(): void {
    if (document.hidden && this.state.value.name === "live") this.#letGo();
  }

  #letGo(): void {
    const state = this.state.value;
    if (state.name === "live") closeStream(state.stream);
    if (state.name !== "recording") this.state.value = restingState(this.parts.kind);
  }

  #fail(problem: unknown): void {
    this.state.value = { name: "trouble", trouble: causeOf(problem) };
  }
}

/** Where nothing can be recorded at all, that is said before anybody taps. */
function restingState(kind: ClipKind): CaptureState {
  const trouble = troubleHere(kind);
  return trouble === null ? { name: "idle" } : { name: "trouble", trouble };
}

/** Chromium's mp4 gives bytes at key frames only, and makes one every 100 frames unless told otherwise: without
 *  this a crash in the first seconds left nothing. */
function recorderOptions(mimeType: string, { videoBitsPerSecond, audioBitsPerSecond }: Quality): MediaRecorderOptions {
  const options = { mimeType, videoBitsPerSecond, audioBitsPerSecond, videoKeyFrameIntervalDuration: TIMESLICE_MS };
  return options;
}
