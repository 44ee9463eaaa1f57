import type { Pending } from "../api/people";
import type { Me, Team } from "../api/types";

/** Leads and admins see who answered and may invite. */
export function leadsTeam(team: Team): boolean {
  return team.role === "lead" || team.role === "admin";
}

export function isLead(me: Me | null): boolean {
  return me !== null && (me.is_admin || me.teams.some(leadsTeam));
}

/** Somebody scanned a poster and waits for this person's word. */
export function hasWaiting(me: Me | null): boolean {
  return me !== null && me.teams.some((team) => team.waiting_count > 0);
}

/** Looks after a site or the whole organisation. */
export function administers(me: Me | null): boolean {
  return me !== null && (me.administers.organisation || me.administers.site_ids.length > 0);
}

/** Came by a poster, belongs nowhere yet and waits for a lead. Who works in one team may wait for another: that is no wait. */
export function pendingOf(me: Me | null): Pending | null {
  return me !== null && me.teams.length === 0 && !administers(me) ? me.pending : null;
}
