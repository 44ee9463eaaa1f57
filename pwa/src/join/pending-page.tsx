import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Pending } from "../api/people";
import { sentenceOf } from "../api/sentence";
import { t } from "../i18n";
import { clockTime } from "../i18n/time";
import { leave } from "../store/session";
import { requestSync, syncState } from "../sync/engine";
import { Icon } from "../ui/icon";
import { Logo } from "../ui/logo";
import { now } from "../ui/now";
import { useArrival } from "../ui/page";
import "./join.css";

/** Asked again this often while the page is looked at, should the live line be down. */
const LOOK_EVERY_MS = 5_000;

/** Came by a poster and waits. Turns into the feed by itself: the app shows it for as long as `me` says so. */
export function PendingPage({ pending, name }: { pending: Pending; name: string }) {
  const heading = useArrival(t("pending.title"));
  const trouble = useSignal<string | null>(null);
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void requestSync();
    }, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  const stop = async () => {
    if (!confirm(t("pending.stop_sure"))) return;
    try {
      await leave();
    } catch (error) {
      trouble.value = sentenceOf(error);
    }
  };
  return (
    <main id="main" class="join" tabIndex={-1}>
      <Logo />
      <div class="pending-sign" aria-hidden="true"><Icon name="clock" /></div>
      <h1 ref={heading} tabIndex={-1}>{t("pending.heading", { name })}</h1>
      <p class="join-where"><bdi>{pending.team.name}</bdi> · <bdi>{pending.site.name}</bdi></p>
      <p>{t("pending.text")}</p>
      <p class="join-privacy" role="status">
        {syncState.value === "unreachable" ? t("pending.offline") : t("pending.since", { time: clockTime(pending.asked_at, now.value) })}
      </p>
      {trouble.value && <p class="field-trouble" role="alert">{trouble.value}</p>}
      <button type="button" class="button quiet" onClick={() => void stop()}>{t("pending.stop")}</button>
    </main>
  );
}
