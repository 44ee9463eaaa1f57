import type { Admission } from "../api/people";
import { t } from "../i18n";
import { shortTime } from "../i18n/time";
import { ownNameOf } from "../join/languages";
import { Avatar } from "../ui/avatar";
import { Icon } from "../ui/icon";
import { now } from "../ui/now";

interface Props {
  waiting: Admission[];
  decide: (ids: string[], admit: boolean) => void;
}

/** Who scanned the poster and waits. First on the page: somebody stands at the door. */
export function WaitingPeople({ waiting, decide }: Props) {
  if (waiting.length === 0) return null;
  const admitAll = () => {
    if (confirm(t("waiting.all_sure", { count: waiting.length }))) decide(waiting.map((one) => one.id), true);
  };
  return (
    <section class="panel waiting-people" aria-labelledby="waiting-title">
      <h2 id="waiting-title">{t("waiting.title", { count: waiting.length })}</h2>
      <p>{t("waiting.hint")}</p>
      <ul class="waiting-rows">
        {waiting.map((one) => <WaitingRow key={one.id} one={one} decide={decide} />)}
      </ul>
      {waiting.length > 1 && <button type="button" class="button" onClick={admitAll}>{t("waiting.all", { count: waiting.length })}</button>}
    </section>
  );
}

function WaitingRow({ one, decide }: { one: Admission; decide: Props["decide"] }) {
  const { id, name, language } = one.person;
  const refuse = () => {
    if (confirm(t("waiting.refuse_sure", { name }))) decide([one.id], false);
  };
  return (
    <li class="waiting-row">
      <Avatar id={id} name={name} />
      <span class="row-main">
        <strong><bdi>{name}</bdi></strong>
        <small><bdi>{ownNameOf(language)}</bdi> · {shortTime(one.asked_at, now.value)}</small>
      </span>
      <span class="waiting-choice">
        <button type="button" class="button small quiet" aria-label={t("waiting.refuse_name", { name })} onClick={refuse}>{t("waiting.refuse")}</button>
        <button type="button" class="button small primary" aria-label={t("waiting.admit_name", { name })} onClick={() => decide([one.id], true)}>
          <Icon name="check" /> {t("waiting.admit")}
        </button>
      </span>
    </li>
  );
}
