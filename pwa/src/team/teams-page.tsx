import { useEffect } from "preact/hooks";
import type { Team } from "../api/types";
import { t } from "../i18n";
import { PlaceLink } from "../people/place-link";
import { administers, isLead, leadsTeam } from "../shell/rights";
import { me, refreshMe } from "../store/session";
import { EmptyState } from "../ui/empty-state";
import { Icon } from "../ui/icon";
import { Page } from "../ui/page";
import "../people/people.css";

/** The teams this person leads, and the ways to everything around them. */
export function TeamsPage() {
  const isAdmin = administers(me.value);
  const teams = me.value?.teams.filter(leadsTeam) ?? [];
  useEffect(() => void refreshMe(), []);
  return (
    <Page title={t("team.title")}>
      {teams.length > 0 ? <TeamList teams={teams} /> : <NoTeam isAdmin={isAdmin} />}
      {isLead(me.value) && (
        <nav class="rows" aria-label={t("place.more")}>
          <PlaceLink href="/people" icon="team" label={t("directory.title")} text={t("place.people_text")} />
          {isAdmin && <PlaceLink href="/admin" icon="compass" label={t("place.admin")} text={t("place.admin_text")} />}
        </nav>
      )}
    </Page>
  );
}

function NoTeam({ isAdmin }: { isAdmin: boolean }) {
  if (!isAdmin) return <EmptyState icon="team" title={t("team.none")} text={t("feed.no_team_text")} />;
  return (
    <EmptyState icon="team" title={t("feed.no_team_admin")} text={t("feed.no_team_admin_text")}>
      <a class="button primary" href="/admin">{t("place.admin")}</a>
    </EmptyState>
  );
}

function TeamList({ teams }: { teams: Team[] }) {
  return (
    <ul class="rows">
      {teams.map((team) => (
        <li key={team.id}>
          <a class="row" href={`/team/${team.id}`}>
            <span class="row-main">
              <strong><bdi>{team.name}</bdi></strong>
              <small><bdi>{team.site.name}</bdi></small>
            </span>
            {team.waiting_count > 0 && <span class="waiting-badge">{t("team.waiting", { count: team.waiting_count })}</span>}
            {team.waiting_count === 0 && <span class="row-note">{t("team.member_count", { count: team.member_count })}</span>}
            <Icon name="chevron" />
          </a>
        </li>
      ))}
    </ul>
  );
}
