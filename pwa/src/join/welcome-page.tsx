import { useEffect } from "preact/hooks";
import { t } from "../i18n";
import { findSession, hasEnded } from "../store/session";
import { Icon } from "../ui/icon";
import { Logo } from "../ui/logo";

/** Nobody is signed in on this phone: how to get in. */
export function WelcomePage() {
  useEffect(() => void findSession(), []);
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
      <p class="join-privacy">{t("join.privacy")}</p>
    </main>
  );
}
