import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { api } from "../api/client";
import { sentenceOf } from "../api/sentence";
import type { Site, Team } from "../api/types";
import { t } from "../i18n";
import { leadsTeam } from "../shell/rights";
import { me, refreshMe } from "../store/session";
import { EmptyState } from "../ui/empty-state";
import { Icon } from "../ui/icon";
import { Page } from "../ui/page";
import { SmallForm } from "./small-form";
import { TroubleLine } from "./trouble-line";
import { zonesHere } from "./zones";
import "./team.css";

/** The teams this person leads; an admin also makes sites and teams here. */
export function TeamsPage() {
  const isAdmin = me.value?.is_admin ?? false;
  const all = useSignal<Team[] | null>(null);
  const sites = useSignal<Site[]>([]);
  const trouble = useSignal<string | null>(null);
  const load = async () => {
    try {
      [all.value, sites.value] = await Promise.all([api.teams(), api.sites()]);
      trouble.value = null;
    } catch (error) {
      trouble.value = sentenceOf(error);
    }
  };
  useEffect(() => {
    void (isAdmin ? load() : refreshMe());
  }, [isAdmin]);
  const teams = all.value ?? me.value?.teams.filter(leadsTeam) ?? [];
  const refresh = async () => {
    await load();
    await refreshMe();
  };
  return (
    <Page title={t("team.title")}>
      {trouble.value && <TroubleLine text={trouble.value} retry={() => void load()} />}
      {teams.length === 0 && !isAdmin && <EmptyState icon="team" title={t("team.none")} text={t("feed.no_team_text")} />}
      <TeamList teams={teams} />
      {isAdmin && <AdminForms sites={sites.value} hasTeams={teams.length > 0} refresh={refresh} />}
    </Page>
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
            <span class="row-note">{t("team.member_count", { count: team.member_count })}</span>
            <Icon name="chevron" />
          </a>
        </li>
      ))}
    </ul>
  );
}

interface AdminProps {
  sites: Site[];
  hasTeams: boolean;
  refresh: () => Promise<void>;
}

function AdminForms({ sites, hasTeams, refresh }: AdminProps) {
  return (
    <section class="admin" aria-labelledby="admin-title">
      <h2 id="admin-title">{t("admin.title")}</h2>
      {!hasTeams && <p class="admin-hint">{t(sites.length === 0 ? "admin.start_site" : "admin.start_team")}</p>}
      {sites.length > 0 && <NewTeam sites={sites} refresh={refresh} />}
      <NewSite refresh={refresh} />
    </section>
  );
}

function NewTeam({ sites, refresh }: Pick<AdminProps, "sites" | "refresh">) {
  const siteId = useSignal("");
  const chosen = siteId.value || sites[0]?.id || "";
  return (
    <SmallForm
      label={t("admin.team_name")}
      button={t("admin.add_team")}
      save={async (name) => {
        await api.createTeam({ name, site_id: chosen });
        await refresh();
      }}
    >
      <label class="field">
        <span>{t("admin.site")}</span>
        <select value={chosen} onChange={(event) => (siteId.value = event.currentTarget.value)}>
          {sites.map((site) => <option key={site.id} value={site.id}>{site.name}</option>)}
        </select>
      </label>
    </SmallForm>
  );
}

function NewSite({ refresh }: Pick<AdminProps, "refresh">) {
  const { own, all } = useMemo(zonesHere, []);
  const zone = useSignal(own);
  return (
    <SmallForm
      label={t("admin.site_name")}
      button={t("admin.add_site")}
      save={async (name) => {
        await api.createSite({ name, zone: zone.value });
        await refresh();
      }}
    >
      <label class="field">
        <span>{t("admin.zone")}</span>
        <select value={zone.value} dir="ltr" onChange={(event) => (zone.value = event.currentTarget.value)}>
          {all.map((name) => <option key={name} value={name}>{name.replaceAll("_", " ")}</option>)}
        </select>
      </label>
    </SmallForm>
  );
}
