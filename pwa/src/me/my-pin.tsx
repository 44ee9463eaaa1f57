import { type Signal, useSignal } from "@preact/signals";
import { ApiError } from "../api/client";
import { people } from "../api/people";
import { sentenceOf } from "../api/sentence";
import { t } from "../i18n";
import { isPinShaped, PIN_MAX_DIGITS } from "../join/pin";
import { me } from "../store/session";
import { notify } from "../ui/notices";

/** The PIN that opens this person's part of a shared phone. */
export function MyPin() {
  const isAbsent = useSignal(false);
  const pin = useSignal("");
  const before = useSignal("");
  // On a phone that anybody may find open, only who knows the present one may change it.
  const asksBefore = me.value?.device.kind === "shared";
  const trouble = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const save = async (event: Event) => {
    event.preventDefault();
    if (isBusy.value) return;
    if (!isPinShaped(pin.value)) {
      trouble.value = t("pin.shape");
      return;
    }
    isBusy.value = true;
    try {
      await people.setPin({ pin: pin.value, ...(asksBefore ? { current_pin: before.value } : {}) });
      pin.value = before.value = "";
      trouble.value = null;
      notify(t("pin.saved"));
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) isAbsent.value = true;
      trouble.value = sentenceOf(error);
    }
    isBusy.value = false;
  };
  if (isAbsent.value) return null;
  return (
    <form class="panel" aria-labelledby="pin-title" onSubmit={(event) => void save(event)} noValidate>
      <h2 id="pin-title">{t("pin.title")}</h2>
      <p>{t("pin.hint")}</p>
      {asksBefore && <DigitsField label={t("pin.current")} value={before} isWrong={false} />}
      <DigitsField label={t("pin.label")} value={pin} isWrong={trouble.value !== null} />
      {trouble.value && <p class="field-trouble" id="pin-trouble" role="alert">{trouble.value}</p>}
      <button type="submit" class="button" aria-disabled={isBusy.value || pin.value === ""}>{t("pin.save")}</button>
    </form>
  );
}

function DigitsField({ label, value, isWrong }: { label: string; value: Signal<string>; isWrong: boolean }) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="password"
        value={value.value}
        onInput={(event) => (value.value = event.currentTarget.value)}
        inputMode="numeric"
        autocomplete="off"
        maxLength={PIN_MAX_DIGITS}
        dir="ltr"
        aria-invalid={isWrong}
        aria-describedby={isWrong ? "pin-trouble" : undefined}
      />
    </label>
  );
}
