import { useEffect } from "preact/hooks";
import { t } from "../i18n";
import { navigate } from "../router";
import { findSession, hasEnded, wasRefused } from "../store/session";
import { EmptyState } from "../ui/empty-state";
import { Icon } from "../ui/icon";
import { Logo } from "../ui/logo";
import { findAttempt } from "./attempt";

/** Nobody is signed in on this phone: how to get in. */
export function WelcomePage() {
  useEffect(() => {
    // Somebody joined and never heard the answer: the page for that asks again.
    if (findAttempt(null)) navigate("/join", { replace: true });
    else void findSession();
  }, []);
  if (wasRefused.value) return <Refused />;
  return (
    <main id="main" class="join" tabIndex={-1}>
      <Logo />
      {hasEnded.value && <p class="join-role" role="status">{t("error.session.none")}</p>}
      <h1>{t("welcome.title")}</h1>
      <p class="join-where">{t("welcome.text")}</p>
      <ol class="steps">
        <li><Icon name="qr" /><span>{t("welcome.step_scan")}</span></li>
        <li><Icon name="person" /><span>{t("welcome.step_name")}</span></li>
        <li><Icon name="check" /><span>{t("welcome.step_done")}</span></li>
      </ol>
      <a class="button" href="/sign-in"><Icon name="key" /> {t("welcome.sign_in")}</a>
      <p class="join-privacy">{t("join.privacy")}</p>
    </main>
  );
}

/** Waited, and was not let in. */
function Refused() {
  return (
    <main id="main" class="join" tabIndex={-1}>
      <Logo />
      <EmptyState icon="person" title={t("pending.refused_title")} text={t("pending.refused_text")}>
        <button type="button" class="button" onClick={() => (wasRefused.value = hasEnded.value = false)}>{t("join.home")}</button>
      </EmptyState>
    </main>
  );
}
