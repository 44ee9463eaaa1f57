/** A person's copy, closed under their PIN and this very phone: neither opens it without the other.
 *
 *    stretched = PBKDF2-SHA256(PIN, salt, 600,000 rounds)
 *    bound     = HMAC-SHA256(key that cannot leave this phone, stretched)
 *    key       = HKDF-SHA256(stretched + bound, salt, "twotap locker " + person)
 *
 *  The phone's key answers for each guess anew, so a copied locker cannot be guessed at elsewhere. */
import { type Bytes, idBytes, joined, randomBytes, textBytes, textOf } from "./bytes";
import { IV_BYTES } from "./seal";

/** OWASP's figure for PBKDF2 with SHA-256. Kept beside each locker, so that it can grow. */
export const ROUNDS = 600_000;
export const SALT_BYTES = 16;

/** Signs only, and never leaves the phone: what makes a PIN of six digits worth something. */
export function makeBindingKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]) as Promise<CryptoKey>;
}

export const newSalt = (): Bytes => randomBytes(SALT_BYTES);

interface Recipe {
  pin: string;
  salt: Bytes;
  rounds: number;
  binding: CryptoKey;
  personId: string;
}

export async function deriveLockerKey({ pin, salt, rounds, binding, personId }: Recipe): Promise<CryptoKey> {
  const typed = await crypto.subtle.importKey("raw", textBytes(pin), "PBKDF2", false, ["deriveBits"]);
  const stretched = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds }, typed, 256);
  const bound = await crypto.subtle.sign("HMAC", binding, stretched);
  const mixed = await crypto.subtle.importKey("raw", joined(stretched, bound), "HKDF", false, ["deriveKey"]);
  const info = textBytes(`twotap locker ${personId}`);
  return crypto.subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt, info }, mixed, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/** What a locker is made of; each is closed by itself, because the keys are known only at the unlock. */
export type Part = "keys" | "copy";

export interface Closed {
  iv: Bytes;
  sealed: ArrayBuffer;
}

export async function closePart(key: CryptoKey, personId: string, part: Part, content: unknown): Promise<Closed> {
  const iv = randomBytes(IV_BYTES);
  const additionalData = joined(idBytes(personId), textBytes(part));
  return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, textBytes(JSON.stringify(content))) };
}

/** Null when the PIN, the phone or the person is another one. */
export async function openPart<T>(key: CryptoKey, personId: string, part: Part, { iv, sealed }: Closed): Promise<T | null> {
  const additionalData = joined(idBytes(personId), textBytes(part));
  const opened = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData }, key, sealed).catch(() => null);
  return opened === null ? null : (JSON.parse(textOf(opened)) as T);
}
