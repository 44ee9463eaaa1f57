/** The three things a person does with a passkey. Each is begun on the server, done by the phone, finished on the server. */
import { ApiError } from "../api/client";
import { sentenceOf } from "../api/sentence";
import { signInApi, type Ceremony, type Passkey } from "../api/sign-in";
import type { Me } from "../api/types";
import { findWords, t } from "../i18n";
import { ownDevice } from "../join/device";
import { askCredential, type Json, makeCredential } from "./web-authn";

/** The phone did not do it, by the name of the browser's exception. Most often its owner changed their mind. */
export class CeremonyError extends Error {
  constructor(readonly reason: string) {
    super(reason);
    this.name = "CeremonyError";
  }
}

export async function registerPasskey({ isProof = false } = {}): Promise<Passkey> {
  const { challenge_id, options } = await signInApi.beginRegistration(isProof);
  const credential = await performed(() => makeCredential(options));
  return signInApi.finishRegistration(challenge_id, credential, ownDevice());
}

export async function signInWithPasskey(): Promise<Me> {
  const { challenge_id, options } = await signInApi.beginSignIn();
  const credential = await performed(() => askCredential(options));
  return signInApi.finishSignIn(challenge_id, credential, ownDevice());
}

/** `begun` earlier, so that nothing but the tap itself stands before the phone's own question. */
export async function stepUp({ challenge_id, options }: Ceremony): Promise<void> {
  const credential = await performed(() => askCredential(options));
  await signInApi.finishStepUp(challenge_id, credential);
}

async function performed(perform: () => Promise<Json | null>): Promise<Json> {
  try {
    const credential = await perform();
    if (credential) return credential;
  } catch (error) {
    throw new CeremonyError(error instanceof Error ? error.name : "unknown");
  }
  throw new CeremonyError("nothing");
}

export function wordsFor(error: unknown): string {
  if (error instanceof ApiError) return sentenceOf(error);
  if (!(error instanceof CeremonyError)) throw error;
  return findWords(`signin.phone.${error.reason}`) ?? t("signin.phone.unknown");
}
