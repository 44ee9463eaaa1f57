/** The part of the API about signing in: passkeys, step-up, the recovery code, the company's provider. */
import { call, callOnce } from "./client";
import type { components } from "./schema.generated";
import type { Me } from "./types";

type Schemas = components["schemas"];

export type SignInWays = Schemas["SignInOut"];
export type Ceremony = Schemas["CeremonyOut"];
export type Passkey = Schemas["PasskeyOut"];
export type Passkeys = Schemas["PasskeysOut"];
export type RecoveryCode = Schemas["RecoveryCodeOut"];

/** The address a browser walks to, not one that is called. */
export const OIDC_BEGIN = "/api/oidc/begin";

export const signInApi = {
  ways: () => call<SignInWays>("GET", "/api/sign-in"),
  beginSignIn: () => call<Ceremony>("POST", "/api/sign-in/passkey/begin"),
  finishSignIn: (challenge_id: string, credential: unknown, device_label: string) =>
    call<Me>("POST", "/api/sign-in/passkey/finish", { body: { challenge_id, credential, device_label } }),
  recover: (code: string, device_label: string) => call<Me>("POST", "/api/sign-in/recovery", { body: { code, device_label } }),

  beginStepUp: () => callOnce<Ceremony>("POST", "/api/step-up/begin"),
  finishStepUp: (challenge_id: string, credential: unknown) =>
    callOnce<void>("POST", "/api/step-up/finish", { body: { challenge_id, credential } }),

  passkeys: () => call<Passkeys>("GET", "/api/passkeys"),
  /** `isProof`: a first passkey, which something else waits for. */
  beginRegistration: (isProof: boolean) => (isProof ? callOnce : call)<Ceremony>("POST", "/api/passkeys/register/begin"),
  finishRegistration: (challenge_id: string, credential: unknown, label: string) =>
    call<Passkey>("POST", "/api/passkeys/register/finish", { body: { challenge_id, credential, label } }),
  removePasskey: (id: string) => call<void>("DELETE", `/api/passkeys/${id}`),
  makeRecoveryCode: () => call<RecoveryCode>("POST", "/api/recovery-code"),
};
