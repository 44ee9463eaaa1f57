import type { ClipKind } from "../outbox/item";
import { t } from "../i18n";
import { Icon } from "../ui/icon";
import { FileChoice } from "./file-choice";
import type { TroubleCause } from "./trouble";
import "./trouble-note.css";

interface Props {
  trouble: TroubleCause | "empty";
  kind: ClipKind;
  onFile: (file: File) => void;
  onAgain: () => void;
}

/** Asking again cannot help with these. */
const LASTING: readonly Props["trouble"][] = ["insecure", "unsupported"];

/** What went wrong in one sentence, and a button that works anyway. */
export function TroubleNote({ trouble, kind, onFile, onAgain }: Props) {
  return (
    <div class="trouble-note" role="alert">
      <span class="trouble-icon"><Icon name={trouble === "missing" ? "compass" : "alert"} /></span>
      <p>{t(`capture.trouble.${trouble}`)}</p>
      <FileChoice kind={kind} size="large" onFile={onFile} />
      {!LASTING.includes(trouble) && <button type="button" class="button capture-again" onClick={onAgain}>{t("capture.again")}</button>}
    </div>
  );
}
