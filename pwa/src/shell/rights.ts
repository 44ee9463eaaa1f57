import type { Pending } from "../api/people";
import type { Me, Team } from "../api/types";

/** Leads and admins see who answered and may invite. */
export function leadsTeam(team: Team): boolean {
  return team.role === "lead" || team.role === "admin";
}

export function isLead(me: Me | null): boolean {
  return me !== null && (me.is_admin || me.teams.some(leadsTeam));
}

/** Looks after a site or the whole organisation. */
export function administers(me: Me | null): boolean {
  return me !== null && (me.is_admin || me.teams.some((team) => team.role === "admin"));
}

/** Came by a poster and waits for a lead; null: is in. */
export function pendingOf(me: Me | null): Pending | null {
  return (me as { pending?: Pending | null } | null)?.pending ?? null;
}
