/** One run of a MediaRecorder: bytes go to their shelf every second, and every way it can end keeps what is there. */

/** Why it stopped. Only the first two are what the person expected. */
export type EndCause = "person" | "cap" | "hidden" | "track_ended" | "phone_full" | "failed";

export interface Ending {
  cause: EndCause;
  durationMs: number;
  /** 0: the browser gave nothing (WebKit#58910 and some in-app browsers): offer the file input. */
  sizeBytes: number;
}

/** The part of MediaRecorder used here. */
export interface RecorderLike extends EventTarget {
  readonly state: "inactive" | "recording" | "paused";
  start: (timesliceMs: number) => void;
  stop: () => void;
}

export interface RecordingParts {
  recorder: RecorderLike;
  tracks: readonly EventTarget[];
  /** Tells when the page is hidden: iOS stops camera and microphone there at once. */
  page: EventTarget & { readonly hidden: boolean };
  capMs: number;
  /** Stores the next bytes; a rejection means that the phone is full. */
  store: (bytes: ArrayBuffer) => Promise<unknown>;
  onEnd: (ending: Ending) => void;
  clock?: () => number;
}

/** Safari made empty blobs from slices shorter than a second (WebKit#58910). */
export const TIMESLICE_MS = 1_000;

export class Recording {
  #startedAt: number | null = null;
  #endedAt: number | null = null;
  #cause: EndCause = "failed";
  #sizeBytes = 0;
  #storing: Promise<void> = Promise.resolve();
  #cap: ReturnType<typeof setTimeout> | undefined;
  readonly #listening = new AbortController();
  readonly #clock: () => number;

  constructor(private readonly parts: RecordingParts) {
    this.#clock = parts.clock ?? (() => performance.now());
  }

  start(): void {
    const { recorder, tracks, page } = this.parts;
    const { signal } = this.#listening;
    recorder.addEventListener("start", () => this.#begin(), { signal });
    recorder.addEventListener("dataavailable", (event) => this.#keep((event as BlobEvent).data), { signal });
    recorder.addEventListener("error", () => this.stop("failed"), { signal });
    recorder.addEventListener("stop", () => void this.#finish(), { signal });
    for (const track of tracks) track.addEventListener("ended", () => this.stop("track_ended"), { signal });
    page.addEventListener("visibilitychange", () => page.hidden && this.stop("hidden"), { signal });
    recorder.start(TIMESLICE_MS);
    this.#begin();
  }

  /** The first call decides the cause; later ones change nothing. */
  stop(cause: EndCause = "person"): void {
    if (this.#endedAt !== null) return;
    this.#endedAt = this.#clock();
    this.#cause = cause;
    clearTimeout(this.#cap);
    // A track that ended by itself has already stopped its recorder.
    if (this.parts.recorder.state !== "inactive") this.parts.recorder.stop();
  }

  get elapsedMs(): number {
    if (this.#startedAt === null) return 0;
    return Math.min(this.parts.capMs, (this.#endedAt ?? this.#clock()) - this.#startedAt);
  }

  /** Counted from the first real frame: a slow camera must not eat the thirty seconds. */
  #begin(): void {
    if (this.#endedAt !== null) return;
    this.#startedAt = this.#clock();
    clearTimeout(this.#cap);
    this.#cap = setTimeout(() => this.stop("cap"), this.parts.capMs);
  }

  #keep(blob: Blob): void {
    if (blob.size === 0) return;
    this.#sizeBytes += blob.size;
    this.#storing = this.#storing
      .then(async () => void (await this.parts.store(await blob.arrayBuffer())))
      .catch(() => {
        this.#sizeBytes -= blob.size;
        this.stop("phone_full");
        if (this.#cause === "person" || this.#cause === "cap") this.#cause = "phone_full";
      });
  }

  async #finish(): Promise<void> {
    this.stop("failed");
    this.#listening.abort();
    await this.#storing;
    this.parts.onEnd({ cause: this.#cause, durationMs: Math.round(this.elapsedMs), sizeBytes: this.#sizeBytes });
  }
}
