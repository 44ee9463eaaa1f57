/** Locks the phone: covers the screen, closes what waits, wipes what lay open, and begins again as if nobody had been here. */
import { isRecording } from "../capture/wake-lock";
import { forgetSession, me } from "../store/session";
import { isLocking } from "../store/shared-phone";
import { moveOut, occupantId } from "./desk";
import { hasLine } from "./phone";
import { oweLock, tellLocked } from "./tell-locked";
import { wipePerson } from "./wipe";

/** A recording that the lock cut off gets this long to write its end. */
const LAST_WORDS_MS = 1_500;
const BACK_MS = 500;

let running: Promise<void> | null = null;

/** Safe to call twice. Whatever fails on the way, the next start wipes what is left before it shows anything. */
export function lock(): Promise<void> {
  running ??= lockNow();
  return running;
}

/** Somebody was let in, and their things could not be laid out: nothing of them stays, and the phone is locked as before. */
export async function abandon(): Promise<void> {
  occupantId.value = null;
  await moveOut();
  await forgetSession();
  await wipePerson();
  oweLock();
  void tellLocked();
}

/** Somebody whose session ended elsewhere leaves nothing here either. */
export function lockWhenSessionEnds(): void {
  me.subscribe((who) => {
    if (who === null && occupantId.value !== null) void lock();
  });
}

async function lockNow(): Promise<void> {
  isLocking.value = true;
  document.title = "Twotap";
  try {
    await finishRecording();
    await moveOut();
    await forgetSession();
    await wipePerson();
    void tellLocked();
    await unwindHistory();
  } finally {
    beginAgain();
  }
}

async function finishRecording(): Promise<void> {
  const endsAt = Date.now() + LAST_WORDS_MS;
  await pause(0);
  while (isRecording() && Date.now() < endsAt) await pause(50);
}

/** No address of theirs stays behind the back button: to where they came in, and everything after it falls away. */
async function unwindHistory(): Promise<void> {
  const depth = Number((history.state as { depth?: number } | null)?.depth ?? 0);
  if (depth > 0) {
    const arrived = new Promise((resolve) => addEventListener("popstate", resolve, { once: true }));
    history.go(-depth);
    await Promise.race([arrived, pause(BACK_MS)]);
  }
  history.replaceState(null, "", "/");
  history.pushState(null, "", "/");
}

/** A fresh page has no memory. Where none can be had, this one goes on with what it has forgotten by itself. */
function beginAgain(): void {
  if (navigator.serviceWorker?.controller || hasLine.value) location.replace("/");
  else {
    occupantId.value = null;
    isLocking.value = false;
    running = null;
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
