import { type Command, type Item, isCommand, isTake, type Refusal, type Take, type Trouble } from "./item";

/** Where one thing a person made is, in the words of the screen. Never claims more than is known. */
export type Progress =
  | { stage: "on_phone"; trouble: Trouble | null; percent: number | null }
  | { stage: "uploading"; percent: number }
  | { stage: "saved" }
  | { stage: "needs_attention"; refusal: Refusal };

/** A command and, if it has one, the take it waits for. */
export interface Parcel {
  command: Command;
  take: Take | null;
}

export function parcelOf(items: readonly Item[], command: Command): Parcel {
  const take = command.after === null ? null : (items.filter(isTake).find((item) => item.id === command.after) ?? null);
  return { command, take };
}

/** What was made and is not thrown away, oldest first. */
export function listParcels(items: readonly Item[]): Parcel[] {
  return items
    .filter(isCommand)
    .filter((command) => command.state.name !== "discarded")
    .map((command) => parcelOf(items, command));
}

/** Recordings that nobody sent or threw away: a crash, a closed tab, a lock screen. */
export function listDrafts(items: readonly Item[]): Take[] {
  return items.filter(isTake).filter((take) => take.state.name === "held" && take.sizeBytes > 0);
}

export function progressOf({ command, take }: Parcel): Progress {
  if (command.state.name === "saved") return { stage: "saved" };
  if (command.state.name === "stuck") return { stage: "needs_attention", refusal: command.state.refusal };
  if (take?.state.name === "stuck") return { stage: "needs_attention", refusal: take.state.refusal };
  const percent = take === null ? null : percentOf(take);
  if (take?.state.name === "sending" || command.state.name === "sending") return { stage: "uploading", percent: percent ?? 100 };
  return { stage: "on_phone", trouble: troubleOf(take) ?? troubleOf(command), percent };
}

/** Bytes the server has confirmed. Rounded down: 100 only when the whole take is there. */
export function percentOf(take: Take): number {
  if (take.state.name === "saved") return 100;
  return take.sizeBytes === 0 ? 0 : Math.floor((take.sentBytes / take.sizeBytes) * 100);
}

function troubleOf(item: Item | null): Trouble | null {
  return item?.state.name === "waiting" ? item.state.trouble : null;
}
