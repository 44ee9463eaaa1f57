import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { type AuditEntry, plan } from "../api/plan";
import { sentenceOf } from "../api/sentence";
import { findWords, t } from "../i18n";
import { dayAndTime } from "../i18n/time";
import { TroubleLine } from "../team/trouble-line";
import { EmptyState } from "../ui/empty-state";
import { Icon } from "../ui/icon";
import { Page } from "../ui/page";
import { Waiting } from "../ui/waiting";
import { keepFile } from "./file-choice";
import "../people/forms.css";
import "../people/people.css";
import "./plan.css";

/** Who did what, when, from which phone. Nothing here can be changed. */
export function AuditPage() {
  const entries = useSignal<AuditEntry[] | null>(null);
  const next = useSignal<number | null>(null);
  const trouble = useSignal<string | null>(null);
  const attempt = async (work: () => Promise<void>) => {
    try {
      await work();
      trouble.value = null;
    } catch (error) {
      trouble.value = sentenceOf(error);
    }
  };
  const more = () =>
    attempt(async () => {
      const page = await plan.audit(next.value === null ? {} : { before: String(next.value) });
      entries.value = [...(entries.value ?? []), ...page.entries];
      next.value = page.next;
    });
  const take = () => attempt(async () => keepFile(await plan.auditFile(), "audit.csv"));
  useEffect(() => void more(), []);
  return (
    <Page title={t("audit.title")} back>
      <p class="page-text">{t("audit.text")}</p>
      <button type="button" class="button" onClick={() => void take()}><Icon name="share" /> {t("audit.take")}</button>
      {trouble.value && <TroubleLine text={trouble.value} retry={() => void more()} />}
      {entries.value === null ? !trouble.value && <Waiting /> : <Entries entries={entries.value} />}
      {next.value !== null && <button type="button" class="button" onClick={() => void more()}>{t("audit.more")}</button>}
    </Page>
  );
}

function Entries({ entries }: { entries: readonly AuditEntry[] }) {
  if (entries.length === 0) return <EmptyState icon="clock" title={t("audit.none")} text={t("audit.none_text")} />;
  return (
    <ol class="rows audit">
      {entries.map((entry) => (
        <li key={entry.seq} class="row">
          <span class="row-main">
            <strong>{findWords(`audit.action.${entry.action}`) ?? entry.action}{entry.object_name && <>: <bdi>{entry.object_name}</bdi></>}</strong>
            <small>
              <bdi>{entry.person?.name ?? t("audit.console")}</bdi>
              {entry.device && <> · <bdi>{entry.device}</bdi></>} · {dayAndTime(entry.at)}
            </small>
          </span>
        </li>
      ))}
    </ol>
  );
}
