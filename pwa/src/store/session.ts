/** Who is signed in on this phone, and that person's store. Null store: nobody. */
import { signal } from "@preact/signals";
import { api, ApiError } from "../api/client";
import type { Me } from "../api/types";
import { keepOnlyMediaOf } from "./media";
import { forgetWordsOf } from "./words";
import { openStore, readMeta, type Store, wipeStore, writeMeta } from "./db";

const PERSON_KEY = "twotap.person";

export const me = signal<Me | null>(null);
/** False for as long as it is not known whether somebody is signed in here. */
export const isSettled = signal(false);
/** True when the server ended the session: signed out elsewhere, or no team left. The person is told so. */
export const hasEnded = signal(false);
let current: Store | null = null;

export function storeOrNull(): Store | null {
  return current;
}

/** The signed-in person's store. Raises when nobody is signed in: no page that needs it is shown then. */
export function store(): Store {
  if (!current) throw new Error("nobody is signed in on this phone");
  return current;
}

/** Opens what this phone already knows, without the network. False: nobody was signed in here. */
export async function resumeSession(): Promise<boolean> {
  const personId = localStorage.getItem(PERSON_KEY);
  if (!personId) return false;
  current = await openStore(personId);
  me.value = (await readMeta(current, "me")) ?? null;
  return me.value !== null;
}

export async function beginSession(found: Me): Promise<void> {
  if (localStorage.getItem(PERSON_KEY) !== found.person.id || !current) {
    current?.close();
    current = await openStore(found.person.id);
    localStorage.setItem(PERSON_KEY, found.person.id);
    await keepOnlyMediaOf(found.person.id);
  }
  hasEnded.value = false;
  await rememberMe(found);
}

export async function rememberMe(found: Me): Promise<void> {
  await writeMeta(store(), "me", found);
  me.value = found;
}

/** Asks again who is here: teams and their head counts change while others join. Offline, what is known stays. */
export async function refreshMe(): Promise<void> {
  try {
    const found = await api.me();
    if (found.person.id === me.value?.person.id) await rememberMe(found);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

/** Signs this device out: the server first, then everything of this person leaves the phone. */
export async function leave(): Promise<void> {
  try {
    await api.leave();
  } catch (error) {
    // Already ended there: what is left to do is here.
    if (!(error instanceof ApiError && error.status === 401)) throw error;
  }
  await forgetSession();
}

/** Wipes the person's copy from this phone without asking the server (signed out elsewhere, or removed). */
export async function forgetSession(): Promise<void> {
  const personId = localStorage.getItem(PERSON_KEY);
  localStorage.removeItem(PERSON_KEY);
  me.value = null;
  current?.close();
  current = null;
  if (personId) forgetWordsOf(personId);
  if (personId) await wipeStore(personId);
  await keepOnlyMediaOf(null);
}
