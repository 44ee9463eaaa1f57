import { people } from "../api/people";
import type { AudienceKind, Team } from "../api/types";
import { type MessageKey, t } from "../i18n";
import { Loaded, useLoading } from "../people/loading";
import { toggled } from "../people/choosing";
import { me } from "../store/session";
import type { To } from "./draft";

const KINDS: readonly AudienceKind[] = ["team", "on_shift", "people"];
const WORDS: Record<AudienceKind, MessageKey> = {
  team: "compose.to.team",
  on_shift: "compose.to.on_shift",
  people: "compose.to.people",
};

interface Props {
  team: Team;
  to: To;
  onTo: (to: To) => void;
}

/** Everybody in the team sees it; only these are asked, and only they get a push and a badge. */
export function AudienceChoice({ team, to, onTo }: Props) {
  return (
    <fieldset class="team-choice">
      <legend>{t("compose.to")}</legend>
      {KINDS.map((kind) => (
        <label key={kind}>
          <input class="visually-hidden" type="radio" name="to" checked={kind === to.kind} onChange={() => onTo({ kind, personIds: new Set() })} />
          <span>{t(WORDS[kind])}</span>
        </label>
      ))}
      {to.kind === "on_shift" && <p class="compose-note">{t("compose.to.on_shift.hint")}</p>}
      {to.kind === "people" && <Names team={team} to={to} onTo={onTo} />}
    </fieldset>
  );
}

function Names({ team, to, onTo }: Props) {
  const members = useLoading(() => people.members(team.id), team.id);
  const myId = me.value?.person.id;
  return (
    <div class="compose-names">
      <Loaded of={members}>
        {(known) => {
          const others = known.filter((one) => one.person.id !== myId);
          if (others.length === 0) return <p class="compose-note">{t("compose.to.nobody")}</p>;
          return others.map(({ person }) => (
            <label key={person.id} class="compose-name">
              <input
                type="checkbox"
                checked={to.personIds.has(person.id)}
                onChange={() => onTo({ kind: "people", personIds: toggled(to.personIds, person.id) })}
              />
              <bdi>{person.name}</bdi>
            </label>
          ));
        }}
      </Loaded>
    </div>
  );
}
