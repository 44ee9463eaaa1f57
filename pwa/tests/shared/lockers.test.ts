import "fake-indexeddb/auto";
import { beforeEach, expect, test, vi } from "vitest";
import type { Me } from "../../src/api/types";
import { makeBindingKey } from "../../src/shared/locker-crypto";
import { beginLocker, fillLocker, keepOnlyLockersOf, keyOfLocker, LOCAL_TRIES_MAX, type LockerCopy, tryLocker } from "../../src/shared/lockers";

const ANA = "0192f000-0000-7000-8000-00000000000a";
const BEN = "0192f000-0000-7000-8000-00000000000b";
const KEYS = [{ session_id: "0192f000-0000-7000-8000-000000000001", seal_key: "c2VhbA" }];
const copyFor = (id: string): LockerCopy => ({ me: { person: { id } } as Me, cursor: 7, posts: [], clips: [] });

async function aPhoneWith(personId: string, pin: string): Promise<CryptoKey> {
  const binding = await makeBindingKey();
  const lockerKey = await keyOfLocker(personId, pin, binding);
  await beginLocker(lockerKey, KEYS);
  await fillLocker(lockerKey, copyFor(personId));
  return binding;
}

const tryPin = async (personId: string, pin: string, binding: CryptoKey) => tryLocker(await keyOfLocker(personId, pin, binding));

// A PIN is stretched on purpose: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 60_000 });

beforeEach(() => keepOnlyLockersOf([]));

test("the right PIN on the same phone opens the copy and the keys", async () => {
  const binding = await aPhoneWith(ANA, "482915");
  expect(await tryPin(ANA, "482915", binding)).toEqual({ name: "opened", keys: KEYS, copy: copyFor(ANA) });
});

test("neither another phone nor another PIN opens it, and five tries are all there are without the server", async () => {
  const binding = await aPhoneWith(ANA, "482915");
  expect((await tryPin(ANA, "482915", await makeBindingKey())).name).toBe("wrong");
  const wrong = await keyOfLocker(ANA, "000001", binding);
  for (let left = LOCAL_TRIES_MAX - 2; left >= 0; left--) expect(await tryLocker(wrong)).toEqual({ name: "wrong", triesLeft: left });
  expect((await tryPin(ANA, "482915", binding)).name).toBe("server_only");
});

test("a right PIN begins the count anew, and the server's word does, too", async () => {
  const binding = await aPhoneWith(ANA, "482915");
  const right = await keyOfLocker(ANA, "482915", binding);
  const wrong = await keyOfLocker(ANA, "111112", binding);
  for (let round = 0; round < 2; round++) {
    for (let tries = 0; tries < LOCAL_TRIES_MAX - 1; tries++) await tryLocker(wrong);
    expect((await tryLocker(right)).name).toBe("opened");
  }
  for (let tries = 0; tries < LOCAL_TRIES_MAX; tries++) await tryLocker(wrong);
  await beginLocker(right, KEYS);
  expect((await tryLocker(right)).name).toBe("opened");
});

test("two tries at once are two tries", async () => {
  const binding = await aPhoneWith(ANA, "482915");
  const key = await keyOfLocker(ANA, "999998", binding);
  const answers = await Promise.all(Array.from({ length: 9 }, () => tryLocker(key)));
  expect(answers.filter((answer) => answer.name === "wrong")).toHaveLength(LOCAL_TRIES_MAX);
  expect(answers.filter((answer) => answer.name === "server_only")).toHaveLength(9 - LOCAL_TRIES_MAX);
});

test("a copy under an earlier PIN goes when the server takes a new one", async () => {
  const binding = await aPhoneWith(ANA, "482915");
  await beginLocker(await keyOfLocker(ANA, "730264", binding), KEYS);
  expect((await tryPin(ANA, "482915", binding)).name).toBe("none");
  expect((await tryPin(ANA, "730264", binding)).name).toBe("none");
});

test("whoever was never here, or left the crew, has none", async () => {
  const binding = await aPhoneWith(ANA, "482915");
  expect((await tryPin(BEN, "482915", binding)).name).toBe("none");
  await keepOnlyLockersOf([BEN]);
  expect((await tryPin(ANA, "482915", binding)).name).toBe("none");
});
