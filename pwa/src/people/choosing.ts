/** Which people of a list are chosen. Pure. */
export type Chosen = ReadonlySet<string>;

export function toggled(chosen: Chosen, id: string): Chosen {
  const next = new Set(chosen);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** One tap for everybody, the next for nobody. */
export function toggledAll(chosen: Chosen, all: readonly string[]): Chosen {
  return all.every((id) => chosen.has(id)) ? new Set() : new Set(all);
}
