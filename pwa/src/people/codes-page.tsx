import { useSignal } from "@preact/signals";
import type { PersonRow } from "../api/people";
import { api } from "../api/client";
import { sentenceOf } from "../api/sentence";
import type { Team } from "../api/types";
import { t } from "../i18n";
import { EmptyState } from "../ui/empty-state";
import { Icon } from "../ui/icon";
import { Page } from "../ui/page";
import { Printed } from "../ui/printed";
import { type Card, CodeCards } from "./code-cards";
import { type Chosen, toggled, toggledAll } from "./choosing";
import { everyone } from "./everyone";
import { Loaded, useLoading } from "./loading";
import { makeSheet } from "./sheet";
import "./codes.css";
import "./forms.css";
import "./people.css";

const HOUR_S = 3600;
const TERMS = [
  { expires_in_s: 24 * HOUR_S, label: "invite.day" },
  { expires_in_s: 7 * 24 * HOUR_S, label: "invite.week" },
  { expires_in_s: 30 * 24 * HOUR_S, label: "invite.month" },
] as const;

interface Crew {
  team: Team;
  persons: PersonRow[];
}

async function load(id: string): Promise<Crew> {
  const [teams, persons] = await Promise.all([api.teams(), everyone({ team_id: id })]);
  return { team: teams.find((one) => one.id === id)!, persons };
}

/** A sheet of personal codes: choose people, print, cut, hand out. */
export function CodesPage({ id }: { id: string }) {
  const crew = useLoading(() => load(id), id);
  const cards = useSignal<Card[] | null>(null);
  return (
    <Page title={t("codes.title")} back>
      <Loaded of={crew}>
        {({ team, persons }) =>
          cards.value ? (
            <MadeCodes cards={cards.value} close={() => (cards.value = null)} />
          ) : (
            <CodesForm team={team} persons={persons.filter((one) => !one.is_departed)} onMade={(made) => (cards.value = made)} />
          )
        }
      </Loaded>
    </Page>
  );
}

interface FormProps extends Crew {
  onMade: (cards: Card[]) => void;
}

function CodesForm({ team, persons, onMade }: FormProps) {
  const chosen = useSignal<Chosen>(new Set());
  const expiresInS = useSignal<number>(7 * 24 * HOUR_S);
  const trouble = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const count = chosen.value.size;
  const make = async () => {
    if (isBusy.value || count === 0) return;
    isBusy.value = true;
    try {
      const wanted = persons.filter((one) => chosen.value.has(one.id));
      const made = await makeSheet(team.id, wanted.map((one) => one.id), expiresInS.value);
      onMade(made.flatMap((invite) => {
        const person = wanted.find((one) => one.id === invite.person?.id);
        return person ? [{ person, team, invite }] : [];
      }));
    } catch (error) {
      trouble.value = sentenceOf(error);
    }
    isBusy.value = false;
  };
  if (persons.length === 0) return <NobodyYet team={team} />;
  return (
    <>
      <p class="page-text">{t("codes.text")}</p>
      <Choice persons={persons} chosen={chosen.value} choose={(next) => (chosen.value = next)} />
      <section class="panel" aria-label={t("invite.expires")}>
        <label class="field">
          <span>{t("invite.expires")}</span>
          <select value={expiresInS.value} onChange={(event) => (expiresInS.value = Number(event.currentTarget.value))}>
            {TERMS.map((term) => <option key={term.label} value={term.expires_in_s}>{t(term.label)}</option>)}
          </select>
        </label>
        {trouble.value && <p class="field-trouble" role="alert">{trouble.value}</p>}
        <button type="button" class="button primary large" aria-disabled={isBusy.value || count === 0} onClick={() => void make()}>
          <Icon name="qr" /> {t("codes.make", { count })}
        </button>
      </section>
    </>
  );
}

function NobodyYet({ team }: { team: Team }) {
  return (
    <EmptyState icon="team" title={t("team.empty")} text={t("codes.empty_text")}>
      <a class="button" href={`/team/${team.id}`}>{team.name}</a>
    </EmptyState>
  );
}

interface ChoiceProps {
  persons: PersonRow[];
  chosen: Chosen;
  choose: (next: Chosen) => void;
}

function Choice({ persons, chosen, choose }: ChoiceProps) {
  const all = persons.map((one) => one.id);
  return (
    <section aria-labelledby="codes-who">
      <h2 id="codes-who">{t("codes.who")}</h2>
      <ul class="rows">
        <li>
          <label class="row check-row">
            <strong class="row-main">{t("codes.all", { count: all.length })}</strong>
            <input type="checkbox" checked={all.every((id) => chosen.has(id))} onChange={() => choose(toggledAll(chosen, all))} />
          </label>
        </li>
        {persons.map((person) => (
          <li key={person.id}>
            <label class="row check-row">
              <span class="row-main"><span><bdi>{person.name}</bdi></span></span>
              <input type="checkbox" checked={chosen.has(person.id)} onChange={() => choose(toggled(chosen, person.id))} />
            </label>
          </li>
        ))}
      </ul>
    </section>
  );
}

function MadeCodes({ cards, close }: { cards: Card[]; close: () => void }) {
  return (
    <>
      <section class="panel">
        <h2>{t("codes.made", { count: cards.length })}</h2>
        <p>{t("codes.once")}</p>
        <div class="button-row">
          <button type="button" class="button primary" onClick={() => print()}>{t("codes.print")}</button>
          <button type="button" class="button quiet" onClick={close}>{t("action.done")}</button>
        </div>
      </section>
      <CodeCards cards={cards} />
      <Printed><CodeCards cards={cards} /></Printed>
    </>
  );
}
