/** The server ends the session of whoever was here. It may hear of it late: then before anybody signs in. */
import { ApiError } from "../api/client";
import { hasLine } from "./phone";
import { sharedApi } from "./shared-api";

let telling: Promise<void> | null = null;
let isTold = false;
let isHeldBack = false;

/** Somebody is let in: from now on there is something to tell. */
export function oweLock(): void {
  isTold = false;
}

/** Only while nobody is on this phone. */
export function tellLocked(): Promise<void> {
  if (isTold || isHeldBack) return Promise.resolve();
  telling ??= sharedApi
    .lock()
    .then(() => void (isTold = true))
    .catch((error: unknown) => {
      if (!(error instanceof ApiError)) throw error;
      hasLine.value = error.status !== 0;
    })
    .finally(() => (telling = null));
  return telling;
}

/** A message that arrived after the next person was let in would lock them out again. */
export async function withoutTelling<T>(letIn: () => Promise<T>): Promise<T> {
  await telling;
  isHeldBack = true;
  try {
    const answer = await letIn();
    // Whoever lets somebody in has locked the one before.
    isTold = true;
    return answer;
  } finally {
    isHeldBack = false;
  }
}
