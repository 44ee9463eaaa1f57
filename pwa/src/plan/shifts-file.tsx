import { useSignal } from "@preact/signals";
import { plan, type ShiftsRead } from "../api/plan";
import { sentenceOf } from "../api/sentence";
import { t } from "../i18n";
import { notify } from "../ui/notices";
import { asRows, RowsFile } from "./file-choice";
import { RowErrors } from "./row-errors";

/** A plan made elsewhere: read, looked at, then taken over. */
export function ShiftsFile({ teamId, onApplied }: { teamId: string; onApplied: () => Promise<void> }) {
  const chosen = useSignal<Blob | null>(null);
  const read = useSignal<ShiftsRead | null>(null);
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
      read.value = await plan.readShifts(teamId, chosen.value, false);
    });
  const apply = () =>
    attempt(async () => {
      if (!chosen.value) return;
      await plan.readShifts(teamId, chosen.value, true);
      read.value = null;
      chosen.value = null;
      notify(t("shifts.file_applied"));
      await onApplied();
    });
  const found = read.value;
  const isNews = found !== null && found.counts.added + found.counts.changed > 0;
  return (
    <details class="more panel">
      <summary>{t("shifts.file")}</summary>
      <p class="field-hint">{t("shifts.file_text")}</p>
      <RowsFile isBusy={isBusy.value} choose={(file) => void look(file)} />
      {trouble.value && <p class="field-trouble" role="alert">{trouble.value}</p>}
      {found && (
        <>
          <p role="status">{t("shifts.file_diff", { added: found.counts.added, changed: found.counts.changed, unchanged: found.counts.unchanged })}</p>
          <RowErrors errors={found.errors} count={found.counts.errors} />
          {isNews && found.counts.errors === 0 && (
            <button type="button" class="button primary" aria-disabled={isBusy.value} onClick={() => void apply()}>{t("shifts.file_apply")}</button>
          )}
        </>
      )}
    </details>
  );
}
