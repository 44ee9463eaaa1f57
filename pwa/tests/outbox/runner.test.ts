import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import type { Item, NewCommand, NewTake } from "../../src/outbox/item";
import { type Lease, lockLease, rowLease } from "../../src/outbox/lease";
import { SAVED_KEPT_MS, UNDO_MS } from "../../src/outbox/machine";
import { Runner } from "../../src/outbox/runner";
import { addItem, appendChunk, findItem, listItems, openShelf, readTake, setOwner, type Shelf } from "../../src/outbox/shelf";
import { uuid7 } from "../../src/outbox/uuid7";
import { type Fault, isSame, ScriptedServer } from "./scripted-server";

const OWNER = "ana";
let phones = 0;

async function aPhone(server = new ScriptedServer(), makeLease: (shelf: Shelf) => Lease = (shelf) => rowLease(shelf)) {
  const shelf = await openShelf(`phone-${++phones}`);
  await setOwner(shelf, OWNER);
  const clock = { now: 1_700_000_000_000 };
  const tab = (): Runner =>
    new Runner({ shelf, lease: makeLease(shelf), send: server.fetch, clock: () => clock.now, chance: () => 0.5, onChange: () => undefined, onSaved: () => undefined });
  return { shelf, clock, server, tab, runner: tab() };
}

type Phone = Awaited<ReturnType<typeof aPhone>>;

async function does(phone: Phone, text: string, over: Partial<NewCommand> = {}): Promise<string> {
  const id = uuid7(phone.clock.now);
  await addItem(phone.shelf, {
    type: "command", id, commandId: id, ownerId: OWNER, kind: "reply.create", body: { post_id: text, text }, after: null,
    capturedAt: new Date(phone.clock.now).toISOString(), state: { name: "waiting", attempts: 0, dueAt: phone.clock.now, trouble: null }, ...over,
  });
  return id;
}

async function records(phone: Phone, chunks: number[], over: Partial<NewTake> = {}): Promise<string> {
  const id = uuid7(phone.clock.now);
  await addItem(phone.shelf, {
    type: "take", id, ownerId: OWNER, kind: "video", mimeType: "video/mp4", durationMs: 1, peaks: null, language: null, teamId: "team",
    sizeBytes: 0, sentBytes: 0, uploadUrl: null, capturedAt: "2026-11-23T05:40:00.000Z",
    state: { name: "waiting", attempts: 0, dueAt: phone.clock.now, trouble: null }, ...over,
  });
  for (const [index, size] of chunks.entries()) await appendChunk(phone.shelf, id, new Uint8Array(size).fill(index + 1).buffer);
  return id;
}

const stateOf = async (phone: Phone, id: string): Promise<Item["state"]["name"] | undefined> => (await findItem(phone.shelf, id))?.state.name;

async function untilSent(phone: Phone, runner = phone.runner): Promise<void> {
  for (let round = 0; round < 40; round++) {
    await runner.run();
    const items = await listItems(phone.shelf, OWNER);
    if (items.every((item) => item.state.name === "saved")) return;
    phone.clock.now += 61_000;
  }
  throw new Error("still not sent after 40 rounds");
}

test("commands go out in the order they were made, in one request", async () => {
  const phone = await aPhone();
  for (const text of ["one", "two", "three"]) await does(phone, text);
  await phone.runner.run();
  expect(phone.server.order).toEqual(["one", "two", "three"]);
  expect(phone.server.requests).toEqual(["POST /api/commands"]);
  phone.runner.stop();
});

test("a post waits for its take, an acknowledgement made later does not", async () => {
  const phone = await aPhone();
  const take = await records(phone, [300_000, 1, 400_000]);
  const post = await does(phone, "post", { kind: "post.create", after: take });
  await does(phone, "reply to it", { body: { post_id: "post", text: "reply to it" } });
  await does(phone, "got_it", { kind: "post.answer", body: { post_id: "other", answer: "got_it" } });
  await phone.runner.run();
  expect(phone.server.order).toEqual(["got_it", "post", "reply to it"]);
  expect(phone.server.clip(take)?.metadata).toMatchObject({ clip_id: take, kind: "video", team_id: "team", captured_at: "2026-11-23T05:40:00.000Z" });
  const kept = new Uint8Array(await (await readTake(phone.shelf, (await findItem(phone.shelf, take)) as never)).arrayBuffer());
  expect(isSame(phone.server.clip(take)?.bytes, kept)).toBe(true);
  expect(await stateOf(phone, post)).toBe("saved");
  phone.runner.stop();
});

test("nothing is lost or doubled when every third request fails in some way", async () => {
  const server = new ScriptedServer();
  const faults: Fault[] = ["cut", "lost_reply", "unavailable", "half", "signed_out"];
  let count = 0;
  server.fault = () => (++count % 3 === 0 ? faults[(count / 3) % faults.length]! : null);
  const phone = await aPhone(server);
  const take = await records(phone, [200_000, 500_000, 90_000]);
  await does(phone, "post", { kind: "post.create", after: take });
  for (const text of ["a", "b", "c", "d"]) await does(phone, text);
  await untilSent(phone);
  expect([...server.order].sort()).toEqual(["a", "b", "c", "d", "post"]);
  expect(server.applied.size).toBe(5);
  expect(server.clip(take)?.bytes).toHaveLength(790_000);
  phone.runner.stop();
});

