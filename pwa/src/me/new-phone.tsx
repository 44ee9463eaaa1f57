import { useSignal } from "@preact/signals";
import { people } from "../api/people";
import type { Invite } from "../api/types";
import { sentenceOf } from "../api/sentence";
import { t } from "../i18n";
import { CodeSheet } from "../people/code-sheet";
import { Icon } from "../ui/icon";

/** The old phone lets the new one in: a code to scan, for a quarter of an hour. */
export function NewPhone() {
  const code = useSignal<Invite | null>(null);
  const trouble = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const make = async () => {
    if (isBusy.value) return;
    isBusy.value = true;
    try {
      code.value = await people.newPhone();
      trouble.value = null;
    } catch (error) {
      trouble.value = sentenceOf(error);
    }
    isBusy.value = false;
  };
  if (code.value) {
    return <CodeSheet invite={code.value} title={t("new_phone.scan")} hint={t("new_phone.hint")} close={() => (code.value = null)} again={() => void make()} />;
  }
  return (
    <section class="panel" aria-labelledby="new-phone-title">
      <h2 id="new-phone-title">{t("new_phone.title")}</h2>
      <p>{t("new_phone.text")}</p>
      {trouble.value && <p class="field-trouble" role="alert">{trouble.value}</p>}
      <button type="button" class="button" aria-disabled={isBusy.value} onClick={() => void make()}><Icon name="qr" /> {t("new_phone.button")}</button>
    </section>
  );
}
