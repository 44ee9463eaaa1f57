/** What this shared phone knows about itself: its crew, its site, and whether the server answers. */
import { signal } from "@preact/signals";
import { ApiError } from "../api/client";
import { SHARED_KEY } from "../store/shared-phone";
import { findPhone, forgetDevice, keepPhone } from "./device-db";
import { dropSealed, listSealed } from "./envelopes";
import { keepOnlyLockersOf } from "./lockers";
import { sharedApi } from "./shared-api";
import type { SharedPhone } from "./types";
import { LANGUAGE_KEY } from "./wipe";

export const phone = signal<SharedPhone | null>(null);
/** False once a call did not get through; the browser's own word is only good for "no". */
export const hasLine = signal(navigator.onLine);
/** The server knows this phone no longer: a lead took it out. */
export const isExpelled = signal(false);

addEventListener("offline", () => (hasLine.value = false));

export async function recallPhone(): Promise<void> {
  phone.value = await findPhone();
}

/** Asks who belongs to the crew now. Without signal, what is known stays. */
export async function refreshPhone(): Promise<void> {
  try {
    const found = await sharedApi.phone();
    hasLine.value = true;
    phone.value = found;
    await keepPhone(found);
    await keepOnlyLockersOf(found.tiles.filter((tile) => tile.has_pin).map((tile) => tile.person.id));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    hasLine.value = error.status !== 0;
    // Our own server's word, not that of a café's sign-in page.
    if (error.status === 401 && !error.code.startsWith("http.")) await expel();
  }
}

/** What was closed with this phone's keys can be opened by nobody any more, and the server takes nothing from it. */
async function expel(): Promise<void> {
  await keepOnlyLockersOf([]);
  for (const thing of await listSealed()) await dropSealed(thing.key);
  await forgetDevice();
  localStorage.removeItem(SHARED_KEY);
  localStorage.removeItem(LANGUAGE_KEY);
  isExpelled.value = true;
}
