import { useEffect } from "preact/hooks";
import { t } from "../i18n";
import { UNDO_MS } from "../outbox/machine";
import { undoDiscard } from "../outbox/outbox";

interface Props {
  takeId: string;
  onUndone: (takeId: string) => void;
  onOver: () => void;
}

/** The outbox deletes for good a moment after this is gone. */
const SHOWN_MS = UNDO_MS - 1_000;

export function DiscardedLine({ takeId, onUndone, onOver }: Props) {
  useEffect(() => {
    const timer = setTimeout(onOver, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [takeId]);
  const undo = async (): Promise<void> => {
    await undoDiscard(takeId);
    onUndone(takeId);
  };
  return (
    <p class="capture-line" role="status">
      <span class="capture-line-text">{t("capture.discarded")}</span>
      <button type="button" class="capture-line-button strong" onClick={() => void undo()}>{t("capture.undo")}</button>
    </p>
  );
}
