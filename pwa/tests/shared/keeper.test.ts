import "fake-indexeddb/auto";
import { beforeEach, expect, test } from "vitest";
import type { Command, Item, State, Take } from "../../src/outbox/item";
import { addItem, appendChunk, type Codec, listItems, openShelf, readBytes, readTake } from "../../src/outbox/shelf";
import { uuid7 } from "../../src/outbox/uuid7";
import { randomBytes, toBase64Url } from "../../src/shared/bytes";
import { dropSealed, listSealed, refuseSealed } from "../../src/shared/envelopes";
import { Keeper } from "../../src/shared/keeper";
import { importSealKey, type Keyring, openBytes, OVERHEAD_BYTES, sealBytes } from "../../src/shared/seal";
import { takeBack } from "../../src/shared/take-back";

const POST = "0192f000-0000-7000-8000-0000000000aa";
const WAITING: State = { name: "waiting", attempts: 0, dueAt: 0, trouble: null };
let phones = 0;

async function aRing(): Promise<Keyring> {
  const current = uuid7(Date.now());
  return { current, keys: new Map([[current, await importSealKey(toBase64Url(randomBytes(32)))]]) };
}

function anAnswer(over: Partial<Command> = {}): Command {
  const id = uuid7(Date.now());
  return {
    type: "command", seq: 1, id: `answer.${POST}.1`, commandId: id, ownerId: "ana", kind: "post.answer",
    body: { post_id: POST, version: 1, answer: "got_it" }, after: null, capturedAt: "2026-11-23T05:40:00.000Z", state: WAITING, ...over,
  };
}

function aTake(over: Partial<Take> = {}): Take {
  return {
    type: "take", seq: 2, id: uuid7(Date.now()), ownerId: "ana", kind: "voice", mimeType: "audio/mp4", durationMs: 900, peaks: [1, 2],
    language: null, teamId: null, sizeBytes: 10, sentBytes: 5, uploadUrl: "/api/uploads/1", capturedAt: "2026-11-23T05:41:00.000Z", state: WAITING, ...over,
  };
}

const wrappings = async () => (await listSealed()).map((thing) => thing.wrapping).sort();

beforeEach(async () => {
  for (const thing of await listSealed()) await dropSealed(thing.key);
});

test("what waits is sealed at once, and goes when it was sent or thrown away", async () => {
  const ring = await aRing();
  const keeper = new Keeper(() => ring);
  const answer = anAnswer();
  await keeper.keep([answer]);
  expect(await wrappings()).toEqual(["envelope"]);
  expect(JSON.stringify(await listSealed())).not.toContain(POST);
  await keeper.keep([{ ...answer, state: { name: "discarded", at: 1, was: "waiting" } }]);
  expect(await wrappings()).toEqual([]);
  await keeper.keep([answer]);
  expect(await wrappings()).toEqual(["envelope"]);
  await keeper.keep([{ ...answer, state: { name: "saved", at: 1 } }]);
  expect(await wrappings()).toEqual([]);
});

test("progress seals nothing anew; another command id does, and leaves no second copy", async () => {
  const ring = await aRing();
  const keeper = new Keeper(() => ring);
  const answer = anAnswer();
  await keeper.keep([answer]);
  const [before] = await listSealed();
  await keeper.keep([{ ...answer, state: { name: "sending", attempts: 3 } }]);
  expect(await listSealed()).toEqual([before]);
  await keeper.keep([{ ...answer, commandId: uuid7(Date.now()) }]);
  const after = await listSealed();
  expect(after).toHaveLength(1);
  expect(after[0]!.key).not.toBe(before!.key);
});

test("a post waits for its recording as a parcel, and is an envelope once that has arrived", async () => {
  const ring = await aRing();
  const keeper = new Keeper(() => ring);
  const take = aTake();
  const post = anAnswer({ id: "p", kind: "post.create", after: take.id });
  await keeper.keep([take, post]);
  expect(await wrappings()).toEqual(["parcel", "parcel"]);
  await keeper.keep([{ ...take, state: { name: "saved", at: 1 } }, post]);
  expect(await wrappings()).toEqual(["envelope"]);
});

test("its owner finds everything again, nobody else finds anything, and what was refused asks for attention", async () => {
  const ring = await aRing();
  const codec: Codec = {
    overheadBytes: OVERHEAD_BYTES,
    close: (id, bytes) => sealBytes(ring, `run ${id}`, bytes),
    open: async (id, bytes) => (await openBytes(ring, `run ${id}`, bytes))!,
  };
  const shelf = await openShelf(`phone-${++phones}`);
  const take = aTake({ sizeBytes: 0 });
  const { seq: _seq, ...unnumbered } = take;
  await addItem(shelf, unnumbered);
  const spoken = randomBytes(700);
  await appendChunk(shelf, take.id, spoken.slice(0, 300).buffer, codec);
  await appendChunk(shelf, take.id, spoken.slice(300).buffer, codec);
  const answer = anAnswer();
  await new Keeper(() => ring).keep([answer, { ...take, sizeBytes: 300 }]);
  const envelope = (await listSealed()).flatMap((thing) => (thing.wrapping === "envelope" ? [thing.envelope] : []))[0]!;
  await refuseSealed(envelope, { status: 404, code: "post.unknown", sentence: "Gone." });
  await shelf.clear("items");

  await takeBack(shelf, await aRing(), new Keeper(() => ring), "ben");
  expect(await listItems(shelf, "ben")).toEqual([]);

  const keeper = new Keeper(() => ring);
  await takeBack(shelf, ring, keeper, "ana");
  const items: Item[] = await listItems(shelf, "ana");
  expect(items.map((item) => [item.id, item.state.name])).toEqual([[answer.commandId, "stuck"], [take.id, "waiting"]]);
  const back = items[1] as Take;
  expect([back.sizeBytes, back.sentBytes, back.uploadUrl]).toEqual([700, 0, null]);
  expect(new Uint8Array(await (await readTake(shelf, back, codec)).arrayBuffer())).toEqual(spoken);
  expect(await readBytes(shelf, take.id, 250, 100, codec)).toEqual(spoken.slice(250, 350));
  await keeper.keep(items.map((item) => ({ ...item, state: { name: "saved", at: 1 } })));
  expect(await listSealed()).toEqual([]);
});
