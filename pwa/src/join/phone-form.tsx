import { useSignal } from "@preact/signals";
import type { JoinLook } from "../api/types";
import { sentenceOf } from "../api/sentence";
import { locale, t } from "../i18n";
import { me } from "../store/session";
import { sendJoin } from "./send";

/** A code of the person's own: there is nothing to type, only to agree. */
export function PhoneForm({ token, look }: { token: string; look: JoinLook }) {
  const name = look.person?.name ?? "";
  const other = me.value?.person.name;
  const trouble = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (isBusy.value) return;
    isBusy.value = true;
    try {
      await sendJoin({ token, name, language: locale.value });
    } catch (error) {
      trouble.value = sentenceOf(error);
    }
    isBusy.value = false;
  };
  return (
    <form class="join-form" onSubmit={(event) => void submit(event)}>
      <h1>{t("join.welcome_back", { name })}</h1>
      <p class="join-where"><bdi>{look.site}</bdi> · <bdi>{look.organisation}</bdi></p>
      <p>{t("join.phone_text")}</p>
      {other && other !== name && <p class="join-known">{t("join.phone_other", { name: other })}</p>}
      {trouble.value && <p class="field-trouble" role="alert">{trouble.value}</p>}
      <button type="submit" class="button primary large" aria-disabled={isBusy.value}>{t("join.phone_button")}</button>
    </form>
  );
}
