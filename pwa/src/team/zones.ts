/** The world's time zones, as browsers list them; the phone's own among them, whatever it calls itself. Pure. */
export function listZones(own: string, known: readonly string[]): string[] {
  return [...new Set([own, ...known])].filter(Boolean).sort();
}

/** What this browser knows. One that tells nothing still knows where it is. */
export function zonesHere(): { own: string; all: string[] } {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  return { own, all: listZones(own, Intl.supportedValuesOf?.("timeZone") ?? []) };
}
