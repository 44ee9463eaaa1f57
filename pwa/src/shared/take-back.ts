/** What a person left here sealed at earlier times lies in their outbox again when they are back. */
import type { Item, NewCommand, NewTake } from "../outbox/item";
import { addItem, type Shelf } from "../outbox/shelf";
import { listSealed, type SealedThing } from "./envelopes";
import type { Keeper } from "./keeper";
import { contentOf } from "./mirror-plan";
import { type Keyring, OVERHEAD_BYTES } from "./seal";
import { openThing } from "./sealed-item";

type Unnumbered = NewTake | NewCommand;

export async function takeBack(shelf: Shelf, ring: Keyring, keeper: Keeper, ownerId: string): Promise<void> {
  const found = await openAll(ring, ownerId);
  for (const { thing, item } of found.sort((left, right) => left.item.capturedAt.localeCompare(right.item.capturedAt))) {
    const whole = item.type === "take" ? { ...item, sizeBytes: await sizeOf(shelf, item.id) } : item;
    await addItem(shelf, whole);
    keeper.adopt(item.id, thing.key, { wrapping: thing.wrapping, content: contentOf(whole as Item) });
  }
}

async function openAll(ring: Keyring, ownerId: string): Promise<{ thing: SealedThing; item: Unnumbered }[]> {
  const things = (await listSealed()).filter((thing) => ring.keys.has(thing.sessionId));
  const opened = await Promise.all(things.map(async (thing) => ({ thing, item: await openThing(ring, thing, ownerId, Date.now()) })));
  return opened.flatMap(({ thing, item }) => (item === null ? [] : [{ thing, item }]));
}

/** As far as its bytes came: the last one may have been recorded after the sealed copy was made. */
async function sizeOf(shelf: Shelf, takeId: string): Promise<number> {
  const runs = await shelf.getAll("chunks", IDBKeyRange.bound([takeId, 0], [takeId, Number.MAX_SAFE_INTEGER]));
  return runs.reduce((size, run) => size + run.byteLength - OVERHEAD_BYTES, 0);
}
