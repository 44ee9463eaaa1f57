import { useSignal } from "@preact/signals";
import { people } from "../api/people";
import { plan, type Roster } from "../api/plan";
import { sentenceOf } from "../api/sentence";
import type { Site } from "../api/types";
import { t } from "../i18n";
import { orNull, useLoading } from "../people/loading";
import { me } from "../store/session";
import { useEvery } from "../ui/every";
import { Icon } from "../ui/icon";
import { Page } from "../ui/page";
import { asRows, keepFile, RowsFile } from "./file-choice";
import { RosterFound } from "./roster-found";
import "../people/forms.css";
import "../people/people.css";
import "./plan.css";

const LOOK_EVERY_MS = 1_000;

/** The employer's list of people: read a file, see what it would change, then let it. */
export function RosterPage() {
  const isWhole = me.value?.administers.organisation ?? false;
  const sites = useLoading(async () => (await orNull(people.sites())) ?? [], "sites");
  const siteId = useSignal<string | null>(null);
  const creates = useSignal(false);
  const found = useSignal<Roster | null>(null);
  const trouble = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const chosenSite = siteId.value ?? (isWhole ? "" : (sites.value.value?.[0]?.id ?? ""));
  const attempt = async (work: () => Promise<void>) => {
    isBusy.value = true;
    try {
      await work();
      trouble.value = null;
    } catch (error) {
      trouble.value = sentenceOf(error);
    }
    isBusy.value = false;
  };
  const read = (file: File) =>
    attempt(async () => {
      found.value = null;
      const query = { ...(chosenSite && { site_id: chosenSite }), ...(creates.value && { create: "true" }) };
      found.value = await plan.readRoster(asRows(file), query);
    });
  const apply = (roster: Roster, skipErrors: boolean) =>
    attempt(async () => {
      found.value = await plan.applyRoster(roster.id, roster.counts.leaving, skipErrors);
    });
  const take = () => attempt(async () => keepFile(await plan.rosterFile(), "roster.csv"));
  useEvery(LOOK_EVERY_MS, () => {
    const current = found.value;
    if (current?.state === "applying") void plan.roster(current.id).then((next) => (found.value = next), () => undefined);
  });
  return (
    <Page title={t("roster.title")} back>
      <p class="page-text">{t("roster.text")}</p>
      <section class="panel" aria-labelledby="roster-file">
        <h2 id="roster-file">{t("roster.file")}</h2>
        <p class="field-hint">{t("roster.columns")}</p>
        <pre class="roster-sample" dir="ltr">{"external_id,name,language,site,team,role\n4711,Ana Souza,pt,Harbour Street,Morning,worker"}</pre>
        <Whose sites={sites.value.value ?? []} isWhole={isWhole} value={chosenSite} choose={(id) => (siteId.value = id)} />
        <label class="switch">
          <span class="row-main"><strong>{t("roster.creates")}</strong><small>{t("roster.creates_text")}</small></span>
          <input type="checkbox" role="switch" checked={creates.value} onChange={(event) => (creates.value = event.currentTarget.checked)} />
        </label>
        <RowsFile isBusy={isBusy.value} choose={(file) => void read(file)} />
        {trouble.value && <p class="field-trouble" role="alert">{trouble.value}</p>}
      </section>
      {found.value && <RosterFound roster={found.value} isBusy={isBusy.value} apply={(skipErrors) => void apply(found.value!, skipErrors)} />}
      <section class="panel" aria-labelledby="roster-take">
        <h2 id="roster-take">{t("roster.take")}</h2>
        <p class="field-hint">{t("roster.take_text")}</p>
        <button type="button" class="button" aria-disabled={isBusy.value} onClick={() => void take()}><Icon name="share" /> {t("roster.take_button")}</button>
      </section>
    </Page>
  );
}

interface WhoseProps {
  sites: readonly Site[];
  isWhole: boolean;
  value: string;
  choose: (id: string) => void;
}

/** Whoever is missing from the file leaves: so it is said of which list the file is the whole. */
function Whose({ sites, isWhole, value, choose }: WhoseProps) {
  return (
    <label class="field">
      <span>{t("roster.whose")}</span>
      <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
        {isWhole && <option value="">{t("roster.everybody")}</option>}
        {sites.map((site) => <option key={site.id} value={site.id}>{t("roster.of_site", { site: site.name })}</option>)}
      </select>
    </label>
  );
}
