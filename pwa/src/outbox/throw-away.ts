import { t } from "../i18n";
import { notify } from "../ui/notices";
import { discardItem, undoDiscard } from "./outbox";

/** Throws away what could not be sent, with a way back for as long as it says so. */
export async function throwAway(id: string): Promise<void> {
  await discardItem(id);
  notify(t("outbox.thrown_away"), "calm", { label: t("action.undo"), run: () => void undoDiscard(id) });
}
