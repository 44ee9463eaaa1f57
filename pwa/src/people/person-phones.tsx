import { useSignal } from "@preact/signals";
import { people, type Person, type SessionSeen } from "../api/people";
import type { Invite } from "../api/types";
import { sentenceOf } from "../api/sentence";
import { dateFormat, locale, t } from "../i18n";
import { Icon } from "../ui/icon";
import { notify } from "../ui/notices";
import { CodeSheet } from "./code-sheet";
import { Loaded, useLoading } from "./loading";

/** Which phones a person holds, and no word about when they use them. */
export function PersonPhones({ person }: { person: Person }) {
  const { id, name } = person;
  const sessions = useLoading(() => people.sessionsOf(id), id);
  const code = useSignal<Invite | null>(null);
  const trouble = useSignal<string | null>(null);
  const make = async () => {
    try {
      code.value = await people.phoneFor(id);
      trouble.value = null;
    } catch (error) {
      trouble.value = sentenceOf(error);
    }
  };
  const endAll = async () => {
    if (!confirm(t("phones.end_all_sure", { name }))) return;
    if (await sessions.attempt(() => people.endSessionsOf(id))) notify(t("phones.ended_all", { name }));
  };
  if (code.value) {
    const close = () => {
      code.value = null;
      void sessions.reload();
    };
    return <CodeSheet invite={code.value} title={t("code.title_of", { name })} hint={t("code.hint_of", { name })} close={close} again={() => void make()} />;
  }
  return (
    <section class="panel" aria-labelledby="person-phones">
      <h2 id="person-phones">{t("phones.of", { name })}</h2>
      <Loaded of={sessions}>
        {(all) => (
          <>
            {all.length === 0 ? <p>{t("phones.none")}</p> : <PhoneList sessions={all} />}
            {trouble.value && <p class="field-trouble" role="alert">{trouble.value}</p>}
            <div class="button-row">
              <button type="button" class="button" onClick={() => void make()}><Icon name="qr" /> {t("phones.code")}</button>
              {all.length > 0 && <button type="button" class="button danger" onClick={() => void endAll()}>{t("phones.end_all")}</button>}
            </div>
          </>
        )}
      </Loaded>
    </section>
  );
}

/** A date as it was told, whatever the zone of the reader. */
const dayOf = (date: string): string => dateFormat(locale.value, { dateStyle: "medium", timeZone: "UTC" }).format(Date.parse(date));

function PhoneList({ sessions }: { sessions: SessionSeen[] }) {
  return (
    <ul class="phone-rows">
      {sessions.map((session) => (
        <li key={session.id} class="phone-row">
          <Icon name="phone" />
          <span class="row-main">
            <strong>{t(`phones.kind.${session.device_kind}`)}</strong>
            <small>{t("phones.since", { date: dayOf(session.created_on) })}</small>
          </span>
        </li>
      ))}
    </ul>
  );
}
