import { useSignal } from "@preact/signals";
import { ApiError } from "../api/client";
import { people, type Person, type PinCode } from "../api/people";
import { sentenceOf } from "../api/sentence";
import { t } from "../i18n";
import { playTime } from "../i18n/time";
import { useEvery } from "../ui/every";
import { leftMs } from "./expiry";

/** Somebody forgot their PIN: a code, read out to them, with which they choose another on the shared phone. */
export function PersonPin({ person }: { person: Person }) {
  const { id, name } = person;
  const code = useSignal<PinCode | null>(null);
  const isAbsent = useSignal(false);
  const trouble = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const make = async () => {
    if (isBusy.value) return;
    isBusy.value = true;
    try {
      code.value = await people.pinCodeFor(id);
      trouble.value = null;
    } catch (error) {
      isAbsent.value = error instanceof ApiError && error.status === 404;
      trouble.value = sentenceOf(error);
    }
    isBusy.value = false;
  };
  if (isAbsent.value) return null;
  return (
    <section class="panel" aria-labelledby="person-pin">
      <h2 id="person-pin">{t("pin.title")}</h2>
      <p>{t("pin.code_text", { name })}</p>
      {code.value && <ShownCode code={code.value} />}
      {trouble.value && <p class="field-trouble" role="alert">{trouble.value}</p>}
      <button type="button" class="button" aria-disabled={isBusy.value} onClick={() => void make()}>{t(code.value ? "code.again" : "pin.code_make")}</button>
    </section>
  );
}

function ShownCode({ code }: { code: PinCode }) {
  const left = useSignal(leftMs(code.expires_at, Date.now()));
  useEvery(1_000, () => (left.value = leftMs(code.expires_at, Date.now())));
  if (left.value === 0) return <p class="code-over" role="status">{t("code.over")}</p>;
  return (
    <>
      <p class="spoken-code" dir="ltr">{code.code}</p>
      <p class="code-left" role="timer">{t("code.left", { time: playTime(left.value) })}</p>
    </>
  );
}
