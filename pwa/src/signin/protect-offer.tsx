/** Leads without a passkey are told, where passkeys are possible. It lies over the header and moves nothing. */
import { signal } from "@preact/signals";
import { render } from "preact";
import { signInApi } from "../api/sign-in";
import { addWords, t } from "../i18n";
import { route } from "../router";
import { me } from "../store/session";
import { Icon } from "../ui/icon";
import { hasPasskeys } from "./web-authn";

const LATER_KEY = "twotap.protect_later";
const LATER_MS = 7 * 24 * 3_600_000;
const PAGES: readonly string[] = ["feed", "teams", "me"];

const wantedBy = signal<string | null>(null);
let place: HTMLElement | null = null;

/** Not worth a word when it cannot be found out: the next start asks again. */
export async function offerProtection(personId: string): Promise<void> {
  if (!hasPasskeys() || Date.now() - Number(localStorage.getItem(LATER_KEY) ?? 0) < LATER_MS) return;
  const found = await signInApi.passkeys().catch(() => null);
  if (!found?.is_wanted) return;
  await addWords("signin");
  wantedBy.value = personId;
  if (place) return;
  place = document.createElement("div");
  place.setAttribute("role", "status");
  document.body.append(place);
  render(<ProtectOffer />, place);
}

function ProtectOffer() {
  if (!wantedBy.value || wantedBy.value !== me.value?.person.id || !PAGES.includes(route.value.page)) return null;
  const later = () => {
    localStorage.setItem(LATER_KEY, String(Date.now()));
    wantedBy.value = null;
  };
  return (
    <div class="update-offer">
      <span>{t("signin.protect")}</span>
      <a class="button small primary" href="/me/sign-in" onClick={() => (wantedBy.value = null)}>{t("signin.protect_button")}</a>
      <button type="button" class="icon-button" onClick={later} aria-label={t("signin.protect_later")}><Icon name="close" /></button>
    </div>
  );
}
