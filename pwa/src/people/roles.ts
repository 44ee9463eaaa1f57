/** Where a role can be held, and which roles there are. Pure. */
import type { PersonRow, RoleHeld, Scope } from "../api/people";
import type { Named, Role, Site, Team } from "../api/types";

export interface Place {
  scope: Scope;
  id: string;
  label: string;
}

export const keyOf = ({ scope, id }: Pick<RoleHeld, "scope" | "id">): string => `${scope}:${id}`;

interface House {
  organisation: Named | null;
  sites: readonly Site[];
  teams: readonly Team[];
}

/** Only where the one who gives may give: a lead in their teams, an admin in their sites and everywhere below. */
export function groupedPlaces({ organisation, sites, teams }: House): Place[] {
  const ofTeams = teams
    .filter((team) => team.role !== "worker")
    .map((team) => ({ scope: "team" as const, id: team.id, label: `${team.name} · ${team.site.name}` }));
  const ofSites = sites.map((site) => ({ scope: "site" as const, id: site.id, label: site.name }));
  const whole = organisation ? [{ scope: "organisation" as const, id: organisation.id, label: organisation.name }] : [];
  return [...ofTeams, ...ofSites, ...whole];
}

/** People work in teams; sites and the organisation are led and looked after. What is held already stays on offer. */
export function rolesOffered(scope: Scope, held?: Role): Role[] {
  const usual: Role[] = scope === "team" ? ["worker", "lead"] : ["lead", "admin"];
  return held && !usual.includes(held) ? [...usual, held] : usual;
}

/** Of people with roles above teams, those who hold one in this very place. */
export function holdersOf(rows: readonly PersonRow[], placeId: string): { person: PersonRow; held: RoleHeld }[] {
  return rows.flatMap((person) => person.above.filter((held) => held.id === placeId).map((held) => ({ person, held })));
}
