import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { sentenceOf } from "../api/sentence";
import { OIDC_BEGIN, signInApi, type SignInWays } from "../api/sign-in";
import type { Me } from "../api/types";
import { findWords, locale, t } from "../i18n";
import { ownDevice } from "../join/device";
import { navigate } from "../router";
import { beginSession } from "../store/session";
import { requestSync } from "../sync/engine";
import { Icon } from "../ui/icon";
import { Logo } from "../ui/logo";
import { notify } from "../ui/notices";
import { signInWithPasskey, wordsFor } from "./ceremonies";
import { hasPasskeys } from "./web-authn";
import "./signin.css";

/** For whoever has a passkey, a printed code or a company account. Everybody else comes by a link from their lead. */
export function SignInPage() {
  const ways = useSignal<SignInWays | null>(null);
  const trouble = useSignal<string | null>(refusalInAddress());
  const load = () => {
    signInApi.ways().then((found) => (ways.value = found), (error: unknown) => (trouble.value = sentenceOf(error)));
  };
  useEffect(load, []);
  useEffect(() => {
    document.title = `${t("signin.title")} · Twotap`;
  }, [locale.value]);
  const isHere = hasPasskeys() && ways.value?.passkeys !== false;
  return (
    <main id="main" class="join" tabIndex={-1}>
      <Logo />
      <h1>{t("signin.title")}</h1>
      {trouble.value && <p class="field-trouble" role="alert">{trouble.value}</p>}
      <div class="ways">
        {isHere ? <PasskeyWay say={(text) => (trouble.value = text)} /> : <p class="join-role">{t("signin.impossible")}</p>}
        {ways.value?.oidc && (
          <a class="button large" href={OIDC_BEGIN}><Icon name="link" /> {t("signin.oidc", { name: ways.value.oidc.name })}</a>
        )}
        <RecoveryWay />
      </div>
      <div class="else">
        <p>{t("signin.else")}</p>
        <a href="/">{t("signin.else_link")}</a>
      </div>
    </main>
  );
}

function PasskeyWay({ say }: { say: (text: string | null) => void }) {
  const isBusy = useSignal(false);
  const signIn = async () => {
    if (isBusy.value) return;
    isBusy.value = true;
    say(null);
    try {
      await welcome(await signInWithPasskey(), "/");
    } catch (error) {
      say(wordsFor(error));
    }
    isBusy.value = false;
  };
  return (
    <>
      <button type="button" class="button primary large" aria-disabled={isBusy.value} onClick={() => void signIn()}>
        <Icon name="key" /> {t("signin.with_passkey")}
      </button>
      <p class="field-hint">{t("signin.with_passkey_hint")}</p>
    </>
  );
}

function RecoveryWay() {
  const code = useSignal("");
  const trouble = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (isBusy.value || !code.value.trim()) return;
    isBusy.value = true;
    try {
      await welcome(await signInApi.recover(code.value, ownDevice()), "/me/sign-in");
    } catch (error) {
      trouble.value = sentenceOf(error);
    }
    isBusy.value = false;
  };
  return (
    <details class="code-way">
      <summary>{t("signin.with_code")}</summary>
      <form class="join-form" onSubmit={(event) => void submit(event)} noValidate>
        <label class="field">
          <span>{t("signin.code")}</span>
          <input
            type="text"
            class="code-input"
            dir="ltr"
            value={code.value}
            onInput={(event) => (code.value = event.currentTarget.value)}
            autocomplete="off"
            autocapitalize="characters"
            spellcheck={false}
            maxLength={60}
            aria-invalid={trouble.value !== null}
            aria-describedby="code-hint"
          />
        </label>
        <p class="field-hint" id="code-hint">{t("signin.code_hint")}</p>
        {trouble.value && <p class="field-trouble" role="alert">{trouble.value}</p>}
        <button type="submit" class="button large" aria-disabled={isBusy.value}>{t("signin.title")}</button>
      </form>
    </details>
  );
}

async function welcome(found: Me, next: string): Promise<void> {
  await beginSession(found);
  navigate(next, { replace: true });
  notify(t("signin.welcome", { name: found.person.name }));
  void requestSync();
}

/** The company's provider sends people back here when it did not work. */
function refusalInAddress(): string | null {
  const code = new URLSearchParams(location.search).get("refused");
  if (!code) return null;
  history.replaceState(history.state, "", location.pathname);
  return findWords(`error.${code}`) ?? t("error.oidc.failed");
}
