/** What makes this browser a shared phone: two keys that cannot leave it, and who its crew is. */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { makeBindingKey } from "./locker-crypto";
import type { SharedPhone } from "./types";

export interface DeviceKeys {
  /** Proves to the server that this is the phone that was enrolled. */
  signing: CryptoKeyPair;
  /** Binds the lockers to this phone. */
  binding: CryptoKey;
}

interface Schema extends DBSchema {
  keys: { key: "device"; value: DeviceKeys };
  phone: { key: "phone"; value: SharedPhone };
}

let opening: Promise<IDBPDatabase<Schema>> | null = null;

function database(): Promise<IDBPDatabase<Schema>> {
  opening ??= openDB<Schema>("twotap-device", 1, {
    upgrade(db) {
      db.createObjectStore("keys");
      db.createObjectStore("phone");
    },
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    terminated: () => (opening = null),
  });
  return opening;
}

/** The signing key's private half can sign and nothing else: it cannot be read, by nobody, ever. */
export async function makeDeviceKeys(): Promise<DeviceKeys> {
  const signing = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
  return { signing, binding: await makeBindingKey() };
}

export async function keepDeviceKeys(keys: DeviceKeys): Promise<void> {
  await (await database()).put("keys", keys, "device");
}

export async function findDeviceKeys(): Promise<DeviceKeys | null> {
  return (await (await database()).get("keys", "device")) ?? null;
}

export async function keepPhone(phone: SharedPhone): Promise<void> {
  await (await database()).put("phone", phone, "phone");
}

export async function findPhone(): Promise<SharedPhone | null> {
  return (await (await database()).get("phone", "phone")) ?? null;
}

/** This browser is a shared phone no longer. */
export async function forgetDevice(): Promise<void> {
  const db = await database();
  await Promise.all([db.clear("keys"), db.clear("phone")]);
}
