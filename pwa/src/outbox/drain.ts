import { hangBell } from "./bell";
import { leaseFor } from "./lease";
import { planWake } from "./plan";
import { Runner } from "./runner";
import { listItems, openShelf, ownerOf } from "./shelf";

/** Sends what is left, without a page: for the service worker. Answers whether the outbox is empty now. */
export async function drainOutbox(): Promise<boolean> {
  const shelf = await openShelf();
  const bell = hangBell(() => undefined);
  const runner = new Runner({
    shelf,
    lease: leaseFor(shelf),
    send: (...request) => fetch(...request),
    clock: Date.now,
    chance: Math.random,
    onChange: () => bell.ring("changed"),
    onSaved: () => undefined,
  });
  await runner.wake();
  runner.stop();
  const ownerId = await ownerOf(shelf);
  const items = ownerId === null ? [] : await listItems(shelf, ownerId);
  bell.close();
  shelf.close();
  return planWake(items.filter((item) => item.state.name === "waiting")) === null;
}
