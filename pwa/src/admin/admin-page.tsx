import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { type Organisation, type PasskeyRule, people } from "../api/people";
import type { Site, Team } from "../api/types";
import { t } from "../i18n";
import { Above } from "../people/above";
import { Loaded, orNull, useLoading } from "../people/loading";
import { PlaceLink } from "../people/place-link";
import { refreshMe } from "../store/session";
import { SmallForm } from "../team/small-form";
import { zonesHere } from "../team/zones";
import { Icon } from "../ui/icon";
import { notify } from "../ui/notices";
import { Page } from "../ui/page";
import { ZoneField } from "./zone-field";
import "../people/forms.css";
import "../people/people.css";

interface House {
  /** Null: this person administers a site, not the whole. */
  organisation: Organisation | null;
  sites: Site[];
  teams: Team[];
}

async function load(): Promise<House> {
  const [organisation, sites, teams] = await Promise.all([orNull(people.organisation()), people.sites(), people.teams()]);
  return { organisation, sites, teams };
}

/** Everything that is set up once and looked after: the organisation, its sites, its people. */
export function AdminPage() {
  const house = useLoading(load, "house");
  const change = async (work: () => Promise<unknown>) => {
    if (!(await house.attempt(work))) return;
    await refreshMe();
    notify(t("me.saved"));
  };
  return (
    <Page title={t("place.admin")} back>
      <nav class="rows" aria-label={t("place.admin")}>
        <PlaceLink href="/people" icon="team" label={t("directory.title")} text={t("place.people_text")} />
        <PlaceLink href="/admin/roster" icon="text" label={t("place.roster")} text={t("place.roster_text")} />
        <PlaceLink href="/admin/audit" icon="clock" label={t("place.audit")} text={t("place.audit_text")} />
      </nav>
      <Loaded of={house}>
        {({ organisation, sites, teams }) => (
          <>
            <Sites sites={sites} teams={teams} />
            {organisation && <NewSite reload={house.reload} />}
            {organisation && <Above placeId={organisation.id} title={t("above.organisation")} />}
            {organisation && <OrganisationPanel organisation={organisation} change={change} />}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Sites({ sites, teams }: Pick<House, "sites" | "teams">) {
  const countOf = (site: Site) => teams.filter((team) => team.site.id === site.id).length;
  return (
    <section aria-labelledby="sites-title">
      <h2 id="sites-title">{t("admin.sites")}</h2>
      {sites.length === 0 && <p class="panel">{t("admin.start_site")}</p>}
      <ul class="rows">
        {sites.map((site) => (
          <li key={site.id}>
            <a class="row" href={`/admin/site/${site.id}`}>
              <span class="row-main">
                <strong><bdi>{site.name}</bdi></strong>
                <small>{t("admin.team_count", { count: countOf(site) })} · <bdi>{site.zone.replaceAll("_", " ")}</bdi></small>
              </span>
              <Icon name="chevron" />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function NewSite({ reload }: { reload: () => Promise<void> }) {
  const { own } = useMemo(zonesHere, []);
  const zone = useSignal(own);
  return (
    <section class="panel" aria-labelledby="new-site-title">
      <h2 id="new-site-title">{t("admin.add_site")}</h2>
      <SmallForm
        label={t("admin.site_name")}
        button={t("admin.add_site")}
        save={async (name) => {
          await people.createSite({ name, zone: zone.value });
          await reload();
        }}
        after={<ZoneField value={zone.value} choose={(next) => (zone.value = next)} />}
      />
    </section>
  );
}

interface OrganisationProps {
  organisation: Organisation;
  change: (work: () => Promise<unknown>) => Promise<void>;
}

const RULES: readonly PasskeyRule[] = ["offered", "required"];

function OrganisationPanel({ organisation, change }: OrganisationProps) {
  return (
    <section class="panel" aria-labelledby="organisation-title">
      <h2 id="organisation-title">{t("admin.organisation")}</h2>
      <SmallForm
        key={organisation.name}
        label={t("admin.organisation_name")}
        button={t("action.save")}
        initial={organisation.name}
        save={(name) => change(() => people.changeOrganisation({ name }))}
      />
      <fieldset class="choice">
        <legend>{t("admin.passkeys")}</legend>
        <div class="choice-rows">
          {RULES.map((rule) => (
            <label key={rule} class="choice-row">
              <input
                type="radio"
                name="passkeys"
                checked={organisation.passkeys === rule}
                onChange={() => void change(() => people.changeOrganisation({ passkeys: rule }))}
              />
              <span class="row-main">
                <strong>{t(`admin.passkeys.${rule}`)}</strong>
                <small>{t(`admin.passkeys_text.${rule}`)}</small>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
    </section>
  );
}
