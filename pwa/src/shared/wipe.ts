/** What one person's time on a shared phone leaves in the open, taken away. Runs when it locks, and again at every start
 *  before anything is shown: whatever was cut off in the middle is finished then. */
import { deleteDB } from "idb";
import { openShelf } from "../outbox/shelf";
import { keepOnlyMediaOf } from "../store/media";
import { SHARED_KEY } from "../store/shared-phone";
import { keyFor, listSealed } from "./envelopes";

/** The outbox of whoever is here. Recorded bytes are closed in it; the rest is wiped, after a sealed copy was made. */
export const SHARED_SHELF = "twotap-shared-outbox";
export const LANGUAGE_KEY = "twotap.shared_language";

const KEPT_KEYS: readonly string[] = [SHARED_KEY, LANGUAGE_KEY];
const PERSON_KEY = "twotap.person";
const STORE_OF_A_PERSON = /^twotap-[0-9a-f]{8}-[0-9a-f-]{27}$/;

export async function wipePerson(): Promise<void> {
  const personId = localStorage.getItem(PERSON_KEY);
  // First of all, because other tabs hear of it and let go of their databases.
  wipeWords();
  await Promise.all([wipeStores(personId), wipeShelf(), keepOnlyMediaOf(null)]);
}

function wipeWords(): void {
  for (const key of Object.keys(localStorage)) if (!KEPT_KEYS.includes(key)) localStorage.removeItem(key);
  sessionStorage.clear();
}

async function wipeStores(personId: string | null): Promise<void> {
  // Where databases cannot be listed, the one that was noted is the one there is.
  const found = ((await indexedDB.databases?.()) ?? []).flatMap(({ name }) => name ?? []);
  const named = personId === null ? [] : [`twotap-${personId}`];
  await Promise.all([...new Set([...found, ...named])].filter((name) => STORE_OF_A_PERSON.test(name)).map((name) => deleteDB(name)));
}

async function wipeShelf(): Promise<void> {
  const shelf = await openShelf(SHARED_SHELF);
  const kept = new Set((await listSealed()).map((thing) => thing.key));
  const tx = shelf.transaction(["items", "desk", "chunks"], "readwrite");
  await tx.objectStore("items").clear();
  await tx.objectStore("desk").clear();
  // Bytes that no parcel names are of a recording that was sent or thrown away.
  for (const run of await tx.objectStore("chunks").getAllKeys()) {
    if (!kept.has(keyFor("parcel", run[0]))) await tx.objectStore("chunks").delete(run);
  }
  await tx.done;
  shelf.close();
}
