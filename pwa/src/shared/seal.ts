/** What one person leaves on a shared phone is closed under the key of their session, which only they and the server
 *  can have again. The server opens an envelope itself; all else is opened on the phone, by its owner. */
import { type Bytes, fromBase64Url, idBytes, joined, randomBytes, textBytes, textOf, toBase64Url } from "./bytes";
import type { SentCommand } from "../outbox/wire";

export const IV_BYTES = 12;

/** As `POST /api/shared/envelopes` takes it. */
export interface Envelope {
  /** The command's own id. */
  id: string;
  session_id: string;
  iv: string;
  sealed: string;
}

/** Cannot be read out again, not even by our own scripts. */
export function importSealKey(sealKey: string): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", fromBase64Url(sealKey), "AES-GCM", false, ["encrypt", "decrypt"]);
}

/** The keys that whoever is on this phone may use, by session; new things are sealed under `current`. */
export interface Keyring {
  current: string;
  keys: ReadonlyMap<string, CryptoKey>;
}

export async function sealCommand(ring: Keyring, command: SentCommand): Promise<Envelope> {
  const additional = joined(idBytes(command.id), idBytes(ring.current));
  const { iv, sealed } = await encrypt(keyOf(ring, ring.current), textBytes(JSON.stringify(command)), additional);
  return { id: command.id, session_id: ring.current, iv: toBase64Url(iv), sealed: toBase64Url(sealed) };
}

/** Null when it is not this ring's to open. */
export async function openCommand(ring: Keyring, envelope: Envelope): Promise<SentCommand | null> {
  const additional = joined(idBytes(envelope.id), idBytes(envelope.session_id));
  const opened = await decrypt(ring, envelope.session_id, fromBase64Url(envelope.iv), fromBase64Url(envelope.sealed), additional);
  return opened === null ? null : (JSON.parse(textOf(opened)) as SentCommand);
}

/** A sealed row or run of bytes says by itself which session's key it needs: session id, iv, ciphertext with its tag. */
export const OVERHEAD_BYTES = 16 + IV_BYTES + 16;

/** `name` binds the content to its place: the same bytes under another name do not open. */
export async function sealBytes(ring: Keyring, name: string, bytes: ArrayBuffer | Bytes): Promise<ArrayBuffer> {
  const session = idBytes(ring.current);
  const { iv, sealed } = await encrypt(keyOf(ring, ring.current), bytes, joined(textBytes(name), session));
  return joined(session, iv, sealed).buffer;
}

export async function openBytes(ring: Keyring, name: string, closed: ArrayBuffer): Promise<ArrayBuffer | null> {
  const session = new Uint8Array(closed, 0, 16);
  const iv = new Uint8Array(closed, 16, IV_BYTES);
  const sealed = new Uint8Array(closed, 16 + IV_BYTES);
  return decrypt(ring, sessionOf(closed), iv, sealed, joined(textBytes(name), session));
}

export function sessionOf(closed: ArrayBuffer): string {
  const digits = Array.from(new Uint8Array(closed, 0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join("-");
}

function keyOf(ring: Keyring, sessionId: string): CryptoKey {
  const key = ring.keys.get(sessionId);
  if (!key) throw new Error("the key of this session is not here");
  return key;
}

async function encrypt(key: CryptoKey, plain: ArrayBuffer | Bytes, additionalData: Bytes): Promise<{ iv: Bytes; sealed: ArrayBuffer }> {
  const iv = randomBytes(IV_BYTES);
  return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, plain) };
}

async function decrypt(ring: Keyring, sessionId: string, iv: Bytes, sealed: Bytes, additionalData: Bytes): Promise<ArrayBuffer | null> {
  const key = ring.keys.get(sessionId);
  if (!key) return null;
  // One failure for a wrong key, a wrong place and changed bytes: there is nothing to tell apart.
  return crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData }, key, sealed).catch(() => null);
}
