import { t } from "../i18n";

/** What did not work, and another try where one makes sense. */
export function TroubleLine({ text, retry }: { text: string; retry: () => void }) {
  return (
    <div class="page-trouble" role="alert">
      <p>{text}</p>
      <button type="button" class="button small" onClick={retry}>{t("action.retry")}</button>
    </div>
  );
}
