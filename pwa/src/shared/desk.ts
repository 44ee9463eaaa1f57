/** Who is on this shared phone, from the unlock to the lock. */
import { signal } from "@preact/signals";
import { isGateClosed } from "../api/gate";
import { pending, useVault } from "../outbox/outbox";
import { openShelf } from "../outbox/shelf";
import { readFeed } from "../store/feed";
import { beginSession, me, storeOrNull } from "../store/session";
import { isFresh } from "../sync/engine";
import { copyOf, layOut } from "./copy";
import { fillLocker, type LockerKey, type LockerKeys } from "./lockers";
import { Keeper } from "./keeper";
import { importSealKey, type Keyring, openBytes, OVERHEAD_BYTES, sealBytes } from "./seal";
import { takeBack } from "./take-back";
import { oweLock } from "./tell-locked";
import type { Opened } from "./unlock";
import { SHARED_SHELF } from "./wipe";

interface Occupant {
  personId: string;
  ring: Keyring;
  lockerKey: LockerKey;
  /** Only while the server has not heard of this unlock yet. */
  pin: string | null;
}

let occupant: Occupant | null = null;

/** The person's id while somebody is on this phone. */
export const occupantId = signal<string | null>(null);

let keeper = new Keeper(ring);

function ring(): Keyring {
  if (occupant === null) throw new Error("this phone is locked");
  return occupant.ring;
}

/** Sealed things that are looked after by whoever is here. */
export const keysOfOccupant = (): ReadonlySet<string> => (occupant === null ? new Set() : keeper.keys);
export const pinOfOccupant = (): string | null => occupant?.pin ?? null;

/** Before the outbox is opened for anybody. */
export function lendVault(): void {
  useVault({
    shelfName: SHARED_SHELF,
    codec: {
      overheadBytes: OVERHEAD_BYTES,
      close: (takeId, bytes) => sealBytes(ring(), `run ${takeId}`, bytes),
      open: async (takeId, bytes) => (await openBytes(ring(), `run ${takeId}`, bytes)) ?? Promise.reject(new Error("not this person's")),
    },
    keep: (items) => (occupant === null ? Promise.resolve() : keeper.keep(items)),
  });
}

/** Lays out this person's copy and what of theirs waits here, then shows it. */
export async function moveIn({ me: found, lockerKey, keys, copy, isSignedIn }: Opened, pin: string): Promise<void> {
  isGateClosed.value = !isSignedIn;
  const personId = found.person.id;
  occupant = { personId, ring: await ringOf(keys), lockerKey, pin: isSignedIn ? null : pin };
  keeper = new Keeper(ring);
  if (copy) await layOut(copy);
  const shelf = await openShelf(SHARED_SHELF);
  await takeBack(shelf, occupant.ring, keeper, personId);
  shelf.close();
  occupantId.value = personId;
  oweLock();
  await beginSession(found);
  await readFeed();
}

/** The server knows of the unlock now: what was sealed meanwhile stays readable, what comes is sealed for the new session. */
export async function signedIn({ keys, lockerKey }: Opened): Promise<void> {
  if (occupant === null) return;
  const { current, keys: fresh } = await ringOf(keys);
  occupant = { ...occupant, lockerKey, pin: null, ring: { current, keys: new Map([...occupant.ring.keys, ...fresh]) } };
  isGateClosed.value = false;
}

/** Brings the locker up to date. Without an answer of the server yet there is nothing newer than what it holds. */
export async function saveCopy(): Promise<void> {
  const store = storeOrNull();
  const who = me.value;
  if (occupant === null || !store || !who || who.person.id !== occupant.personId || !isFresh.value) return;
  await fillLocker(occupant.lockerKey, await copyOf(store, who));
}

/** The last look at the outbox before it closes: what waits has its sealed copy then. */
export async function moveOut(): Promise<void> {
  if (occupant === null) return;
  // Where the session has ended already, the outbox is closed, and its copies are as good as they get.
  if (me.value?.person.id === occupant.personId) await keeper.keep(pending.value);
  await saveCopy().catch(() => undefined); // a full phone still locks, with the copy of before
  occupant = null;
}

async function ringOf(keys: LockerKeys): Promise<Keyring> {
  const imported = await Promise.all(keys.map(async ({ session_id: id, seal_key: key }) => [id, await importSealKey(key)] as const));
  const current = keys[0]?.session_id;
  if (current === undefined) throw new Error("no session to seal for");
  return { current, keys: new Map(imported) };
}
