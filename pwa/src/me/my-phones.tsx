import { type SessionHere, people } from "../api/people";
import { dateFormat, locale, t } from "../i18n";
import { Loaded, useLoading } from "../people/loading";
import { Icon } from "../ui/icon";
import { notify } from "../ui/notices";

/** Where this person is signed in. Whatever they do not know, they end here. */
export function MyPhones() {
  const sessions = useLoading(people.sessions, "sessions");
  const end = async (work: () => Promise<void>, count: number) => {
    if (await sessions.attempt(work)) notify(t("phones.ended", { count }));
  };
  const endOne = (session: SessionHere) => {
    if (confirm(t("phones.end_sure", { name: session.device.label }))) void end(() => people.endSession(session.id), 1);
  };
  const endOthers = (count: number) => {
    if (confirm(t("phones.end_others_sure", { count }))) void end(people.endOtherSessions, count);
  };
  return (
    <section class="panel" aria-labelledby="phones-title">
      <h2 id="phones-title">{t("phones.title")}</h2>
      <Loaded of={sessions}>
        {(all) => (
          <>
            <ul class="phone-rows">
              {all.map((session) => <PhoneRow key={session.id} session={session} end={() => endOne(session)} />)}
            </ul>
            {all.length > 2 && (
              <button type="button" class="button" onClick={() => endOthers(all.length - 1)}>{t("phones.end_others")}</button>
            )}
          </>
        )}
      </Loaded>
    </section>
  );
}

function PhoneRow({ session, end }: { session: SessionHere; end: () => void }) {
  const { device, created_at, is_current } = session;
  const date = dateFormat(locale.value, { dateStyle: "medium" }).format(Date.parse(created_at));
  return (
    <li class="phone-row">
      <Icon name="phone" />
      <span class="row-main">
        <strong><bdi>{device.label}</bdi></strong>
        <small>{is_current ? t("phones.this") : t(`phones.kind.${device.kind}`)} · {t("phones.since", { date })}</small>
      </span>
      {!is_current && <button type="button" class="button small quiet" aria-label={t("phones.end_name", { name: device.label })} onClick={end}>{t("phones.end")}</button>}
    </li>
  );
}
