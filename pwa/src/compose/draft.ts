import type { Ask, AudienceKind, Team } from "../api/types";

/** Whose answer is asked for. `personIds` only by name. */
export interface To {
  kind: AudienceKind;
  personIds: ReadonlySet<string>;
}

export const WHOLE_TEAM: To = { kind: "team", personIds: new Set() };

/** What is about to be sent. */
export interface Draft {
  takeId: string | null;
  text: string;
  team: Team;
  ask: Ask;
  to: To;
}

const LEADING: readonly Team["role"][] = ["lead", "admin"];

/** A lead's post asks for "got it" unless told otherwise; a colleague's only informs. */
export function usualAsk(team: Team | null): Ask {
  return canChoose(team) ? "acknowledge" : "none";
}

/** Only whoever leads a team chooses among its people; a colleague asks everybody or nobody. */
export function canChoose(team: Team | null): boolean {
  return team !== null && LEADING.includes(team.role);
}

/** How many are asked; null when only the moment of publishing will tell. */
export function askedOf(team: Team, ask: Ask, to: To): number | null {
  if (ask === "none") return 0;
  if (to.kind === "on_shift") return null;
  return to.kind === "people" ? to.personIds.size : reachOf(team);
}

/** Everybody in the team but the author. */
export function reachOf(team: Team): number {
  return Math.max(0, team.member_count - 1);
}

/** The team chosen last on this phone, or the first. */
export function usualTeam(teams: readonly Team[], lastId: string | null): Team | null {
  return teams.find((team) => team.id === lastId) ?? teams[0] ?? null;
}

export function canSend({ takeId, text, ask, to }: Pick<Draft, "takeId" | "text" | "ask" | "to">): boolean {
  const namesNobody = ask !== "none" && to.kind === "people" && to.personIds.size === 0;
  return !namesNobody && (takeId !== null || text.trim() !== "");
}
