/** The outbox as the pages see it: add, watch, retry, discard. Everything a person makes or answers goes
 *  through here; nothing leaves it except onto the server or by that person's own decision. */
import { type ReadonlySignal, signal } from "@preact/signals";
import { fetchAsPerson } from "../api/gate";
import type { AnswerUndo, PostAnswer, PostCreate, PostShow, ReplyCreate, ReplyShow } from "../api/types";
import { type Bell, type Call, hangBell } from "./bell";
import type { CommandKind, Item, NewCommand, NewTake, Take } from "./item";
import { type Event, next } from "./machine";
import type { Runner } from "./runner";
import { addItem, appendChunk, changeItem, type Codec, findItem, listItems, openShelf, readTake, setOwner, type Shelf } from "./shelf";
import { uuid7 } from "./uuid7";

interface Bodies {
  "post.create": PostCreate;
  "post.answer": PostAnswer;
  "answer.undo": AnswerUndo;
  "reply.create": ReplyCreate;
  "post.show": PostShow;
  "reply.show": ReplyShow;
}

interface Desk {
  shelf: Shelf;
  ownerId: string;
}

const items = signal<readonly Item[]>([]);
/** All that was made on this phone by whoever is signed in, oldest first; saved items stay a few minutes. */
export const pending: ReadonlySignal<readonly Item[]> = items;

/** What a shared phone adds to its outbox. */
export interface Vault {
  shelfName: string;
  codec: Codec;
  /** Hears what is in the outbox whenever that changed; what was added counts as kept once this resolves. */
  keep: (items: readonly Item[]) => Promise<void>;
}

let vault: Vault | null = null;

/** Before the outbox is opened for the first time. */
export function useVault(lent: Vault): void {
  vault = lent;
}

const savedListeners = new Set<(item: Item) => void>();
/** Called when the server has an item on disk, in the tab that sent it. Answers with how to stop. */
export function onSaved(listener: (item: Item) => void): () => void {
  savedListeners.add(listener);
  return () => savedListeners.delete(listener);
}

let shelfOpening: Promise<Shelf> | null = null;
let desk: Desk | null = null;
/** Whoever acts before the database is open waits for it: a tap is never lost to a slow start. */
let opening: Promise<void> = Promise.resolve();
let runnerLoading: Promise<Runner> | null = null;
let bell: Bell | null = null;

/** Opens the outbox of the person who is signed in and starts sending. Call again when that changes;
 *  with null, what the last person left stays on the phone, unsent, until they are back. */
export function openOutbox(ownerId: string | null): Promise<void> {
  opening = opening.catch(() => undefined).then(() => openFor(ownerId));
  return opening;
}

async function openFor(ownerId: string | null): Promise<void> {
  const shelf = await (shelfOpening ??= openShelf(vault?.shelfName, () => location.reload()));
  await setOwner(shelf, ownerId);
  const before = runnerLoading;
  runnerLoading = null;
  void before?.then((runner) => runner.stop(), () => undefined);
  desk = ownerId === null ? null : { shelf, ownerId };
  if (bell === null) listen();
  await refresh();
  wake();
}

const FETCH_AGAIN_MS = 15_000;

interface Sending {
  /** Makes a repeated tap harmless. */
  id?: string;
  /** A take that must be uploaded first: it leaves the phone with this command. */
  after?: string | null;
}

/** Answers with the item's id. It is on disk when this resolves. */
export async function enqueueCommand<K extends CommandKind>(kind: K, body: Bodies[K], { id, after = null }: Sending = {}): Promise<string> {
  const { shelf, ownerId } = await openDesk();
  const now = Date.now();
  const commandId = uuid7(now);
  const command: NewCommand = {
    type: "command",
    id: id ?? commandId,
    ownerId,
    commandId,
    kind,
    body: { ...body },
    after,
    capturedAt: new Date(now).toISOString(),
    state: { name: "waiting", attempts: 0, dueAt: now, trouble: null },
  };
  await addItem(shelf, command, (take) => ({
    ...take,
    state: next(take.state, { type: "release" }, { now, chance: 0 }).state,
  }));
  await refresh();
  tell("changed");
  send();
  tell("run");
  void askForBackgroundSync();
  return command.id;
}

export type TakeStart = Pick<NewTake, "kind" | "mimeType"> & Partial<Pick<NewTake, "teamId" | "language">>;

