import { type Command, type Item, isCommand, isTake, type Take } from "./item";
import { expiresAt } from "./machine";

/** A due time further away than any delay we give means that the phone's clock was set back. */
const LONGEST_WAIT_MS = 10 * 60_000;

/** The server takes at most this many commands in one request. */
export const BATCH_MAX = 50;

const subjectOf = (command: Command): string => String(command.body["post_id"] ?? command.id);
const bySeq = (a: Item, b: Item): number => a.seq - b.seq;

/** Commands that may go now or when due, oldest first.
 *
 *  A command that waits for its take does not hold up an unrelated acknowledgement, but everything
 *  later about the same post waits behind it. */
export function listSendable(items: readonly Item[]): Command[] {
  const unsaved = new Set(items.filter((item) => isTake(item) && item.state.name !== "saved").map((item) => item.id));
  const heldUp = new Set<string>();
  const sendable: Command[] = [];
  for (const command of items.filter(isCommand).sort(bySeq)) {
    const subject = subjectOf(command);
    const isFree = !heldUp.has(subject) && !(command.after !== null && unsaved.has(command.after));
    if (command.state.name === "waiting" && isFree) sendable.push(command);
    else if (holdsUpLater(command)) heldUp.add(subject);
  }
  return sendable;
}

/** A refused answer must not hold up a later one; without the post itself nothing about it can arrive. */
function holdsUpLater(command: Command): boolean {
  const { name } = command.state;
  return name === "waiting" || name === "sending" || (name === "stuck" && command.kind === "post.create");
}

/** The next request: once one command is due, all sendable ones go along, so that order is kept. */
export function planBatch(items: readonly Item[], now: number): Command[] {
  const sendable = listSendable(items);
  return sendable.some((command) => isDue(command, now)) ? sendable.slice(0, BATCH_MAX) : [];
}

export function planUpload(items: readonly Item[], now: number): Take | null {
  return items.filter(isTake).filter((take) => isDue(take, now)).sort(bySeq)[0] ?? null;
}

/** Items whose time here is over. A saved take stays while a command that names it is not saved yet. */
export function listExpirable(items: readonly Item[]): Item[] {
  const needed = new Set(items.filter(isCommand).flatMap((command) => (command.state.name === "saved" ? [] : [command.after])));
  return items.filter((item) => expiresAt(item.state) !== null && !(item.state.name === "saved" && needed.has(item.id)));
}

/** When the runner has to look again; null when nothing waits for time to pass. */
export function planWake(items: readonly Item[]): number | null {
  const due = [...listSendable(items), ...items.filter(isTake)].flatMap((item) => (item.state.name === "waiting" ? [item.state.dueAt] : []));
  const times = [...due, ...listExpirable(items).flatMap((item) => expiresAt(item.state) ?? [])];
  return times.length === 0 ? null : Math.min(...times);
}

function isDue(item: Item, now: number): boolean {
  if (item.state.name !== "waiting") return false;
  return item.state.dueAt <= now || item.state.dueAt - now > LONGEST_WAIT_MS;
}
