import { expect, test } from "vitest";
import { fromBase64Url, idBytes, randomBytes, toBase64Url } from "../../src/shared/bytes";
import { importSealKey, type Keyring, openBytes, openCommand, OVERHEAD_BYTES, sealBytes, sealCommand, sessionOf } from "../../src/shared/seal";
import { uuid7 } from "../../src/outbox/uuid7";

const answer = () => ({ id: uuid7(Date.now()), kind: "post.answer", captured_at: "2026-11-23T05:40:00.000Z", body: { post_id: "p", answer: "got_it" } });

async function aRing(sessionId = uuid7(Date.now())): Promise<Keyring> {
  return { current: sessionId, keys: new Map([[sessionId, await importSealKey(toBase64Url(randomBytes(32)))]]) };
}

test("what was sealed opens again, for its owner only", async () => {
  const ring = await aRing();
  const command = answer();
  const envelope = await sealCommand(ring, command);
  expect(await openCommand(ring, envelope)).toEqual(command);
  expect(await openCommand(await aRing(), envelope)).toBeNull();
  const sameSession = await aRing(ring.current);
  expect(await openCommand(sameSession, envelope)).toBeNull();
  expect(JSON.stringify(envelope)).not.toContain("got_it");
});

test("an envelope under another's id or session does not open", async () => {
  const ring = await aRing();
  const envelope = await sealCommand(ring, answer());
  expect(await openCommand(ring, { ...envelope, id: uuid7(1) })).toBeNull();
  const other = uuid7(2);
  const both: Keyring = { current: ring.current, keys: new Map([...ring.keys, [other, ring.keys.get(ring.current)!]]) };
  expect(await openCommand(both, { ...envelope, session_id: other })).toBeNull();
});

test("no two seals use the same iv", async () => {
  const ring = await aRing();
  const command = answer();
  const ivs = await Promise.all(Array.from({ length: 50 }, async () => (await sealCommand(ring, command)).iv));
  expect(new Set(ivs).size).toBe(50);
});

test("the server's own cipher and this phone's are the same", async () => {
  // Closed by Python's AESGCM(bytes(range(32))).encrypt(bytes(12), ..., id.bytes + session.bytes).
  const sessionId = "0192f000-0000-7000-8000-000000000002";
  const key = toBase64Url(Uint8Array.from({ length: 32 }, (_, index) => index));
  const ring: Keyring = { current: sessionId, keys: new Map([[sessionId, await importSealKey(key)]]) };
  const envelope = { id: "0192f000-0000-7000-8000-000000000001", session_id: sessionId, iv: toBase64Url(new Uint8Array(12)), sealed: "dZ7cupcWo584mZAHfhyhqf9zZmMYrFcfsK6eu_XPbXt-b9aMGsKINgPzQcTj4klswm4vgltLZocg2UxSZAEgl54KTCi98XKBsvmnsmRBLMY8YRSjAIp3cQaQOXLPcuODg2F7PRhv1pkpV1YEs36YcQyfMASMBTOm8GkFmwpXTOcMnKysyU5gDUMPrNk92rLWQkd4J9xbzIaRX9CAbtw" };
  expect(await openCommand(ring, envelope)).toEqual({ id: envelope.id, kind: "post.answer", captured_at: "2026-11-23T05:40:00.000Z", body: { answer: "got_it" } });
});

test("a run of bytes says whose key it needs, and opens in its own place only", async () => {
  const ring = await aRing();
  const bytes = randomBytes(1000);
  const closed = await sealBytes(ring, "run a", bytes);
  expect(closed.byteLength).toBe(bytes.byteLength + OVERHEAD_BYTES);
  expect(sessionOf(closed)).toBe(ring.current);
  expect(new Uint8Array((await openBytes(ring, "run a", closed))!)).toEqual(bytes);
  expect(await openBytes(ring, "run b", closed)).toBeNull();
  expect(await openBytes(await aRing(), "run a", closed)).toBeNull();
  new Uint8Array(closed)[closed.byteLength - 1]! ^= 1;
  expect(await openBytes(ring, "run a", closed)).toBeNull();
});

test("ids and bytes travel there and back", () => {
  expect([...idBytes("0192f000-0000-7000-8000-0000000000ff")].at(-1)).toBe(255);
  expect(() => idBytes("answer.1")).toThrow();
  for (const size of [0, 1, 2, 3, 40_000]) {
    const bytes = Uint8Array.from({ length: size }, (_, index) => (index * 7) % 256);
    expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
    expect(toBase64Url(bytes)).toMatch(/^[\w-]*$/);
  }
});
