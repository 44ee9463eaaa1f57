import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ApiError } from "../api/client";
import { sentenceOf } from "../api/sentence";
import { locale, t } from "../i18n";
import { forgetInvite, inviteToken } from "../join/invite";
import { pending } from "../outbox/outbox";
import { listDrafts, listParcels, progressOf } from "../outbox/progress";
import { forgetSession, me } from "../store/session";
import { SHARED_KEY } from "../store/shared-phone";
import { EmptyState } from "../ui/empty-state";
import { Icon } from "../ui/icon";
import { Logo } from "../ui/logo";
import { toBase64Url } from "./bytes";
import { listSealed } from "./envelopes";
import { keepOnlyLockersOf } from "./lockers";
import { keepDeviceKeys, makeDeviceKeys } from "./device-db";
import { sharedApi } from "./shared-api";
import "./shared.css";

/** A lead's QR code, opened on the phone that all are to share. */
export function EnrolPage() {
  useEffect(() => {
    document.title = `${t("shared.enrol_title")} · Twotap`;
  }, [locale.value]);
  return (
    <main id="main" class="join" tabIndex={-1}>
      <Logo />
      <EnrolState />
    </main>
  );
}

function EnrolState() {
  const token = useSignal(inviteToken());
  const left = useSignal(0);
  useEffect(() => void countLeft().then((count) => (left.value = count)), []);
  if (!token.value) return <Ended text={t("join.no_token")} />;
  // Browsers make keys on https and on this very machine only.
  if (!globalThis.crypto?.subtle) return <Ended text={t("shared.enrol_https")} />;
  if (me.value && unsentCount() > 0) return <Ended text={t("shared.enrol_unsent", { name: me.value.person.name })} />;
  // Enrolled anew it is another phone, from which the server would take none of this.
  if (left.value > 0) return <Ended text={t("shared.waiting", { count: left.value })} />;
  return <EnrolForm token={token.value} />;
}

async function countLeft(): Promise<number> {
  return (await listSealed()).filter((thing) => thing.wrapping === "envelope" && thing.refusal === null).length;
}

function Ended({ text }: { text: string }) {
  return (
    <EmptyState icon="link" title={t("shared.enrol_not")} text={text}>
      <a class="button" href="/">{t(me.value ? "missing.home" : "join.home")}</a>
    </EmptyState>
  );
}

function EnrolForm({ token }: { token: string }) {
  const label = useSignal(t("shared.enrol_label_usual"));
  const trouble = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    const name = label.value.trim();
    if (isBusy.value) return;
    if (!name) {
      trouble.value = t("shared.enrol_label_missing");
      return;
    }
    isBusy.value = true;
    trouble.value = await enrol(token, name);
    isBusy.value = false;
  };
  return (
    <form class="join-form" onSubmit={(event) => void submit(event)} noValidate>
      <h1>{t("shared.enrol_title")}</h1>
      <p class="join-where">{t("shared.enrol_text")}</p>
      {me.value && <p class="join-role" role="status">{t("shared.enrol_signs_out", { name: me.value.person.name })}</p>}
      <label class="field">
        <span>{t("shared.enrol_label")}</span>
        <input
          type="text"
          value={label.value}
          onInput={(event) => (label.value = event.currentTarget.value)}
          maxLength={60}
          autocomplete="off"
          dir="auto"
          aria-invalid={trouble.value !== null}
          aria-describedby={trouble.value ? "enrol-trouble" : undefined}
        />
      </label>
      {trouble.value && <p class="field-trouble" id="enrol-trouble" role="alert">{trouble.value}</p>}
      <button type="submit" class="button primary large" aria-disabled={isBusy.value}>{t("shared.enrol_button")}</button>
      <p class="enrol-note"><Icon name="check" /><span>{t("shared.enrol_keys")}</span></p>
    </form>
  );
}

function unsentCount(): number {
  return listParcels(pending.value).filter((parcel) => progressOf(parcel).stage !== "saved").length + listDrafts(pending.value).length;
}

/** Answers with a sentence when it did not work. The keys are on the phone before the server hears of them. */
async function enrol(token: string, label: string): Promise<string | null> {
  try {
    const keys = await makeDeviceKeys();
    await keepDeviceKeys(keys);
    const point = await crypto.subtle.exportKey("raw", keys.signing.publicKey);
    await sharedApi.enrol({ token, label, public_key: toBase64Url(point) });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return sentenceOf(error);
  }
  await keepOnlyLockersOf([]);
  forgetInvite();
  localStorage.setItem(SHARED_KEY, "yes");
  await forgetSession();
  location.replace("/");
  return null;
}
