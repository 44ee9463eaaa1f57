/** What left the screen with its person and has not left the phone: sealed, and marked with nothing but a session's id. */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Refusal } from "../outbox/item";
import type { Envelope } from "./seal";
import type { Mirrored } from "./mirror-plan";

/** `at` lets what nobody ever came back for end some day. */
interface Kept {
  key: string;
  sessionId: string;
  at: number;
}

/** Anybody's turn on this phone sends it. */
export interface SealedCommand extends Kept {
  wrapping: "envelope";
  envelope: Envelope;
  /** Why the server would not have it: its owner decides when they are back. */
  refusal: Refusal | null;
}

/** Only its owner can go on with it. */
export interface SealedItem extends Kept {
  wrapping: "parcel";
  sealed: ArrayBuffer;
}

export type SealedThing = SealedCommand | SealedItem;

interface Schema extends DBSchema {
  things: { key: string; value: SealedThing };
}

/** As long as the server remembers a command: later, it could not tell a second copy from a new one. */
const KEPT_MAX_MS = 30 * 24 * 60 * 60_000;

let opening: Promise<IDBPDatabase<Schema>> | null = null;

function database(): Promise<IDBPDatabase<Schema>> {
  opening ??= openDB<Schema>("twotap-envelopes", 1, {
    upgrade: (db) => void db.createObjectStore("things", { keyPath: "key" }),
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    terminated: () => (opening = null),
  });
  return opening;
}

/** An item has one sealed copy at a time, whatever it is wrapped as. */
export const keyFor = (wrapping: Mirrored["wrapping"], id: string): string => `${wrapping}.${id}`;

export async function listSealed(): Promise<SealedThing[]> {
  return (await database()).getAll("things");
}

export async function keepSealed(thing: SealedThing): Promise<void> {
  const tx = (await database()).transaction("things", "readwrite", { durability: "strict" });
  await tx.store.put(thing);
  await tx.done;
}

/** True to who sent it: a copy that was sealed anew meanwhile is another one and stays. */
export async function refuseSealed(envelope: Envelope, refusal: Refusal): Promise<void> {
  const tx = (await database()).transaction("things", "readwrite");
  const key = keyFor("envelope", envelope.id);
  const thing = await tx.store.get(key);
  if (thing?.wrapping === "envelope" && thing.envelope.iv === envelope.iv) await tx.store.put({ ...thing, refusal });
  await tx.done;
}

export async function dropSealed(key: string): Promise<void> {
  await (await database()).delete("things", key);
}

export async function dropOutlived(now: number): Promise<void> {
  const old = (await listSealed()).filter((thing) => thing.at < now - KEPT_MAX_MS);
  for (const thing of old) await dropSealed(thing.key);
}
