import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Invite } from "../api/types";
import { t } from "../i18n";
import { dayAndTime, playTime } from "../i18n/time";
import { useEvery } from "../ui/every";
import { Icon } from "../ui/icon";
import { notify } from "../ui/notices";
import { QrCode } from "../ui/qr-code";
import { isCountedDown, leftMs } from "./expiry";
import "./people.css";

interface Props {
  invite: Invite;
  title: string;
  hint: string;
  close: () => void;
  /** Another one, once this has run out. */
  again: () => void;
  children?: ComponentChildren;
}

/** A code to scan, how long it works, and other ways to hand it over. */
export function CodeSheet({ invite, title, hint, close, again, children }: Props) {
  const left = useSignal(leftMs(invite.expires_at, Date.now()));
  useEvery(1_000, () => (left.value = leftMs(invite.expires_at, Date.now())));
  const heading = useRef<HTMLHeadingElement>(null);
  // It took the place of what was tapped, perhaps far down a page: the eye and the screen reader go with it.
  useEffect(() => heading.current?.focus(), []);
  const url = invite.url ?? "";
  const isOver = left.value === 0;
  return (
    <section class="invite-sheet" aria-labelledby="code-title">
      <h2 id="code-title" ref={heading} tabIndex={-1}>{title}</h2>
      {isOver ? <p class="code-over" role="status">{t("code.over")}</p> : <QrCode svg={invite.qr_svg ?? ""} label={t("invite.qr")} />}
      {!isOver && (
        <p class="code-left" role="timer">
          {isCountedDown(left.value) ? t("code.left", { time: playTime(left.value) }) : t("invite.until", { time: dayAndTime(invite.expires_at) })}
        </p>
      )}
      <p class="invite-hint">{hint}</p>
      {children}
      {!isOver && <p class="invite-url"><bdi>{url}</bdi></p>}
      <div class="button-row">
        {isOver ? <button type="button" class="button primary" onClick={again}>{t("code.again")}</button> : <HandOver url={url} />}
        <button type="button" class="button quiet" onClick={close}>{t("action.done")}</button>
      </div>
    </section>
  );
}

function HandOver({ url }: { url: string }) {
  return (
    <>
      {"share" in navigator && (
        <button type="button" class="button" onClick={() => void navigator.share({ url }).catch(() => undefined)}>
          <Icon name="share" /> {t("invite.share")}
        </button>
      )}
      <button type="button" class="button" onClick={() => void copy(url)}><Icon name="copy" /> {t("invite.copy")}</button>
    </>
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
