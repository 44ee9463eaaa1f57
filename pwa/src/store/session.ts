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
/** True when the last person here was still waiting to be let in: they were not. */
export const wasRefused = signal(false);
let current: Store | null = null;

export function storeOrNull(): Store | null {
  return current;
}

/** The signed-in person's store. Raises when nobody is signed in: no page that needs it is shown then. */
export function store(): Store {
  if (!current) throw new Error("nobody is signed in on this phone");
  return current;
}

/** Opens what this phone already knows, without the network. */
export async function resumeSession(): Promise<void> {
  const personId = localStorage.getItem(PERSON_KEY);
  if (!personId) return;
  current = await openStore(personId, startAfresh);
  me.value = (await readMeta(current, "me")) ?? null;
}

let isLookedFor = false;

/** A browser may keep the cookie and drop the rest of its storage: asks once whether somebody is signed in after all. */
export async function findSession(): Promise<void> {
  if (isLookedFor || me.value) return;
  isLookedFor = true;
  try {
    await beginSession(await api.me());
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // Not answered is not a no: the page for nobody asks again.
    isLookedFor = error.status === 401;
  }
}

/** Somebody signed in or out in another tab: what this one shows is no longer theirs. */
export function followOtherTabs(): void {
  addEventListener("storage", ({ key, newValue }) => {
    if (key === PERSON_KEY && newValue !== (me.value?.person.id ?? null)) startAfresh();
  });
}

function startAfresh(): void {
  location.reload();
}

export async function beginSession(found: Me): Promise<void> {
  const before = localStorage.getItem(PERSON_KEY);
  if (before !== found.person.id || !current) {
    current?.close();
    if (before && before !== found.person.id) await wipeStore(before);
    current = await openStore(found.person.id, startAfresh);
    localStorage.setItem(PERSON_KEY, found.person.id);
    await keepOnlyMediaOf(found.person.id);
  }
  hasEnded.value = false;
  wasRefused.value = false;
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
  isLookedFor = true;
  const personId = localStorage.getItem(PERSON_KEY);
  localStorage.removeItem(PERSON_KEY);
  me.value = null;
  current?.close();
  current = null;
  if (personId) forgetWordsOf(personId);
  if (personId) await wipeStore(personId);
  await keepOnlyMediaOf(null);
  // Whoever holds this phone next must not be rung for this person.
  const { forgetSubscription } = await import("../push/subscription");
  await forgetSubscription().catch(() => undefined);
}
