import type { Shelf } from "./shelf";

/** Runs `work` when nobody else on this device is sending; answers false when somebody is. */
export type Lease = (work: () => Promise<void>) => Promise<boolean>;

const NAME = "twotap-outbox";
const LEASE_MS = 15_000;

/** Web Locks exist only on https and localhost; elsewhere a dated row in IndexedDB does. */
export function leaseFor(shelf: Shelf, locks: LockManager | undefined = globalThis.navigator?.locks): Lease {
  return locks ? lockLease(locks) : rowLease(shelf);
}

export function lockLease(locks: LockManager): Lease {
  return async (work) => {
    let isOurs = false;
    await locks.request(NAME, { ifAvailable: true }, async (lock) => {
      isOurs = lock !== null;
      if (isOurs) await work();
    });
    return isOurs;
  };
}

interface Row {
  holder: string;
  until: number;
}

/** A holder that dies frees the row after 15 s; the server's exactly-once answers cover the overlap. */
export function rowLease(shelf: Shelf, clock: () => number = Date.now): Lease {
  return async (work) => {
    const holder = String(Math.random());
    if (!(await take(shelf, holder, clock()))) return false;
    const renewal = setInterval(() => void take(shelf, holder, clock()), LEASE_MS / 3);
    try {
      await work();
    } finally {
      clearInterval(renewal);
      await release(shelf, holder);
    }
    return true;
  };
}

async function take(shelf: Shelf, holder: string, now: number): Promise<boolean> {
  const tx = shelf.transaction("desk", "readwrite");
  const row = (await tx.store.get("lease")) as Row | undefined;
  const isFree = !row || row.holder === holder || row.until < now || row.until > now + 2 * LEASE_MS;
  if (isFree) await tx.store.put({ holder, until: now + LEASE_MS } satisfies Row, "lease");
  await tx.done;
  return isFree;
}

async function release(shelf: Shelf, holder: string): Promise<void> {
  const tx = shelf.transaction("desk", "readwrite");
  const row = (await tx.store.get("lease")) as Row | undefined;
  if (row?.holder === holder) await tx.store.delete("lease");
  await tx.done;
}
