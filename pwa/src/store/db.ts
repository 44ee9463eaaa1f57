/**
 * One database per person, so that nothing of one person can be read by the next on a shared phone.
 * It is a copy: the screen reads from here only, the sync engine writes here, and it can be wiped and
 * fetched again. What was made on this phone lives in the outbox's own database.
 */
import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from "idb";
import type { Clip, Me, Post } from "../api/types";

interface Meta {
  cursor: number;
  me: Me;
}

interface Schema extends DBSchema {
  posts: { key: string; value: Post };
  clips: { key: string; value: Clip };
  meta: { key: keyof Meta; value: Meta[keyof Meta] };
}

export type Store = IDBPDatabase<Schema>;

const VERSION = 1;
const nameOf = (personId: string) => `twotap-${personId}`;

/** `onLost` hears that this connection is gone for good: a newer version in another tab, a sign-out there, or a
 *  browser that closed it, as iOS does to apps that slept. */
export async function openStore(personId: string, onLost: () => void): Promise<Store> {
  return openDB<Schema>(nameOf(personId), VERSION, {
    upgrade(db) {
      db.createObjectStore("posts", { keyPath: "id" });
      db.createObjectStore("clips", { keyPath: "id" });
      db.createObjectStore("meta");
    },
    // Let go at once, or the other tab waits for ever.
    blocking: (_current, _blocked, event) => {
      (event.target as IDBDatabase).close();
      onLost();
    },
    terminated: onLost,
  });
}

export function wipeStore(personId: string): Promise<void> {
  return deleteDB(nameOf(personId));
}

export async function readMeta<K extends keyof Meta>(store: Store, key: K): Promise<Meta[K] | undefined> {
  return (await store.get("meta", key)) as Meta[K] | undefined;
}

export async function writeMeta<K extends keyof Meta>(store: Store, key: K, value: Meta[K]): Promise<void> {
  await store.put("meta", value, key);
}
