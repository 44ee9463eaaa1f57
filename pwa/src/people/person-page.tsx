import { people, type Person } from "../api/people";
import { t } from "../i18n";
import { orderLanguages, ownNameOf } from "../join/languages";
import { me } from "../store/session";
import { SmallForm } from "../team/small-form";
import { Avatar } from "../ui/avatar";
import { notify } from "../ui/notices";
import { Page } from "../ui/page";
import { Depart } from "./depart";
import { Loaded, useLoading } from "./loading";
import { PersonPhones } from "./person-phones";
import { PersonPin } from "./person-pin";
import { PersonRoles } from "./person-roles";
import "./forms.css";
import "./people.css";

export type Change = (work: () => Promise<unknown>, said?: string) => Promise<boolean>;

/** One person: what they are called, what they may do, and which phones they hold. */
export function PersonPage({ id }: { id: string }) {
  const known = useLoading(() => people.get(id), id);
  const change: Change = async (work, said = t("me.saved")) => {
    const isDone = await known.attempt(work);
    if (isDone) notify(said);
    return isDone;
  };
  return (
    <Page title={t("person.title")} back>
      <Loaded of={known}>
        {(person) => (
          <>
            <Head person={person} />
            {!person.is_departed && (
              <>
                <PersonRoles person={person} change={change} />
                {person.id !== me.value?.person.id && <PersonPhones person={person} />}
                {person.id !== me.value?.person.id && <PersonPin person={person} />}
                <NameAndLanguage person={person} change={change} />
                {person.id !== me.value?.person.id && <Depart person={person} change={change} />}
              </>
            )}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Head({ person }: { person: Person }) {
  return (
    <header class="person-head">
      <Avatar id={person.id} name={person.name} />
      <span class="row-main">
        <strong><bdi>{person.name}</bdi></strong>
        <small>
          <bdi>{ownNameOf(person.language)}</bdi>
          {person.external_id && <> · {t("person.number", { number: person.external_id })}</>}
        </small>
        {person.is_departed && <small class="person-departed">{t("person.departed_text")}</small>}
      </span>
    </header>
  );
}

function NameAndLanguage({ person, change }: { person: Person; change: Change }) {
  const offered = orderLanguages([person.language], []);
  return (
    <section class="panel" aria-labelledby="person-name">
      <h2 id="person-name">{t("person.name_language")}</h2>
      <SmallForm
        key={person.name}
        label={t("person.name")}
        button={t("action.save")}
        initial={person.name}
        save={async (name) => void (await change(() => people.change(person.id, { name })))}
      />
      <label class="field">
        <span>{t("join.language")}</span>
        <select value={offered[0]} onChange={(event) => void change(() => people.change(person.id, { language: event.currentTarget.value }))}>
          {offered.map((tag) => <option key={tag} value={tag}>{ownNameOf(tag)}</option>)}
        </select>
      </label>
    </section>
  );
}
