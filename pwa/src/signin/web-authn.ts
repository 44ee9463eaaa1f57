/**
 * The browser's passkeys, in and out as JSON. Older browsers (Safari before 18.4, Chrome before 129) have the
 * ceremonies and not the JSON forms of them; for those the bytes are packed here.
 */

export type Json = Record<string, unknown>;

export const hasPasskeys = (): boolean => typeof PublicKeyCredential === "function" && isSecureContext;

/** What the browser made of a registration's options, as the server reads it. Null: it gave nothing. */
export async function makeCredential(options: Json): Promise<Json | null> {
  const publicKey =
    PublicKeyCredential.parseCreationOptionsFromJSON?.(options as unknown as PublicKeyCredentialCreationOptionsJSON) ??
    unpackCreation(options);
  return jsonOf(await navigator.credentials.create({ publicKey }));
}

/** What a passkey answers to a sign-in's or a step-up's options. */
export async function askCredential(options: Json): Promise<Json | null> {
  const publicKey =
    PublicKeyCredential.parseRequestOptionsFromJSON?.(options as unknown as PublicKeyCredentialRequestOptionsJSON) ??
    unpackRequest(options);
  return jsonOf(await navigator.credentials.get({ publicKey }));
}

interface Named {
  id: string;
  type: "public-key";
  transports?: AuthenticatorTransport[];
}

const unpackAll = (named: unknown): PublicKeyCredentialDescriptor[] =>
  ((named as Named[] | undefined) ?? []).map((each) => ({ ...each, id: unpack(each.id) }));

export function unpackCreation(options: Json): PublicKeyCredentialCreationOptions {
  const user = options.user as { id: string; name: string; displayName: string };
  return {
    ...(options as unknown as PublicKeyCredentialCreationOptions),
    challenge: unpack(options.challenge as string),
    user: { ...user, id: unpack(user.id) },
    excludeCredentials: unpackAll(options.excludeCredentials),
  };
}

export function unpackRequest(options: Json): PublicKeyCredentialRequestOptions {
  return {
    ...(options as unknown as PublicKeyCredentialRequestOptions),
    challenge: unpack(options.challenge as string),
    allowCredentials: unpackAll(options.allowCredentials),
  };
}

function jsonOf(credential: Credential | null): Json | null {
  if (!(credential instanceof PublicKeyCredential)) return null;
  return typeof credential.toJSON === "function" ? (credential.toJSON() as unknown as Json) : packCredential(credential);
}

/** The members that the server reads, of whichever of the two answers it is. */
export function packCredential(credential: PublicKeyCredential): Json {
  const answer = credential.response as AuthenticatorAttestationResponse & AuthenticatorAssertionResponse;
  const bytes = {
    clientDataJSON: answer.clientDataJSON,
    attestationObject: answer.attestationObject,
    authenticatorData: answer.authenticatorData,
    signature: answer.signature,
    userHandle: answer.userHandle,
  };
  const packed = Object.entries(bytes).flatMap(([name, value]) => (value ? [[name, pack(value)] as const] : []));
  const response: Json = Object.fromEntries(packed);
  if (answer.attestationObject) {
    // Where the browser does not tell the data apart, it is in the attestation.
    delete response.authenticatorData;
    response.transports = answer.getTransports?.() ?? [];
  }
  return { id: credential.id, rawId: pack(credential.rawId), type: credential.type, response };
}

export function unpack(text: string): ArrayBuffer {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0)).buffer;
}

export function pack(bytes: ArrayBuffer): string {
  const binary = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
