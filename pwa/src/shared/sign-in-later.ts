/** Somebody unlocked this phone without signal. As soon as the server answers, they are really signed in, with the PIN
 *  that they typed; until then nothing of theirs may go out, for the cookie is still the one of whoever was here before. */
import { effect } from "@preact/signals";
import { isGateClosed } from "../api/gate";
import { wake } from "../outbox/outbox";
import { retryDelayMs } from "../outbox/delays";
import { requestSync } from "../sync/engine";
import { occupantId, pinOfOccupant, signedIn } from "./desk";
import { hasLine } from "./phone";
import { ChallengeAhead, signInAs } from "./unlock";

/** `giveUp`: the PIN that opened the locker is no longer this person's. */
export function startSigningInLater(giveUp: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let isTrying = false;
  const attempt = async (): Promise<void> => {
    const personId = occupantId.value;
    const pin = pinOfOccupant();
    if (!isGateClosed.value || personId === null || pin === null || isTrying) return;
    clearTimeout(timer);
    isTrying = true;
    const answer = await signInAs(personId, pin, new ChallengeAhead());
    isTrying = false;
    if (occupantId.value !== personId) return;
    if (answer?.name === "opened") {
      failures = 0;
      await signedIn(answer);
      wake();
      await requestSync();
    } else if (answer === null || answer.name === "paused") {
      failures += 1;
      timer = setTimeout(() => void attempt(), answer === null ? retryDelayMs(failures, Math.random()) : answer.untilMs - Date.now());
    } else {
      giveUp();
    }
  };
  const soon = (): void => void attempt();
  addEventListener("online", soon);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && soon());
  effect(() => {
    if (!isGateClosed.value || occupantId.value === null) return;
    clearTimeout(timer);
    // Another call came through: there is a line again, whatever the browser says.
    timer = setTimeout(soon, hasLine.value ? 0 : retryDelayMs(1, Math.random()));
  });
}
