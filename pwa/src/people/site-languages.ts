import type { Site } from "../api/types";

/** The languages a site says are spoken there, the first one first; none when it does not say. */
export function siteLanguages(site: Site): readonly string[] {
  return (site as Site & { languages?: string[] | null }).languages ?? [];
}
