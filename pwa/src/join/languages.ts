/** Which languages somebody who joins is offered, and in which order. Pure. */
import { LANGUAGES } from "../i18n";

const primaryOf = (tag: string): string => tag.toLowerCase().split("-")[0] ?? "";
const isOurs = (tag: string): boolean => primaryOf(tag) in LANGUAGES;

/** The site's languages first, whether or not our screens speak them; then the phone's; then the rest of ours. */
export function orderLanguages(site: readonly string[], phone: readonly string[]): string[] {
  const seen = new Map<string, string>();
  for (const tag of [...site, ...phone.filter(isOurs).map(primaryOf), ...Object.keys(LANGUAGES)]) {
    const primary = primaryOf(tag);
    if (primary && !seen.has(primary)) seen.set(primary, tag);
  }
  return [...seen.values()];
}

/** What is chosen before anybody taps: what the phone speaks, if it is offered. */
export function firstChoice(offered: readonly string[], phone: readonly string[]): string {
  const wanted = phone.map(primaryOf);
  const rank = (tag: string) => wanted.indexOf(primaryOf(tag));
  const spoken = offered.filter((tag) => rank(tag) >= 0).sort((one, other) => rank(one) - rank(other));
  return spoken[0] ?? offered[0] ?? "en";
}

/** A language by its own name, for the person who looks for it. */
export function ownNameOf(tag: string): string {
  const ours = (LANGUAGES as Readonly<Record<string, string>>)[primaryOf(tag)];
  return ours ?? new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag;
}

export function isSameLanguage(one: string, other: string): boolean {
  return primaryOf(one) === primaryOf(other);
}
