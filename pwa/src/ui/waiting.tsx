import { t } from "../i18n";

/** Stays invisible for the first 300 ms: most waits are shorter, and a flash only looks slow. */
export function Waiting() {
  return (
    <div class="waiting" role="status">
      <span class="visually-hidden">{t("waiting")}</span>
      <span class="waiting-dots" aria-hidden="true"><i /><i /></span>
    </div>
  );
}
