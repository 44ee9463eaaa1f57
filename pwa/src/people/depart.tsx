import { useSignal } from "@preact/signals";
import { people, type Person } from "../api/people";
import { t } from "../i18n";
import { administers } from "../shell/rights";
import { me } from "../store/session";
import type { Change } from "./person-page";

/** Somebody leaves the company. What happens is said before it does. */
export function Depart({ person, change }: { person: Person; change: Change }) {
  const isOpen = useSignal(false);
  const isBusy = useSignal(false);
  if (!administers(me.value)) return null;
  const { name } = person;
  const depart = async () => {
    if (isBusy.value) return;
    isBusy.value = true;
    await change(() => people.depart(person.id), t("depart.done", { name }));
    isBusy.value = false;
  };
  return (
    <section class="panel depart" aria-labelledby="depart-title">
      <h2 id="depart-title">{t("depart.title")}</h2>
      {!isOpen.value && <button type="button" class="button danger" onClick={() => (isOpen.value = true)}>{t("depart.open", { name })}</button>}
      {isOpen.value && (
        <>
          <p>{t("depart.what", { name })}</p>
          <ul class="depart-list">
            <li>{t("depart.phones")}</li>
            <li>{t("depart.roles")}</li>
            <li>{t("depart.kept")}</li>
          </ul>
          <div class="button-row">
            <button type="button" class="button danger" aria-disabled={isBusy.value} onClick={() => void depart()}>{t("depart.sure", { name })}</button>
            <button type="button" class="button quiet" onClick={() => (isOpen.value = false)}>{t("action.cancel")}</button>
          </div>
        </>
      )}
    </section>
  );
}
