import type { Ask, Team } from "../api/types";

/** What is about to be sent. */
export interface Draft {
  takeId: string | null;
  text: string;
  team: Team;
  ask: Ask;
}

const LEADING: readonly Team["role"][] = ["lead", "admin"];

/** A lead's post asks for "got it" unless told otherwise; a colleague's only informs. */
export function usualAsk(team: Team | null): Ask {
  return team !== null && LEADING.includes(team.role) ? "acknowledge" : "none";
}

/** Everybody in the team but the author. */
export function reachOf(team: Team): number {
  return Math.max(0, team.member_count - 1);
}

/** The team chosen last on this phone, or the first. */
export function usualTeam(teams: readonly Team[], lastId: string | null): Team | null {
  return teams.find((team) => team.id === lastId) ?? teams[0] ?? null;
}

export function canSend(draft: Pick<Draft, "takeId" | "text">): boolean {
  return draft.takeId !== null || draft.text.trim() !== "";
}
