import { useSignal } from "@preact/signals";
import type { Roster, RosterChange } from "../api/plan";
import { findWords, t } from "../i18n";
import { RowErrors } from "./row-errors";

interface Props {
  roster: Roster;
  isBusy: boolean;
  apply: (skipErrors: boolean) => void;
}

/** What the file would change, and then how far that is. */
export function RosterFound({ roster, isBusy, apply }: Props) {
  const { counts, state } = roster;
  return (
    <section class="panel" aria-labelledby="roster-found">
      <h2 id="roster-found">{t("roster.found", { count: roster.row_count })}</h2>
      <ul class="counts">
        <Count number={counts.added} label={t("roster.added")} />
        <Count number={counts.changed} label={t("roster.changed")} />
        <Count number={counts.leaving} label={t("roster.leaving")} isGrave={counts.leaving > 0} />
        <Count number={counts.unchanged} label={t("roster.unchanged")} />
      </ul>
      {roster.spares_leavers && <p class="field-hint">{t("roster.spares")}</p>}
      {roster.warnings.map(({ line, reason, shown }) => (
        <p key={`${line} ${reason}`} class="field-hint">{t("rows.line", { line })}: {findWords(`rows.reason.${reason}`) ?? reason} <bdi>{shown}</bdi></p>
      ))}
      <RowErrors errors={roster.errors} count={counts.errors} />
      <Sample changes={roster.diff_sample} total={roster.change_count} />
      {state === "applying" && <Progress roster={roster} />}
      {state === "applied" && <p class="roster-done" role="status">{t("roster.applied")}</p>}
      {state === "read" && <Apply roster={roster} isBusy={isBusy} apply={apply} />}
    </section>
  );
}

function Count({ number, label, isGrave = false }: { number: number; label: string; isGrave?: boolean }) {
  return <li data-grave={isGrave}><strong>{number}</strong> <span>{label}</span></li>;
}

function Progress({ roster }: { roster: Roster }) {
  const { progress, change_count: total } = roster;
  return (
    <div class="field" role="status">
      <span id="roster-progress">{t("roster.applying", { done: progress, total })}</span>
      <progress aria-labelledby="roster-progress" max={Math.max(1, total)} value={progress} />
    </div>
  );
}

/** Letting people go is asked about by number, so that a wrong file does not empty the house. */
function Apply({ roster, isBusy, apply }: Props) {
  const { counts, change_count: total } = roster;
  const isSure = useSignal(false);
  if (total === 0) return <p class="roster-done">{t("roster.nothing")}</p>;
  return (
    <>
      {counts.leaving > 0 && (
        <label class="choice-row">
          <input type="checkbox" checked={isSure.value} onChange={(event) => (isSure.value = event.currentTarget.checked)} />
          <span class="row-main">
            <strong>{t("roster.leaving_sure", { count: counts.leaving })}</strong>
            <small>{t("roster.leaving_text")}</small>
          </span>
        </label>
      )}
      <button
        type="button"
        class="button primary"
        aria-disabled={isBusy || (counts.leaving > 0 && !isSure.value)}
        onClick={() => (counts.leaving === 0 || isSure.value) && !isBusy && apply(counts.errors > 0)}
      >
        {t(counts.errors > 0 ? "roster.apply_rest" : "roster.apply")}
      </button>
    </>
  );
}

function Sample({ changes, total }: { changes: readonly RosterChange[]; total: number }) {
  if (changes.length === 0) return null;
  return (
    <details class="more">
      <summary>{t("roster.look")}</summary>
      <ul class="roster-changes">
        {changes.map((change) => (
          <li key={change.number}>
            <span class="badge" data-kind={change.kind}>{t(`roster.${change.kind}`)}</span>
            <span class="row-main">
              <strong><bdi>{change.name || change.external_id}</bdi></strong>
              <small>{change.fields.map(wordsOf).join(" · ")}</small>
            </span>
          </li>
        ))}
      </ul>
      {total > changes.length && <p class="field-hint">{t("roster.more", { count: total - changes.length })}</p>}
    </details>
  );
}

const roleOf = (word: string | null): string => (word ? (findWords(`role.${word}`) ?? word) : "–");

function wordsOf({ field, team, was, becomes }: RosterChange["fields"][number]): string {
  if (field === "team") return `${team}: ${was ? `${roleOf(was)} → ` : ""}${roleOf(becomes)}`;
  return was ? `${was} → ${becomes}` : String(becomes);
}
