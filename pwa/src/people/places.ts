/** Teams by site, and a filter's choice as the server wants it. Pure. */
import type { PeopleQuery } from "../api/people";
import type { Site, Team } from "../api/types";

export interface SiteTeams {
  site: Site;
  teams: Team[];
}

export function groupBySite(teams: readonly Team[]): SiteTeams[] {
  const sites = new Map<string, SiteTeams>();
  for (const team of teams) {
    const group = sites.get(team.site.id) ?? { site: team.site, teams: [] };
    group.teams.push(team);
    sites.set(team.site.id, group);
  }
  return [...sites.values()];
}

/** "team:<id>", "site:<id>" or "" for everywhere. */
export function placeOf(choice: string): Pick<PeopleQuery, "team_id" | "site_id"> {
  const [kind, id] = choice.split(":");
  if (kind === "team" && id) return { team_id: id };
  if (kind === "site" && id) return { site_id: id };
  return {};
}
