/** Which sealed copies a shared phone keeps of what waits in the outbox. Pure.
 *
 *  They are made while the person is there, not when the phone locks: a battery that dies loses nothing then, and
 *  what lies in the open can be wiped at the next start without a look at it. */
import { type Item, isCommand, isTake } from "../outbox/item";

/** An envelope can be sent for its owner by whoever is here; a parcel waits for its owner. */
export type Wrapping = "envelope" | "parcel";

export interface Mirrored {
  wrapping: Wrapping;
  /** What the sealed copy says: another content asks for another copy. */
  content: string;
}

export interface MirrorPlan {
  seal: { item: Item; mirrored: Mirrored }[];
  /** Ids of items whose sealed copy has no reason any more. */
  drop: string[];
}

/** `kept` holds what is sealed already, by item id. */
export function planMirror(items: readonly Item[], kept: ReadonlyMap<string, Mirrored>): MirrorPlan {
  const wanted = new Map(items.flatMap((item) => wantedFor(item, items)));
  const seal = [...wanted.values()].filter(({ item, mirrored }) => !isSame(kept.get(item.id), mirrored));
  return { seal, drop: [...kept.keys()].filter((id) => !wanted.has(id)) };
}

function wantedFor(item: Item, items: readonly Item[]): [string, MirrorPlan["seal"][number]][] {
  const { name } = item.state;
  if (name === "saved" || name === "discarded") return [];
  // A recording of which nothing is on the phone yet would come back as an empty draft.
  if (isTake(item) && item.sizeBytes === 0) return [];
  return [[item.id, { item, mirrored: { wrapping: wrappingOf(item, items), content: contentOf(item) } }]];
}

function wrappingOf(item: Item, items: readonly Item[]): Wrapping {
  // A refused command waits for its owner's decision; one that needs an upload first waits for its owner's key.
  if (!isCommand(item) || item.state.name === "stuck") return "parcel";
  const isFree = item.after === null || items.some((other) => other.id === item.after && other.state.name === "saved");
  return isFree ? "envelope" : "parcel";
}

/** Progress is not content: an upload would be sealed anew with every part otherwise. */
export function contentOf(item: Item): string {
  const { state } = item;
  const standing = state.name === "stuck" ? `stuck ${state.refusal.code}` : state.name === "held" ? "held" : "waiting";
  if (isTake(item)) return JSON.stringify([standing, item.durationMs, item.teamId, item.language, item.peaks?.length ?? 0]);
  return JSON.stringify([standing, item.commandId]);
}

const isSame = (left: Mirrored | undefined, right: Mirrored): boolean => left?.wrapping === right.wrapping && left.content === right.content;
