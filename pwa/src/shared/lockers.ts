/** The lockers of this phone: for each person who opened it once, their copy, closed. */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Clip, Me, Post } from "../api/types";
import type { Bytes } from "./bytes";
import { type Closed, closePart, deriveLockerKey, newSalt, openPart, ROUNDS } from "./locker-crypto";
import type { SealKey } from "./types";

/** More tries than this only the server may judge, where they are counted for all phones together. */
export const LOCAL_TRIES_MAX = 5;

/** The first key is the one that new things are sealed under. */
export type LockerKeys = SealKey[];

export interface LockerCopy {
  me: Me;
  cursor: number | null;
  posts: Post[];
  clips: Clip[];
}

interface Locker {
  personId: string;
  salt: Bytes;
  rounds: number;
  keys: Closed;
  /** Null until the first copy was made. */
  copy: Closed | null;
  /** Wrong tries without signal since the last right one. */
  tryCount: number;
}

interface Schema extends DBSchema {
  lockers: { key: string; value: Locker };
}

let opening: Promise<IDBPDatabase<Schema>> | null = null;

function database(): Promise<IDBPDatabase<Schema>> {
  opening ??= openDB<Schema>("twotap-lockers", 1, {
    upgrade: (db) => void db.createObjectStore("lockers", { keyPath: "personId" }),
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    terminated: () => (opening = null),
  });
  return opening;
}

/** The key of a person's locker, whether there is one yet or not. */
export interface LockerKey {
  personId: string;
  key: CryptoKey;
  salt: Bytes;
  rounds: number;
}

export async function keyOfLocker(personId: string, pin: string, binding: CryptoKey): Promise<LockerKey> {
  const locker = await (await database()).get("lockers", personId);
  const salt = locker?.salt ?? newSalt();
  const rounds = Math.max(locker?.rounds ?? 0, ROUNDS);
  return { personId, salt, rounds, key: await deriveLockerKey({ pin, salt, rounds, binding, personId }) };
}

export type LocalTry =
  | { name: "opened"; keys: LockerKeys; copy: LockerCopy }
  | { name: "wrong"; triesLeft: number }
  /** Never opened here with signal, or opened and never filled. */
  | { name: "none" }
  | { name: "server_only" };

/** One guess without the server. It is counted, on disk, before anybody looks whether it was right. */
export async function tryLocker(lockerKey: LockerKey): Promise<LocalTry> {
  const { personId } = lockerKey;
  const counted = await changeLocker(personId, (locker) =>
    locker.tryCount >= LOCAL_TRIES_MAX || locker.copy === null ? null : { ...locker, tryCount: locker.tryCount + 1 },
  );
  if (!counted || counted.locker.copy === null) return { name: "none" };
  if (!counted.isChanged) return { name: "server_only" };
  const opened = await openLocker(lockerKey);
  if (!opened?.copy) return { name: "wrong", triesLeft: LOCAL_TRIES_MAX - counted.locker.tryCount };
  await changeLocker(personId, (locker) => ({ ...locker, tryCount: 0 }));
  return { name: "opened", keys: opened.keys, copy: opened.copy };
}

/** For a PIN that the server has found right. Null when there is no locker, or it was closed with an earlier PIN. */
export async function openLocker({ personId, key }: LockerKey): Promise<{ keys: LockerKeys; copy: LockerCopy | null } | null> {
  const locker = await (await database()).get("lockers", personId);
  if (!locker) return null;
  const keys = await openPart<LockerKeys>(key, personId, "keys", locker.keys);
  if (keys === null) return null;
  return { keys, copy: locker.copy && (await openPart<LockerCopy>(key, personId, "copy", locker.copy)) };
}

/** After the server has let the person in: the tries begin anew, and a copy under an earlier PIN goes. */
export async function beginLocker(lockerKey: LockerKey, keys: LockerKeys): Promise<void> {
  const { personId, key, salt, rounds } = lockerKey;
  const before = await openLocker(lockerKey);
  const copy = before?.copy ? await closePart(key, personId, "copy", before.copy) : null;
  const closed = await closePart(key, personId, "keys", keys);
  await (await database()).put("lockers", { personId, salt, rounds, keys: closed, copy, tryCount: 0 });
}

export async function fillLocker({ personId, key }: LockerKey, copy: LockerCopy): Promise<void> {
  const closed = await closePart(key, personId, "copy", copy);
  await changeLocker(personId, (locker) => ({ ...locker, copy: closed }));
}

/** Whoever left the crew, or was given a new PIN, leaves nothing here. */
export async function keepOnlyLockersOf(personIds: readonly string[]): Promise<void> {
  const db = await database();
  const gone = (await db.getAllKeys("lockers")).filter((personId) => !personIds.includes(personId));
  await Promise.all(gone.map((personId) => db.delete("lockers", personId)));
}

interface Changed {
  locker: Locker;
  isChanged: boolean;
}

/** `change` answers with what to keep, or null to leave the locker as it is. Null when there is none. */
async function changeLocker(personId: string, change: (locker: Locker) => Locker | null): Promise<Changed | null> {
  const tx = (await database()).transaction("lockers", "readwrite", { durability: "strict" });
  const before = await tx.store.get(personId);
  const after = before ? change(before) : null;
  if (after) await tx.store.put(after);
  await tx.done;
  return before ? { locker: after ?? before, isChanged: after !== null } : null;
}
