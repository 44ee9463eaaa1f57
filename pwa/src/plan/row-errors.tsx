import type { RosterError } from "../api/plan";
import { findWords, t } from "../i18n";

const SHOWN = 20;

/** What is wrong with which line, so that it can be mended in the spreadsheet. */
export function RowErrors({ errors, count }: { errors: readonly RosterError[]; count: number }) {
  if (count === 0) return null;
  return (
    <details class="more row-errors" open>
      <summary>{t("rows.errors", { count })}</summary>
      <ul class="row-error-list">
        {errors.slice(0, SHOWN).map(({ line, column, reason }, at) => (
          <li key={at}>
            <strong>{t("rows.line", { line })}</strong>{column && <> <code><bdi>{column}</bdi></code></>}: {reasonOf(reason)}
          </li>
        ))}
      </ul>
      {count > SHOWN && <p class="field-hint">{t("rows.more_errors", { count: count - SHOWN })}</p>}
    </details>
  );
}

/** In the person's language where we have the words, else the code. */
const reasonOf = (reason: string): string => findWords(`rows.reason.${reason}`) ?? reason;
