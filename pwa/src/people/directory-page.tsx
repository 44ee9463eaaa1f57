import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { people, type PeopleQuery, type PersonRow } from "../api/people";
import { sentenceOf } from "../api/sentence";
import { t } from "../i18n";
import { leadsTeam } from "../shell/rights";
import { me } from "../store/session";
import { TroubleLine } from "../team/trouble-line";
import { Avatar } from "../ui/avatar";
import { EmptyState } from "../ui/empty-state";
import { Icon } from "../ui/icon";
import { Page } from "../ui/page";
import { Waiting } from "../ui/waiting";
import { groupBySite, placeOf } from "./places";
import "./forms.css";
import "./people.css";

const TYPING_MS = 250;

/** Everybody this person answers for: find one by name, number, team or site. */
export function DirectoryPage() {
  const words = useSignal("");
  const place = useSignal("");
  const found = useSignal<PersonRow[] | null>(null);
  const next = useSignal<string | null>(null);
  const trouble = useSignal<string | null>(null);
  const asked = useSignal(0);
  const ask = async (cursor?: string) => {
    const turn = ++asked.value;
    const wanted: PeopleQuery = { q: words.value.trim(), ...placeOf(place.value), ...(cursor ? { cursor } : {}) };
    try {
      const page = await people.list(wanted);
      if (turn !== asked.value) return;
      found.value = cursor ? [...(found.value ?? []), ...page.people] : page.people;
      next.value = page.next;
      trouble.value = null;
    } catch (error) {
      if (turn === asked.value) trouble.value = sentenceOf(error);
    }
  };
  useEffect(() => {
    const timer = setTimeout(() => void ask(), words.value ? TYPING_MS : 0);
    return () => clearTimeout(timer);
  }, [words.value, place.value]);
  return (
    <Page title={t("directory.title")} back>
      <search class="directory-search">
        <label class="field">
          <span>{t("directory.search")}</span>
          <input
            type="search"
            value={words.value}
            onInput={(event) => (words.value = event.currentTarget.value)}
            dir="auto"
            autocomplete="off"
            enterkeyhint="search"
            maxLength={80}
          />
        </label>
        <PlaceFilter value={place.value} choose={(value) => (place.value = value)} />
      </search>
      {trouble.value && <TroubleLine text={trouble.value} retry={() => void ask()} />}
      {found.value === null ? !trouble.value && <Waiting /> : <Found persons={found.value} isFiltered={words.value !== "" || place.value !== ""} />}
      {next.value && <button type="button" class="button" onClick={() => void ask(next.value ?? undefined)}>{t("directory.more")}</button>}
    </Page>
  );
}

function PlaceFilter({ value, choose }: { value: string; choose: (value: string) => void }) {
  const sites = groupBySite(me.value?.teams.filter(leadsTeam) ?? []);
  return (
    <label class="field">
      <span>{t("directory.where")}</span>
      <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="">{t("directory.everywhere")}</option>
        {sites.map(({ site, teams }) => (
          <optgroup key={site.id} label={site.name}>
            {teams.length > 1 && <option value={`site:${site.id}`}>{t("directory.whole_site", { site: site.name })}</option>}
            {teams.map((team) => <option key={team.id} value={`team:${team.id}`}>{team.name}</option>)}
          </optgroup>
        ))}
      </select>
    </label>
  );
}

function Found({ persons, isFiltered }: { persons: PersonRow[]; isFiltered: boolean }) {
  if (persons.length === 0) {
    return <EmptyState icon="person" title={t("directory.none")} text={t(isFiltered ? "directory.none_filtered" : "directory.none_text")} />;
  }
  return (
    <ul class="rows">
      {persons.map((person) => (
        <li key={person.id}>
          <a class="row" href={`/people/${person.id}`}>
            <Avatar id={person.id} name={person.name} />
            <span class="row-main">
              <strong><bdi>{person.name}</bdi></strong>
              <small>{whereOf(person)}</small>
            </span>
            <Icon name="chevron" />
          </a>
        </li>
      ))}
    </ul>
  );
}

function whereOf(person: PersonRow): string {
  if (person.is_departed) return t("person.departed");
  const teams = person.teams.map((team) => (team.role === "worker" ? team.name : `${team.name} (${t(`role.${team.role}`)})`));
  return [...teams, ...(person.external_id ? [person.external_id] : [])].join(" · ") || t("person.no_team");
}
