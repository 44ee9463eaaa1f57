/** Why something made here has not left this phone yet, in words that say what to do. */
import { type MessageKey, t } from "../i18n";
import type { Trouble } from "../outbox/item";
import type { SyncState } from "../sync/engine";

/** What the last attempt met; before the first one, what the feed has met. Null: it is about to be sent. Pure. */
export function reasonOf(trouble: Trouble | null, sync: SyncState): Trouble | null {
  if (trouble !== null) return trouble;
  if (sync === "unreachable") return "unreachable";
  return sync === "failing" ? "busy" : null;
}

const SENTENCES: Record<Trouble, MessageKey> = {
  unreachable: "journey.waits.unreachable",
  busy: "journey.waits.busy",
  signed_out: "journey.waits.signed_out",
};

const NOTES: Record<Trouble, MessageKey> = {
  unreachable: "answer.waits_for_signal",
  busy: "answer.waits_for_server",
  signed_out: "answer.waits_for_sign_in",
};

export function waitingSentence(trouble: Trouble | null, sync: SyncState): string {
  const reason = reasonOf(trouble, sync);
  return t(reason === null ? "journey.on_phone" : SENTENCES[reason]);
}

/** The same, short enough for a button. */
export function waitingNote(trouble: Trouble | null, sync: SyncState): string {
  const reason = reasonOf(trouble, sync);
  return t(reason === null ? "answer.on_phone" : NOTES[reason]);
}
