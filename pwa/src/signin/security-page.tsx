import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { sentenceOf } from "../api/sentence";
import { signInApi, type Passkey, type Passkeys } from "../api/sign-in";
import { t } from "../i18n";
import { TroubleLine } from "../team/trouble-line";
import { Icon } from "../ui/icon";
import { notify } from "../ui/notices";
import { Page } from "../ui/page";
import { Waiting } from "../ui/waiting";
import { registerPasskey, wordsFor } from "./ceremonies";
import { dayOf } from "./day";
import { RecoverySheet } from "./recovery-sheet";
import { hasPasskeys } from "./web-authn";
import "./signin.css";

/** My passkeys and my printed code. */
export function SecurityPage() {
  const mine = useSignal<Passkeys | null>(null);
  const trouble = useSignal<string | null>(null);
  const load = async () => {
    try {
      mine.value = await signInApi.passkeys();
      trouble.value = null;
    } catch (error) {
      trouble.value = sentenceOf(error);
    }
  };
  useEffect(() => void load(), []);
  return (
    <Page title={t("signin.page")} back>
      {trouble.value && <TroubleLine text={trouble.value} retry={() => void load()} />}
      {!mine.value && !trouble.value && <Waiting />}
      {mine.value && <PasskeySection mine={mine.value} reload={load} />}
      {mine.value && <RecoverySheet madeAt={mine.value.recovery_code_made_at} reload={load} />}
      <OtherPhones />
    </Page>
  );
}

function PasskeySection({ mine, reload }: { mine: Passkeys; reload: () => Promise<void> }) {
  const trouble = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const attempt = async (act: () => Promise<unknown>, said: string) => {
    if (isBusy.value) return;
    isBusy.value = true;
    trouble.value = null;
    try {
      await act();
      await reload();
      notify(said);
    } catch (error) {
      trouble.value = wordsFor(error);
    }
    isBusy.value = false;
  };
  const remove = (passkey: Passkey) => {
    if (!confirm(t("signin.remove_sure", { name: passkey.label }))) return;
    void attempt(() => signInApi.removePasskey(passkey.id), t("signin.removed"));
  };
  const isHere = mine.is_possible && hasPasskeys();
  return (
    <section class="panel" aria-labelledby="passkeys-title">
      <h2 id="passkeys-title">{t("signin.passkeys")}</h2>
      <p>{t(mine.is_required ? "signin.passkeys_required" : "signin.passkeys_text")}</p>
      {mine.passkeys.length > 0 && (
        <ul class="passkeys">
          {mine.passkeys.map((passkey) => <PasskeyRow key={passkey.id} passkey={passkey} remove={() => remove(passkey)} />)}
        </ul>
      )}
      {mine.passkeys.length === 1 && isHere && <p class="field-hint">{t("signin.second")}</p>}
      {trouble.value && <p class="field-trouble" role="alert">{trouble.value}</p>}
      {isHere ? (
        <button
          type="button"
          class={mine.passkeys.length === 0 ? "button primary large" : "button"}
          aria-disabled={isBusy.value}
          onClick={() => void attempt(() => registerPasskey(), t("signin.added"))}
        >
          <Icon name="key" /> {t(mine.passkeys.length === 0 ? "signin.add" : "signin.add_another")}
        </button>
      ) : (
        <p class="join-role">{t("signin.impossible")}</p>
      )}
    </section>
  );
}

function PasskeyRow({ passkey, remove }: { passkey: Passkey; remove: () => void }) {
  const { used_at, created_at } = passkey;
  return (
    <li class="passkey">
      <Icon name="key" />
      <span class="row-main">
        <strong><bdi>{passkey.label}</bdi></strong>
        <small>
          {used_at ? t("signin.used", { date: dayOf(used_at) }) : t("signin.made", { date: dayOf(created_at) })}
        </small>
      </span>
      <button type="button" class="button small quiet" onClick={remove} aria-label={t("signin.remove_name", { name: passkey.label })}>
        {t("signin.remove")}
      </button>
    </li>
  );
}

/** After a lost phone it is their own act to end what runs on it. */
function OtherPhones() {
  return (
    <section class="panel" aria-labelledby="others-title">
      <h2 id="others-title">{t("signin.lost")}</h2>
      <p>{t("signin.lost_text")}</p>
      <a class="button" href="/me"><Icon name="phone" /> {t("signin.lost_link")}</a>
    </section>
  );
}
