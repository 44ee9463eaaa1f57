import { t } from "../i18n";
import { clockTime } from "../i18n/time";
import type { Take } from "../outbox/item";
import { pending } from "../outbox/outbox";
import { listDrafts } from "../outbox/progress";
import { Icon } from "../ui/icon";
import { now } from "../ui/now";

interface Props {
  onContinue: (takeId: string) => void;
  onDiscard: (takeId: string) => void;
}

/** The newest recording that was neither sent nor thrown away: a crash, a call, a closed tab. */
export function DraftLines({ onContinue, onDiscard }: Props) {
  const draft = listDrafts(pending.value).at(-1);
  if (!draft) return null;
  return (
    <p class="capture-line">
      <span class="capture-line-text">
        <Icon name={iconOf(draft)} />
        {t("capture.draft", { time: clockTime(draft.capturedAt, now.value) })}
      </span>
      <button type="button" class="capture-line-button" onClick={() => onDiscard(draft.id)}>{t("capture.discard")}</button>
      <button type="button" class="capture-line-button strong" onClick={() => onContinue(draft.id)}>{t("capture.draft.continue")}</button>
    </p>
  );
}

function iconOf(take: Take): "mic" | "record" {
  return take.kind === "voice" ? "mic" : "record";
}
