/** Asks the server while somebody types, once they pause. The latest question wins. */
import { signal } from "@preact/signals";
import { type Hit, search } from "../api/search";
import { sentenceOf } from "../api/sentence";
import { type Asked, isNothing, NOTHING, queryOf } from "./asked";

const PAUSE_MS = 250;

/** Kept while a hit is looked at, so that going back finds the list as it was. */
export const asked = signal<Asked>(NOTHING);
/** Null: nothing was looked for, or not answered yet. */
export const hits = signal<readonly Hit[] | null>(null);
export const before = signal<string | null>(null);
export const trouble = signal<string | null>(null);

let turn = 0;
let timer = 0;
let ownerId: string | null = null;

/** On a phone that several people share nobody finds what the one before looked for. */
export function openFor(personId: string | null): void {
  if (ownerId === personId) return;
  ownerId = personId;
  ask(NOTHING);
}

export function ask(wanted: Asked): void {
  asked.value = wanted;
  clearTimeout(timer);
  turn += 1;
  trouble.value = null;
  if (isNothing(wanted)) {
    hits.value = null;
    before.value = null;
  } else timer = window.setTimeout(() => void look(null), PAUSE_MS);
}

/** `after` null: from the newest on. */
export async function look(after: string | null): Promise<void> {
  const mine = ++turn;
  try {
    const found = await search(queryOf(asked.value, after));
    if (mine !== turn) return;
    hits.value = after === null ? found.hits : [...(hits.value ?? []), ...found.hits];
    before.value = found.before;
    trouble.value = null;
  } catch (error) {
    if (mine === turn) trouble.value = sentenceOf(error);
  }
}
