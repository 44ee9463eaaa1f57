import { ApiError } from "../api/client";
import { people } from "../api/people";
import type { Me } from "../api/types";
import { t } from "../i18n";
import { uuid7 } from "../outbox/uuid7";
import { navigate } from "../router";
import { pendingOf } from "../shell/rights";
import { beginSession } from "../store/session";
import { requestSync } from "../sync/engine";
import { notify } from "../ui/notices";
import { type Attempt, findAttempt, forgetAttempt, keepAttempt } from "./attempt";
import { ownDevice } from "./device";
import { forgetInvite } from "./invite";

export interface Wish {
  token: string;
  name: string;
  language: string;
  /** Never kept on the phone: only the first try carries it. */
  pin?: string;
}

/** Joins, or says again that we wanted to. Raises ApiError; a refusal that lasts forgets the try. */
export async function sendJoin({ pin, ...wish }: Wish): Promise<void> {
  const kept = findAttempt(wish.token);
  const now = Date.now();
  const attempt: Attempt = { ...wish, join_id: kept?.join_id ?? uuid7(now), made_at_ms: kept?.made_at_ms ?? now };
  keepAttempt(attempt);
  try {
    const { made_at_ms: _, ...asked } = attempt;
    const found = await people.join({ ...asked, device_label: ownDevice(), ...(pin ? { pin } : {}) });
    forgetAttempt();
    forgetInvite();
    await beginSession(found);
    navigate("/", { replace: true });
    greet(found);
    void requestSync();
  } catch (error) {
    if (error instanceof ApiError && !error.isPassing) forgetAttempt();
    throw error;
  }
}

/** Who waits for everything sees the page for that; who waits for one more team goes on as before. */
function greet(found: Me): void {
  if (pendingOf(found)) return;
  if (found.pending) notify(t("join.waiting_there", { team: found.pending.team.name }));
  else notify(t("join.welcome", { name: found.person.name }));
}
