/** The present, to the half minute, so that "12 min" grows older on screen. */
import { signal } from "@preact/signals";

const STEP_MS = 30_000;
export const now = signal(Date.now());

setInterval(() => {
  if (document.visibilityState === "visible") now.value = Date.now();
}, STEP_MS);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") now.value = Date.now();
});
