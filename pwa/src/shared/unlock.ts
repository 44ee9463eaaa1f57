/** A PIN was typed: asks the server, or, without signal, this person's locker. Touches nothing of the screen. */
import { ApiError } from "../api/client";
import { sentenceOf } from "../api/sentence";
import { fromBase64Url, idBytes, joined, toBase64Url } from "./bytes";
import { type DeviceKeys, findDeviceKeys } from "./device-db";
import { beginLocker, keyOfLocker, type LockerCopy, type LockerKey, type LockerKeys, openLocker, tryLocker } from "./lockers";
import { listSealed } from "./envelopes";
import { withoutTelling } from "./tell-locked";
import { hasLine, refreshPhone } from "./phone";
import { sharedApi } from "./shared-api";
import type { Challenge, Unlocked } from "./types";
import type { Me } from "../api/types";

export interface Opened {
  name: "opened";
  me: Me;
  lockerKey: LockerKey;
  /** The first is of the session that is current. */
  keys: LockerKeys;
  copy: LockerCopy | null;
  /** False: known to this phone only, so far. */
  isSignedIn: boolean;
}

export type UnlockAnswer =
  | Opened
  | { name: "wrong"; triesLeft: number | null }
  | { name: "paused"; untilMs: number }
  | { name: "needs_signal"; why: "first_time" | "tries" }
  /** Anything else that the server put into words. */
  | { name: "refused"; code: string; sentence: string };

const LONG_WAIT_MS = 2_000;
const PAUSED_DEFAULT_MS = 60_000;

/** Asked for when a tile is tapped, so that it is here before the PIN is. */
export class ChallengeAhead {
  #asked: Promise<Challenge> | null = null;
  #waitedMs = 0;

  ask(): void {
    const began = Date.now();
    this.#asked = sharedApi.challenge();
    this.#asked.catch(() => (this.#waitedMs = Date.now() - began));
  }

  /** Each is good once. A line that was dead for seconds just now is not waited for again; a quick no is asked again. */
  async take(): Promise<Challenge> {
    const asked = this.#asked;
    this.#asked = null;
    if (asked === null) return sharedApi.challenge();
    return asked.catch((error: unknown) => {
      if (this.#waitedMs > LONG_WAIT_MS) throw error;
      return sharedApi.challenge();
    });
  }
}

export async function unlock(personId: string, pin: string, ahead: ChallengeAhead): Promise<UnlockAnswer> {
  const deriving = keyFrom(personId, pin);
  const there = hasLine.value || navigator.onLine ? await signInAs(personId, pin, ahead, deriving) : null;
  return there ?? openHere(await deriving);
}

/** Null when the server could not be asked. Both take their time: the server on its side, the stretching on ours. */
export async function signInAs(personId: string, pin: string, ahead: ChallengeAhead, deriving = keyFrom(personId, pin)): Promise<UnlockAnswer | null> {
  deriving.catch(() => undefined);
  const answered = await askServer(personId, pin, await requireKeys(), ahead);
  return answered !== null && "session_id" in answered ? openThere(answered, await deriving) : answered;
}

async function keyFrom(personId: string, pin: string): Promise<LockerKey> {
  return keyOfLocker(personId, pin, (await requireKeys()).binding);
}

async function requireKeys(): Promise<DeviceKeys> {
  const keys = await findDeviceKeys();
  if (!keys) throw new Error("this phone has lost its keys");
  return keys;
}

async function askServer(personId: string, pin: string, keys: DeviceKeys, ahead: ChallengeAhead): Promise<Unlocked | UnlockAnswer | null> {
  const knock = async () => signIn(personId, pin, keys, await ahead.take());
  try {
    return await withoutTelling(() =>
      knock().catch((error: unknown) => {
        // Somebody was called away between the tile and the PIN: the next challenge is as good.
        if (!(error instanceof ApiError && error.code === "challenge.ended")) throw error;
        return knock();
      }),
    );
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    hasLine.value = error.status !== 0;
    if (error.status === 401 && error.code !== "pin.refused") await refreshPhone();
    return answerOf(error);
  }
}

async function signIn(personId: string, pin: string, keys: DeviceKeys, challenge: Challenge): Promise<Unlocked> {
  const proof = joined(fromBase64Url(challenge.nonce), idBytes(personId));
  const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, keys.signing.privateKey, proof);
  return sharedApi.unlock({ person_id: personId, pin, challenge_id: challenge.challenge_id, signature: toBase64Url(signature) });
}

function answerOf(error: ApiError): UnlockAnswer | null {
  const { status, code, facts } = error;
  if (code === "pin.refused") return { name: "wrong", triesLeft: typeof facts["tries_left"] === "number" ? facts["tries_left"] : null };
  if (status === 429) return { name: "paused", untilMs: Date.now() + (error.retryAfterMs ?? PAUSED_DEFAULT_MS) };
  // No line and a server in trouble look alike to who stands here: the phone helps where it can.
  return status === 0 || status >= 500 ? null : { name: "refused", code, sentence: sentenceOf(error) };
}

async function openHere(lockerKey: LockerKey): Promise<UnlockAnswer> {
  const tried = await tryLocker(lockerKey);
  switch (tried.name) {
    case "opened":
      return { name: "opened", me: tried.copy.me, lockerKey, keys: tried.keys, copy: tried.copy, isSignedIn: false };
    case "wrong":
      return { name: "wrong", triesLeft: tried.triesLeft };
    case "none":
      return { name: "needs_signal", why: "first_time" };
    case "server_only":
      return { name: "needs_signal", why: "tries" };
  }
}

/** The server's word opens the locker anew, and gives back the keys of what waits here since earlier times. */
async function openThere(unlocked: Unlocked, lockerKey: LockerKey): Promise<Opened> {
  const [before, earlier] = await Promise.all([openLocker(lockerKey), earlierKeys(unlocked.session_id)]);
  const keys = [{ session_id: unlocked.session_id, seal_key: unlocked.seal_key }, ...earlier];
  await beginLocker(lockerKey, keys);
  return { name: "opened", me: unlocked.me, lockerKey, keys, copy: before?.copy ?? null, isSignedIn: true };
}

const KEYS_ASKED_MAX = 100;

/** Which of the sealed things are this person's only the server knows: it leaves out the others'. */
async function earlierKeys(currentId: string): Promise<LockerKeys> {
  const ids = new Set((await listSealed()).map((thing) => thing.sessionId));
  ids.delete(currentId);
  if (ids.size === 0) return [];
  const answer = await sharedApi.keys([...ids].slice(0, KEYS_ASKED_MAX)).catch(() => null);
  return answer?.keys ?? [];
}
