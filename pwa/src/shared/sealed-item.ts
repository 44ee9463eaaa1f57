/** From an item of the outbox to its sealed copy, and back for its owner. */
import type { Command, Item, NewCommand, NewTake, State } from "../outbox/item";
import { isTake } from "../outbox/item";
import type { SentCommand } from "../outbox/wire";
import { textBytes, textOf } from "./bytes";
import { keyFor, type SealedCommand, type SealedItem, type SealedThing } from "./envelopes";
import type { Wrapping } from "./mirror-plan";
import { type Keyring, openBytes, openCommand, sealBytes, sealCommand } from "./seal";

type Unnumbered = NewTake | NewCommand;

/** Says nothing about whose it is or what it is about. */
export const sealedIdOf = (item: Item): string => (isTake(item) ? item.id : item.commandId);

export async function sealItem(ring: Keyring, item: Item, wrapping: Wrapping, at: number): Promise<SealedThing> {
  const kept = { key: keyFor(wrapping, sealedIdOf(item)), sessionId: ring.current, at };
  if (wrapping === "envelope") return { ...kept, wrapping, envelope: await sealCommand(ring, commandOf(item as Command)), refusal: null };
  return { ...kept, wrapping, sealed: await sealBytes(ring, kept.key, textBytes(JSON.stringify(unnumbered(item)))) };
}

/** Null when it is somebody else's. */
export async function openThing(ring: Keyring, thing: SealedThing, ownerId: string, now: number): Promise<Unnumbered | null> {
  return thing.wrapping === "envelope" ? openEnvelope(ring, thing, ownerId, now) : openParcel(ring, thing, now);
}

async function openEnvelope(ring: Keyring, { envelope, refusal }: SealedCommand, ownerId: string, now: number): Promise<NewCommand | null> {
  const command = await openCommand(ring, envelope);
  if (command === null) return null;
  return {
    type: "command",
    id: command.id,
    ownerId,
    commandId: command.id,
    kind: command.kind as NewCommand["kind"],
    body: command.body,
    after: null,
    capturedAt: command.captured_at,
    state: refusal === null ? waiting(now) : { name: "stuck", refusal },
  };
}

async function openParcel(ring: Keyring, thing: SealedItem, now: number): Promise<Unnumbered | null> {
  const opened = await openBytes(ring, thing.key, thing.sealed);
  if (opened === null) return null;
  const item = JSON.parse(textOf(opened)) as Unnumbered;
  const isMoving = item.state.name === "sending" || item.state.name === "waiting";
  const state = isMoving ? waiting(now) : item.state;
  // Creating the same upload again answers with what the server has of it.
  return item.type === "take" ? { ...item, state, sentBytes: 0, uploadUrl: null } : { ...item, state };
}

const waiting = (now: number): State => ({ name: "waiting", attempts: 0, dueAt: now, trouble: null });

const commandOf = ({ commandId, kind, capturedAt, body }: Command): SentCommand => ({ id: commandId, kind, captured_at: capturedAt, body });

function unnumbered(item: Item): Unnumbered {
  const { seq: _seq, ...rest } = item;
  return rest as Unnumbered;
}
