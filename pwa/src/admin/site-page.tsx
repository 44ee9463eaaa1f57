import { people } from "../api/people";
import { api } from "../api/client";
import type { Site, Team } from "../api/types";
import { t } from "../i18n";
import { Above } from "../people/above";
import { Loaded, useLoading } from "../people/loading";
import { refreshMe } from "../store/session";
import { SmallForm } from "../team/small-form";
import { EmptyState } from "../ui/empty-state";
import { Icon } from "../ui/icon";
import { Page } from "../ui/page";
import { SiteForm } from "./site-form";
import "../people/forms.css";
import "../people/people.css";

interface Place {
  site: Site | null;
  teams: Team[];
}

async function load(id: string): Promise<Place> {
  const [sites, teams] = await Promise.all([people.sites(), people.teams()]);
  return { site: sites.find((one) => one.id === id) ?? null, teams: teams.filter((team) => team.site.id === id) };
}

/** One site: its teams, and what holds for everybody there. */
export function SitePage({ id }: { id: string }) {
  const place = useLoading(() => load(id), id);
  const refresh = async () => {
    await place.reload();
    await refreshMe();
  };
  return (
    <Page title={place.value.value?.site?.name ?? t("admin.site")} back>
      <Loaded of={place}>
        {({ site, teams }) =>
          site ? (
            <>
              <Teams teams={teams} />
              <NewTeam site={site} refresh={refresh} />
              <Above placeId={site.id} title={t("above.site")} />
              <SiteForm key={site.id} site={site} onSaved={refresh} />
            </>
          ) : (
            <EmptyState icon="compass" title={t("missing.title")} text={t("missing.text")} />
          )
        }
      </Loaded>
    </Page>
  );
}

function Teams({ teams }: { teams: Team[] }) {
  return (
    <section aria-labelledby="teams-title">
      <h2 id="teams-title">{t("team.title")}</h2>
      {teams.length === 0 && <p class="panel">{t("admin.start_team")}</p>}
      <ul class="rows">
        {teams.map((team) => (
          <li key={team.id}>
            <a class="row" href={`/team/${team.id}`}>
              <span class="row-main"><strong><bdi>{team.name}</bdi></strong></span>
              <span class="row-note">{t("team.member_count", { count: team.member_count })}</span>
              <Icon name="chevron" />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function NewTeam({ site, refresh }: { site: Site; refresh: () => Promise<void> }) {
  return (
    <section class="panel" aria-labelledby="new-team-title">
      <h2 id="new-team-title">{t("admin.add_team")}</h2>
      <SmallForm
        label={t("admin.team_name")}
        button={t("admin.add_team")}
        save={async (name) => {
          await api.createTeam({ name, site_id: site.id });
          await refresh();
        }}
      />
    </section>
  );
}
