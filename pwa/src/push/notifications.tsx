/** Being rung, on this phone: its five states, what to do in each, and a way to try it out. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ApiError } from "../api/client";
import { sentenceOf } from "../api/sentence";
import { type MessageKey, t } from "../i18n";
import { Icon } from "../ui/icon";
import { notify } from "../ui/notices";
import { type PushState, readPushState, tryPush, turnPushOff, turnPushOn } from "./subscription";

const TEXTS: Readonly<Record<PushState, MessageKey>> = {
  unsupported: "push.unsupported",
  needs_install: "push.needs_install",
  denied: "push.denied",
  off: "push.off",
  on: "push.on",
};

export function Notifications() {
  const state = useSignal<PushState | null>(null);
  const isBusy = useSignal(false);
  const trouble = useSignal<string | null>(null);
  const attempt = async (act: () => Promise<PushState>) => {
    isBusy.value = true;
    try {
      state.value = await act();
      trouble.value = null;
    } catch (error) {
      trouble.value = error instanceof ApiError ? sentenceOf(error) : t("push.no_service");
    }
    isBusy.value = false;
  };
  useEffect(() => void attempt(readPushState), []);
  const now = state.value;
  return (
    <section class="panel" aria-labelledby="push-title">
      <h2 id="push-title">{t("push.title")}</h2>
      {now && <p>{t(TEXTS[now])}</p>}
      {now === "off" && (
        <button type="button" class="button primary" disabled={isBusy.value} onClick={() => void attempt(turnPushOn)}>
          <Icon name="bell" /> {t("push.turn_on")}
        </button>
      )}
      {now === "on" && (
        <div class="button-row">
          <button type="button" class="button" disabled={isBusy.value} onClick={() => void attempt(tryOut)}>{t("push.try")}</button>
          <button type="button" class="button" disabled={isBusy.value} onClick={() => void attempt(turnPushOff)}>{t("push.turn_off")}</button>
        </div>
      )}
      {trouble.value && <p class="field-trouble" role="alert">{trouble.value}</p>}
    </section>
  );
}

async function tryOut(): Promise<PushState> {
  await tryPush();
  notify(t("push.tried"));
  return "on";
}
