import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Ending, type RecorderLike, Recording, TIMESLICE_MS } from "../../src/capture/recording";

/** A recorder that gives one chunk a second and the rest when stopped, as browsers do. */
class ScriptedRecorder extends EventTarget implements RecorderLike {
  state: "inactive" | "recording" | "paused" = "inactive";
  #timer: ReturnType<typeof setInterval> | undefined;
  constructor(readonly chunkBytes = 100) {
    super();
  }
  start(timesliceMs: number): void {
    expect(timesliceMs).toBe(TIMESLICE_MS);
    this.state = "recording";
    this.dispatchEvent(new Event("start"));
    this.#timer = setInterval(() => this.#give(), timesliceMs);
  }
  stop(): void {
    if (this.state === "inactive") throw new Error("already stopped");
    this.state = "inactive";
    clearInterval(this.#timer);
    this.#give();
    this.dispatchEvent(new Event("stop"));
  }
  #give(): void {
    this.dispatchEvent(Object.assign(new Event("dataavailable"), { data: new Blob([new Uint8Array(this.chunkBytes)]) }));
  }
}

class Page extends EventTarget {
  hidden = false;
  hide(): void {
    this.hidden = true;
    this.dispatchEvent(new Event("visibilitychange"));
  }
}

function aRecording({ recorder = new ScriptedRecorder(), full = Number.POSITIVE_INFINITY } = {}) {
  const page = new Page();
  const track = new EventTarget();
  const stored: number[] = [];
  const ends: Ending[] = [];
  const store = async (bytes: ArrayBuffer): Promise<void> => {
    if (stored.length >= full) throw new DOMException("full", "QuotaExceededError");
    stored.push(bytes.byteLength);
  };
  const recording = new Recording({ recorder, tracks: [track], page, capMs: 30_000, store, onEnd: (end) => ends.push(end), clock: () => Date.now() });
  recording.start();
  return { recording, recorder, page, track, stored, ends };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("a recording ends by itself at thirty seconds, to the millisecond", async () => {
  const { ends, stored } = aRecording();
  await vi.advanceTimersByTimeAsync(29_999);
  expect(ends).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  await vi.waitFor(() => expect(ends).toEqual([{ cause: "cap", durationMs: 30_000, sizeBytes: stored.length * 100 }]));
});

test("what was recorded is on its shelf every second, long before the end", async () => {
  const { stored } = aRecording();
  await vi.advanceTimersByTimeAsync(3_500);
  await vi.waitFor(() => expect(stored).toEqual([100, 100, 100]));
});

test.each([
  ["a tap", "person", (r: ReturnType<typeof aRecording>) => r.recording.stop()],
  ["a locked screen", "hidden", (r: ReturnType<typeof aRecording>) => r.page.hide()],
  ["a call that takes the microphone", "track_ended", (r: ReturnType<typeof aRecording>) => r.track.dispatchEvent(new Event("ended"))],
  ["an error of the recorder", "failed", (r: ReturnType<typeof aRecording>) => r.recorder.dispatchEvent(new Event("error"))],
  ["a recorder that stops by itself", "failed", (r: ReturnType<typeof aRecording>) => r.recorder.stop()],
])("%s ends it and keeps what there is", async (_name, cause, happens) => {
  const story = aRecording();
  await vi.advanceTimersByTimeAsync(2_500);
  happens(story);
  await vi.waitFor(() => expect(story.ends).toEqual([{ cause, durationMs: 2_500, sizeBytes: 300 }]));
  expect(story.stored).toEqual([100, 100, 100]);
});

test("a full phone ends it and keeps what fitted", async () => {
  const story = aRecording({ full: 2 });
  await vi.advanceTimersByTimeAsync(5_000);
  await vi.waitFor(() => expect(story.ends).toHaveLength(1));
  expect(story.ends[0]).toMatchObject({ cause: "phone_full", sizeBytes: 200 });
});

test("a browser that gives only empty chunks is found out", async () => {
  const story = aRecording({ recorder: new ScriptedRecorder(0) });
  await vi.advanceTimersByTimeAsync(1_500);
  story.recording.stop();
  await vi.waitFor(() => expect(story.ends).toEqual([{ cause: "person", durationMs: 1_500, sizeBytes: 0 }]));
  expect(story.stored).toEqual([]);
});
