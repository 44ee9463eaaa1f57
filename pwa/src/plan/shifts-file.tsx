import { useSignal } from "@preact/signals";
import { plan, type ShiftsRead } from "../api/plan";
import { sentenceOf } from "../api/sentence";
import { t } from "../i18n";
import { notify } from "../ui/notices";
import { asRows, RowsFile } from "./file-choice";
import { RowErrors } from "./row-errors";

function diffOf({ counts: { added, changed, removed, unchanged } }: ShiftsRead): Record<string, number> {
  return { added, changed, removed, unchanged };
}

/** A plan made elsewhere: read, looked at, then taken over. */
export function ShiftsFile({ teamId, onApplied }: { teamId: string; onApplied: () => Promise<void> }) {
  const chosen = useSignal<Blob | null>(null);
  const read = useSignal<ShiftsRead | null>(null);
  const isComplete = useSignal(false);
  const trouble = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const attempt = async (work: () => Promise<void>) => {
    isBusy.value = true;
    try {
      await work();
      trouble.value = null;
    } catch (error) {
      trouble.value = sentenceOf(error);
    }
    isBusy.value = false;
  };
  const look = (file: File) =>
    attempt(async () => {
      read.value = null;
      chosen.value = asRows(file);
      read.value = await plan.readShifts(teamId, chosen.value, { isApplied: false, isComplete: isComplete.value });
    });
  const apply = () =>
    attempt(async () => {
      if (!chosen.value) return;
      await plan.readShifts(teamId, chosen.value, { isApplied: true, isComplete: isComplete.value, skipsErrors: true });
      read.value = null;
      chosen.value = null;
      notify(t("shifts.file_applied"));
      await onApplied();
    });
  const found = read.value;
  const isNews = found !== null && found.counts.added + found.counts.changed + found.counts.removed > 0;
  return (
    <details class="more panel">
      <summary>{t("shifts.file")}</summary>
      <p class="field-hint">{t("shifts.file_text")}</p>
      <label class="switch">
        <span class="row-main"><strong>{t("shifts.file_complete")}</strong><small>{t("shifts.file_complete_text")}</small></span>
        <input
          type="checkbox"
          role="switch"
          checked={isComplete.value}
          onChange={(event) => {
            isComplete.value = event.currentTarget.checked;
            // What was read was read with the other meaning.
            read.value = null;
          }}
        />
      </label>
      <RowsFile isBusy={isBusy.value} choose={(file) => void look(file)} />
      {trouble.value && <p class="field-trouble" role="alert">{trouble.value}</p>}
      {found && (
        <>
          <p role="status">{t("shifts.file_diff", diffOf(found))}</p>
          <RowErrors errors={found.errors} count={found.counts.errors} />
          {isNews && (
            <button type="button" class="button primary" aria-disabled={isBusy.value} onClick={() => void apply()}>
              {t(found.counts.errors > 0 ? "shifts.file_apply_rest" : "shifts.file_apply")}
            </button>
          )}
        </>
      )}
    </details>
  );
}
