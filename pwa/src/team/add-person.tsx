import { useSignal } from "@preact/signals";
import { people } from "../api/people";
import { sentenceOf } from "../api/sentence";
import type { Invite, Named, Team } from "../api/types";
import { locale, t } from "../i18n";
import { ownNameOf, orderLanguages } from "../join/languages";
import { CodeSheet } from "../people/code-sheet";
import { TroubleLine } from "./trouble-line";
import { SmallForm } from "./small-form";

interface Props {
  team: Team;
  onAdded: () => void;
}

const SHOWN_S = 15 * 60;

/** Somebody who has no phone at hand, or should not type: the lead writes the name, then shows their own code. */
export function AddPerson({ team, onAdded }: Props) {
  const offered = orderLanguages(team.site.languages, [locale.value]);
  const language = useSignal(offered[0] ?? "en");
  const added = useSignal<Named | null>(null);
  const code = useSignal<Invite | null>(null);
  const trouble = useSignal<string | null>(null);
  const showCode = async (person: Named) => {
    try {
      const [made] = await people.personalInvites(team.id, { person_ids: [person.id], expires_in_s: SHOWN_S });
      code.value = made ?? null;
      trouble.value = null;
    } catch (error) {
      trouble.value = sentenceOf(error);
    }
  };
  const add = async (name: string) => {
    const person = await people.add({ name, language: language.value, team_id: team.id, role: "worker" });
    added.value = person;
    onAdded();
    await showCode(person);
  };
  const person = added.value;
  if (person && code.value) {
    const close = () => (added.value = code.value = null);
    return (
      <CodeSheet
        invite={code.value}
        title={t("code.title_of", { name: person.name })}
        hint={t("code.hint_of", { name: person.name })}
        close={close}
        again={() => void showCode(person)}
      />
    );
  }
  return (
    <section class="panel" aria-labelledby="add-title">
      <h2 id="add-title">{t("team.add")}</h2>
      {person && trouble.value && <TroubleLine text={trouble.value} retry={() => void showCode(person)} />}
      <SmallForm label={t("team.add_name")} hint={t("team.add_hint")} button={t("team.add_button")} save={add} after={
        <label class="field">
          <span>{t("team.add_language")}</span>
          <select value={language.value} onChange={(event) => (language.value = event.currentTarget.value)}>
            {offered.map((tag) => <option key={tag} value={tag}>{ownNameOf(tag)}</option>)}
          </select>
        </label>
      } />
    </section>
  );
}