class TabLocks {
  #isHeld = false;
  async request(_name: string, _options: unknown, work: (lock: object | null) => Promise<unknown>): Promise<unknown> {
    if (this.#isHeld) return work(null);
    this.#isHeld = true;
    return Promise.resolve(work({})).finally(() => (this.#isHeld = false));
  }
}

test.each([
  ["Web Locks", () => { const locks = new TabLocks() as unknown as LockManager; return () => lockLease(locks); }],
  ["the lease row", () => (shelf: Shelf) => rowLease(shelf)],
])("two tabs that race send everything once, with %s", async (_name, leases) => {
  const phone = await aPhone(new ScriptedServer(), leases());
  const [left, right] = [phone.tab(), phone.tab()];
  for (let n = 0; n < 20; n++) await does(phone, `n${n}`);
  const take = await records(phone, [300_000]);
  await Promise.all([left.run(), right.run(), left.wake(), right.wake()]);
  expect(phone.server.applied.size).toBe(20);
  expect(phone.server.bytesReceived).toBe(300_000);
  expect(phone.server.requests.filter((request) => request === "POST /api/commands")).toHaveLength(1);
  expect(await stateOf(phone, take)).toBe("saved");
  [left, right].forEach((runner) => runner.stop());
});

test("what a closed tab left half sent is sent by the next one", async () => {
  const phone = await aPhone();
  const id = await does(phone, "left behind", { state: { name: "sending", attempts: 1 } });
  await phone.runner.run();
  expect(await stateOf(phone, id)).toBe("saved");
  phone.runner.stop();
});

test("a refused command needs attention, and a retry asks again under a fresh id", async () => {
  const phone = await aPhone();
  phone.server.refuse.set("post.answer", { status: 409, code: "post.changed", sentence: "The post changed." });
  const answer = await does(phone, "got_it", { kind: "post.answer", body: { post_id: "p", answer: "got_it" } });
  await does(phone, "later", { body: { post_id: "p", text: "later" } });
  await phone.runner.run();
  expect((await findItem(phone.shelf, answer))?.state).toMatchObject({ name: "stuck", refusal: { code: "post.changed", sentence: "The post changed." } });
  expect(phone.server.order).toEqual(["later"]);
  phone.server.refuse.clear();
  await phone.runner.apply(answer, { type: "retry" });
  await phone.runner.run();
  expect(phone.server.applied.has(answer)).toBe(false);
  expect(phone.server.order).toEqual(["later", "got_it"]);
  phone.runner.stop();
});

test("signed out keeps everything, and another person's items stay where they are", async () => {
  const phone = await aPhone();
  const id = await does(phone, "mine");
  await setOwner(phone.shelf, "ben");
  await phone.runner.wake();
  expect(phone.server.requests).toEqual([]);
  await setOwner(phone.shelf, OWNER);
  phone.server.fault = () => "signed_out";
  await phone.runner.wake();
  expect((await findItem(phone.shelf, id))?.state).toMatchObject({ name: "waiting", trouble: "signed_out" });
  phone.server.fault = () => null;
  await phone.runner.wake();
  expect(phone.server.order).toEqual(["mine"]);
  phone.runner.stop();
});

test("a discarded take comes back with undo, and is gone after that, on the server too", async () => {
  const phone = await aPhone();
  let patches = 0;
  phone.server.fault = (request) => (request.startsWith("PATCH") && ++patches === 2 ? "cut" : null);
  const take = await records(phone, [600_000]);
  await phone.runner.run();
  expect(phone.server.uploads.size).toBe(1);
  await phone.runner.apply(take, { type: "discard" });
  await phone.runner.apply(take, { type: "undo" });
  expect(await stateOf(phone, take)).toBe("waiting");
  await phone.runner.apply(take, { type: "discard" });
  phone.clock.now += UNDO_MS;
  await phone.runner.run();
  expect(await findItem(phone.shelf, take)).toBeNull();
  expect(await phone.shelf.count("chunks")).toBe(0);
  expect(phone.server.uploads.size).toBe(0);
  phone.runner.stop();
});

test("saved items leave the phone after a while, a take not before the post that names it", async () => {
  const phone = await aPhone();
  phone.server.refuse.set("post.create", { status: 422, code: "clip.unknown", sentence: "No such clip." });
  const take = await records(phone, [10]);
  const post = await does(phone, "post", { kind: "post.create", after: take });
  await phone.runner.run();
  phone.clock.now += SAVED_KEPT_MS;
  await phone.runner.run();
  expect(await stateOf(phone, take)).toBe("saved");
  phone.server.refuse.clear();
  await phone.runner.apply(post, { type: "retry" });
  await phone.runner.run();
  phone.clock.now += SAVED_KEPT_MS;
  await phone.runner.run();
  expect(await listItems(phone.shelf, OWNER)).toEqual([]);
  phone.runner.stop();
});

test("a clock set back by a day does not hold anything up", async () => {
  const phone = await aPhone();
  phone.server.fault = () => "cut";
  const id = await does(phone, "hello");
  await phone.runner.run();
  phone.server.fault = () => null;
  phone.clock.now -= 86_400_000;
  await phone.runner.run();
  expect(await stateOf(phone, id)).toBe("saved");
  phone.runner.stop();
});
