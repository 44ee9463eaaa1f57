/** What I did off shift: only I see it until my shift starts, unless I have it shown at once. Pure. */
import type { Item } from "../outbox/item";

/** Null `until`: no shift is planned. */
export interface Wait {
  until: string | null;
  /** I said so, and the server has yet to hear or do it. */
  isBeingShown: boolean;
}

interface Holdable {
  held: boolean;
  held_until?: string | null;
}

/** The item that has a row shown: pressed twice, it is one. */
export const showItemId = (rowId: string): string => `show.${rowId}`;

export function waitOf(row: Holdable, itemId: string | null, items: readonly Item[]): Wait | null {
  if (!row.held) return null;
  const item = items.find((one) => one.id === itemId);
  const isGone = item === undefined || item.state.name === "stuck" || item.state.name === "discarded";
  return { until: row.held_until ?? null, isBeingShown: !isGone };
}
