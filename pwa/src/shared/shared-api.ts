/** The shared phone's own door: these calls are made by the phone, whoever holds it. */
import { call } from "../api/client";
import type { Named } from "../api/types";
import type { Envelope } from "./seal";
import type { Challenge, Enrolled, EnvelopeResult, SealKey, SharedPhone, Unlocked } from "./types";

/** Somebody stands there with a finger on the glass: without an answer by then, what the phone knows has to do. */
const PATIENCE_MS = 6_000;

export interface UnlockIn {
  person_id: string;
  pin: string;
  challenge_id: string;
  signature: string;
}

export const sharedApi = {
  enrol: (body: { token: string; label: string; public_key: string }) => call<Enrolled>("POST", "/api/shared/enrol", { body }),
  /** The whole crew; who of them is on shift stands with each. */
  phone: () => call<SharedPhone>("GET", "/api/shared?all=true", { timeoutMs: PATIENCE_MS }),
  challenge: () => call<Challenge>("POST", "/api/shared/challenge", { timeoutMs: PATIENCE_MS }),
  unlock: (body: UnlockIn) => call<Unlocked>("POST", "/api/shared/unlock", { body, timeoutMs: PATIENCE_MS }),
  /** The code says whose PIN it is. */
  setPin: (body: { code: string; pin: string }) => call<{ person: Named }>("POST", "/api/shared/pin", { body }),
  /** Goes out even while the page goes. */
  lock: () => call<void>("POST", "/api/shared/lock", { timeoutMs: PATIENCE_MS, keepalive: true }),
  envelopes: (envelopes: readonly Envelope[]) => call<{ results: EnvelopeResult[] }>("POST", "/api/shared/envelopes", { body: { envelopes } }),
  keys: (sessionIds: readonly string[]) => call<{ keys: SealKey[] }>("POST", "/api/shared/keys", { body: { session_ids: sessionIds }, timeoutMs: PATIENCE_MS }),
};
