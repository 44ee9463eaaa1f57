import type { Me, Team } from "../api/types";

/** Leads and admins see who answered and may invite. */
export function leadsTeam(team: Team): boolean {
  return team.role === "lead" || team.role === "admin";
}

export function isLead(me: Me | null): boolean {
  return me !== null && (me.is_admin || me.teams.some(leadsTeam));
}