/** A take exists from its first second, so that a crash leaves what was recorded. */
export async function beginTake({ kind, mimeType, teamId = null, language = null }: TakeStart): Promise<string> {
  const { shelf, ownerId } = await openDesk();
  const now = Date.now();
  const id = uuid7(now);
  void navigator.storage?.persist?.();
  await addItem(shelf, {
    type: "take",
    id,
    ownerId,
    kind,
    mimeType,
    language,
    teamId,
    durationMs: null,
    peaks: null,
    sizeBytes: 0,
    sentBytes: 0,
    uploadUrl: null,
    capturedAt: new Date(now).toISOString(),
    state: { name: "held" },
  });
  await refresh();
  return id;
}

export async function appendToTake(takeId: string, bytes: ArrayBuffer): Promise<number> {
  const sizeBytes = await appendChunk((await openDesk()).shelf, takeId, bytes, vault?.codec);
  // From its first bytes on there is something to keep.
  if (vault && sizeBytes === bytes.byteLength) await refresh();
  return sizeBytes;
}

export async function describeTake(takeId: string, facts: Partial<Pick<Take, "durationMs" | "peaks" | "teamId">>): Promise<void> {
  await changeItem<Take>((await openDesk()).shelf, takeId, (take) => ({ ...take, ...facts }));
  await refresh();
}

export async function takeBlob(takeId: string): Promise<Blob | null> {
  const { shelf } = await openDesk();
  const take = await findItem(shelf, takeId);
  return take?.type === "take" ? readTake(shelf, take, vault?.codec) : null;
}

/** For a command these reach the take that it waits for as well: to the person they are one thing. */
export const retryItem = (id: string): Promise<void> => apply(id, { type: "retry" });
/** Can be taken back for some seconds, see UNDO_MS. */
export const discardItem = (id: string): Promise<void> => apply(id, { type: "discard" });
export const undoDiscard = (id: string): Promise<void> => apply(id, { type: "undo" });

async function apply(id: string, event: Event): Promise<void> {
  const runner = await runnerOf(await openDesk());
  const item = await runner.apply(id, event);
  if (item?.type === "command" && item.after !== null) await runner.apply(item.after, event);
  await refresh();
  send();
  tell("run");
}

async function openDesk(): Promise<Desk> {
  await opening;
  if (desk === null) throw new Error("The outbox is closed: nobody is signed in");
  return desk;
}

/** What sends comes after the first screen. When it could not be fetched, the next occasion tries again. */
function runnerOf({ shelf }: Desk): Promise<Runner> {
  runnerLoading ??= makeRunner(shelf).catch((problem: unknown) => {
    runnerLoading = null;
    throw problem;
  });
  return runnerLoading;
}

async function makeRunner(shelf: Shelf): Promise<Runner> {
  const [{ Runner }, { leaseFor }] = await Promise.all([import("./runner"), import("./lease")]);
  return new Runner({
    shelf,
    codec: vault?.codec,
    lease: leaseFor(shelf),
    send: fetchAsPerson,
    clock: Date.now,
    chance: Math.random,
    onChange: () => {
      void refresh();
      tell("changed");
    },
    onSaved: (item) => savedListeners.forEach((listener) => listener(item)),
  });
}

async function refresh(): Promise<void> {
  items.value = desk === null ? [] : await listItems(desk.shelf, desk.ownerId);
  if (desk !== null) await vault?.keep(items.value);
}

function tell(call: Call): void {
  bell?.ring(call);
}

function send(): void {
  if (desk) void runnerOf(desk).then((runner) => runner.run(), later);
}

export function wake(): void {
  if (desk) void runnerOf(desk).then((runner) => runner.wake(), later);
}

/** On a phone's first visit the sending part may not have come through; it is asked for again. */
function later(): void {
  setTimeout(wake, FETCH_AGAIN_MS);
}

function listen(): void {
  bell = hangBell((call) => (call === "run" ? send() : void refresh()));
  addEventListener("online", wake);
  addEventListener("pageshow", wake);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && wake());
  navigator.serviceWorker?.addEventListener("message", ({ data }) => data === "outbox" && wake());
}

/** Where the browser has it, the service worker is woken to send even after this page is closed. */
async function askForBackgroundSync(): Promise<void> {
  // On a shared phone the browser would wake when somebody else is signed in.
  if (vault) return;
  const registration = (await navigator.serviceWorker?.getRegistration?.()) as (ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } }) | undefined;
  await registration?.sync?.register("twotap-outbox").catch(() => undefined);
}

