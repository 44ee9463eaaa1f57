import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { api } from "../api/client";
import { sentenceOf } from "../api/sentence";
import type { Invite, Role } from "../api/types";
import { t } from "../i18n";
import { dayAndTime } from "../i18n/time";
import { Icon } from "../ui/icon";
import { notify } from "../ui/notices";

const HOUR_S = 3600;
const TERMS = [
  { expires_in_s: HOUR_S, label: "invite.hour" },
  { expires_in_s: 24 * HOUR_S, label: "invite.day" },
  { expires_in_s: 7 * 24 * HOUR_S, label: "invite.week" },
  { expires_in_s: 30 * 24 * HOUR_S, label: "invite.month" },
] as const;
const USES = [1, 10, 30, 100, 500] as const;

interface Props {
  teamId: string;
  onMade: () => void;
}

/** Makes a QR code for the crew to scan. The defaults fit a shift meeting: thirty people, one day. */
export function InviteMaker({ teamId, onMade }: Props) {
  const made = useSignal<Invite | null>(null);
  const role = useSignal<Role>("worker");
  const usesMax = useSignal<number>(30);
  const expiresInS = useSignal<number>(24 * HOUR_S);
  const trouble = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const make = async () => {
    if (isBusy.value) return;
    isBusy.value = true;
    try {
      made.value = await api.createInvite(teamId, { role: role.value, uses_max: usesMax.value, expires_in_s: expiresInS.value });
      trouble.value = null;
      onMade();
    } catch (error) {
      trouble.value = sentenceOf(error);
    }
    isBusy.value = false;
  };
  if (made.value) return <InviteSheet invite={made.value} close={() => (made.value = null)} />;
  return (
    <section class="invite-maker" aria-labelledby="invite-title">
      <h2 id="invite-title">{t("invite.title")}</h2>
      <div class="field-row">
        <label class="field">
          <span>{t("invite.role")}</span>
          <select value={role.value} onChange={(event) => (role.value = event.currentTarget.value as Role)}>
            <option value="worker">{t("role.worker")}</option>
            <option value="lead">{t("role.lead")}</option>
          </select>
        </label>
        <label class="field">
          <span>{t("invite.uses")}</span>
          <select value={usesMax.value} onChange={(event) => (usesMax.value = Number(event.currentTarget.value))}>
            {USES.map((count) => <option key={count} value={count}>{t("invite.people", { count })}</option>)}
          </select>
        </label>
        <label class="field">
          <span>{t("invite.expires")}</span>
          <select value={expiresInS.value} onChange={(event) => (expiresInS.value = Number(event.currentTarget.value))}>
            {TERMS.map((term) => <option key={term.label} value={term.expires_in_s}>{t(term.label)}</option>)}
          </select>
        </label>
      </div>
      {trouble.value && <p class="field-trouble" role="alert">{trouble.value}</p>}
      <button type="button" class="button primary large" aria-disabled={isBusy.value} onClick={() => void make()}><Icon name="qr" /> {t("invite.make")}</button>
    </section>
  );
}

function InviteSheet({ invite, close }: { invite: Invite; close: () => void }) {
  const url = invite.url ?? "";
  return (
    <section class="invite-sheet" aria-labelledby="invite-made">
      <h2 id="invite-made">{t("invite.scan")}</h2>
      {invite.qr_svg && <QrCode svg={invite.qr_svg} />}
      <p class="invite-terms">
        {t("invite.people", { count: invite.uses_max })} · {t("invite.until", { time: dayAndTime(invite.expires_at) })}
      </p>
      <p class="invite-url"><bdi>{url}</bdi></p>
      <div class="button-row">
        {"share" in navigator && (
          <button type="button" class="button primary" onClick={() => void navigator.share({ url }).catch(() => undefined)}>
            <Icon name="share" /> {t("invite.share")}
          </button>
        )}
        <button type="button" class="button" onClick={() => void copy(url)}><Icon name="copy" /> {t("invite.copy")}</button>
        <button type="button" class="button quiet" onClick={close}>{t("action.done")}</button>
      </div>
      <p class="invite-hint">{t("invite.once")}</p>
    </section>
  );
}

/** Without https a browser has no clipboard; the link can still be selected and copied by hand. */
async function copy(url: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(url);
    notify(t("invite.copied"));
    return;
  } catch {
    // None on plain http, or not allowed.
  }
  getSelection()?.selectAllChildren(document.querySelector(".invite-url")!);
  notify(t("invite.copy_by_hand"));
}

/** As a picture, never as markup: nothing a server sends is written into the page. */
function QrCode({ svg }: { svg: string }) {
  const source = useSignal("");
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
    source.value = made;
    return () => URL.revokeObjectURL(made);
  }, [svg]);
  return <div class="invite-qr">{source.value && <img src={source.value} alt={t("invite.qr")} width="240" height="240" />}</div>;
}
