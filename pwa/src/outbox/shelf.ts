import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Command, Item, NewCommand, NewTake, Take } from "./item";

/** The outbox has a database of its own: wiping or rebuilding the copy of the feed never touches what was made here. */
interface Schema extends DBSchema {
  items: { key: number; value: NewTake | NewCommand; indexes: { id: string } };
  /** A take's bytes, cut as they were recorded, keyed by where each run starts. ArrayBuffers, because
   *  several Safari releases lost Blobs kept in IndexedDB (dexie#1638, dexie#1919). */
  chunks: { key: [takeId: string, start: number]; value: ArrayBuffer };
  /** Who is signed in, and the lease for browsers without Web Locks. */
  desk: { key: string; value: unknown };
}

export type Shelf = IDBPDatabase<Schema>;

/** How recorded bytes lie on the phone. A shared one closes them, so that whoever holds it next reads nothing. */
export interface Codec {
  /** How much longer closed bytes are. */
  overheadBytes: number;
  close: (takeId: string, bytes: ArrayBuffer) => Promise<ArrayBuffer>;
  open: (takeId: string, bytes: ArrayBuffer) => Promise<ArrayBuffer>;
}

const PLAIN: Codec = { overheadBytes: 0, close: async (_takeId, bytes) => bytes, open: async (_takeId, bytes) => bytes };

/** `onLost` hears that this connection is gone for good: a newer version of Twotap wants the database, or the
 *  browser closed it, as iOS does to apps that slept. Only opening it again helps. */
export function openShelf(name = "twotap-outbox", onLost: () => void = () => undefined): Promise<Shelf> {
  return openDB<Schema>(name, 1, {
    upgrade(db) {
      db.createObjectStore("items", { keyPath: "seq", autoIncrement: true }).createIndex("id", "id", { unique: true });
      db.createObjectStore("chunks");
      db.createObjectStore("desk");
    },
    // Let go at once, or the newer version waits for ever.
    blocking: (_current, _blocked, event) => {
      (event.target as IDBDatabase).close();
      onLost();
    },
    terminated: onLost,
  });
}

export async function listItems(shelf: Shelf, ownerId: string): Promise<Item[]> {
  const items = (await shelf.getAll("items")) as Item[];
  return items.filter((item) => item.ownerId === ownerId);
}

/** The same id twice is the same item: a double tap adds nothing. The take that a command waits for is
 *  released with it, in one transaction, so that no crash leaves one without the other. */
export async function addItem(shelf: Shelf, item: NewTake | NewCommand, release?: (take: Take) => Take): Promise<void> {
  const tx = shelf.transaction("items", "readwrite");
  if ((await tx.store.index("id").getKey(item.id)) === undefined) {
    await tx.store.add(item);
    const after = item.type === "command" && item.after !== null && release ? item.after : null;
    const take = after === null ? undefined : ((await tx.store.index("id").get(after)) as Take | undefined);
    if (take && release) await tx.store.put(release(take));
  }
  await tx.done;
}

export async function findItem(shelf: Shelf, id: string): Promise<Item | null> {
  return ((await shelf.getFromIndex("items", "id", id)) as Item | undefined) ?? null;
}

/** Reads, changes and writes in one transaction, so that two tabs never overwrite each other. `change`
 *  returns what to store, or null to leave the row as it is. */
export async function changeItem<T extends Item>(shelf: Shelf, id: string, change: (item: T) => T | null): Promise<T | null> {
  const tx = shelf.transaction("items", "readwrite");
  const item = (await tx.store.index("id").get(id)) as T | undefined;
  const changed = item ? change(item) : null;
  if (changed) await tx.store.put(changed);
  await tx.done;
  return changed ?? item ?? null;
}

/** Deletes the row and, for a take, its bytes. */
export async function forgetItem(shelf: Shelf, item: Take | Command): Promise<void> {
  const tx = shelf.transaction(["items", "chunks"], "readwrite");
  await tx.objectStore("items").delete(item.seq);
  if (item.type === "take") await tx.objectStore("chunks").delete(rangeOf(item.id));
  await tx.done;
}

/** Stores the next run of a take's bytes and its new size together: a crash keeps whole runs only. */
export async function appendChunk(shelf: Shelf, takeId: string, bytes: ArrayBuffer, codec: Codec = PLAIN): Promise<number> {
  const closed = await codec.close(takeId, bytes);
  const tx = shelf.transaction(["items", "chunks"], "readwrite");
  const take = (await tx.objectStore("items").index("id").get(takeId)) as Take | undefined;
  if (!take) {
    tx.abort();
    await tx.done.catch(() => undefined);
    throw new Error(`take ${takeId} is gone`);
  }
  const sizeBytes = take.sizeBytes + bytes.byteLength;
  await tx.objectStore("chunks").put(closed, [takeId, take.sizeBytes]);
  await tx.objectStore("items").put({ ...take, sizeBytes });
  await tx.done;
  return sizeBytes;
}

/** Up to `length` bytes of a take from `offset`; fewer at its end. */
export async function readBytes(shelf: Shelf, takeId: string, offset: number, length: number, codec: Codec = PLAIN): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let end = offset;
  for (const { start, bytes } of await listRuns(shelf, takeId, offset, length, codec)) {
    const part = new Uint8Array(await codec.open(takeId, bytes)).subarray(end - start, offset + length - start);
    parts.push(part);
    end += part.byteLength;
  }
  return joined(parts, end - offset);
}

interface Run {
  start: number;
  bytes: ArrayBuffer;
}

/** The runs that hold any of these bytes, as they lie. Read in one transaction, which does not wait for a codec. */
async function listRuns(shelf: Shelf, takeId: string, offset: number, length: number, codec: Codec): Promise<Run[]> {
  const runs: Run[] = [];
  let end = offset;
  const tx = shelf.transaction("chunks");
  let cursor = await tx.store.openCursor(IDBKeyRange.bound([takeId, 0], [takeId, offset]), "prev");
  const first = cursor?.key ?? null;
  cursor = first && (await tx.store.openCursor(IDBKeyRange.bound(first, [takeId, Number.MAX_SAFE_INTEGER])));
  while (cursor && end < offset + length) {
    runs.push({ start: cursor.key[1], bytes: cursor.value });
    end = cursor.key[1] + cursor.value.byteLength - codec.overheadBytes;
    cursor = await cursor.continue();
  }
  return runs;
}

export async function readTake(shelf: Shelf, take: Take, codec: Codec = PLAIN): Promise<Blob> {
  const runs = await shelf.getAll("chunks", rangeOf(take.id));
  return new Blob(await Promise.all(runs.map((run) => codec.open(take.id, run))), { type: take.mimeType });
}

export async function ownerOf(shelf: Shelf): Promise<string | null> {
  return ((await shelf.get("desk", "owner")) as string | undefined) ?? null;
}

export async function setOwner(shelf: Shelf, ownerId: string | null): Promise<void> {
  await shelf.put("desk", ownerId, "owner");
}

function rangeOf(takeId: string): IDBKeyRange {
  return IDBKeyRange.bound([takeId, 0], [takeId, Number.MAX_SAFE_INTEGER]);
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.byteLength;
  }
  return all;
}
