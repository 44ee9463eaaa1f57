import { type MessageKey, t } from "../i18n";
import { shortTime } from "../i18n/time";
import { Icon } from "../ui/icon";
import { now } from "../ui/now";
import type { CommandKind } from "./item";
import { pending, retryItem } from "./outbox";
import { listParcels, type Parcel, progressOf } from "./progress";
import { throwAway } from "./throw-away";
import "./attention-list.css";

const WHAT: Record<CommandKind, MessageKey> = {
  "post.create": "outbox.what.post",
  "post.answer": "outbox.what.answer",
  "answer.undo": "outbox.what.undo",
  "reply.create": "outbox.what.reply",
  "post.show": "outbox.what.post",
  "reply.show": "outbox.what.reply",
};

const NONE: readonly CommandKind[] = [];

/** What the server did not accept, with its reason and what can be done. Nothing leaves this list by itself.
 *  `except` leaves out kinds that the page shows in a place of their own. */
export function AttentionList({ except = NONE }: { except?: readonly CommandKind[] }) {
  const stuck = listParcels(pending.value).filter(({ command }) => !except.includes(command.kind)).filter(isStuck);
  if (stuck.length === 0) return null;
  return (
    <section class="attention" role="alert" aria-labelledby="attention-title">
      <h2 id="attention-title"><Icon name="alert" />{t("outbox.attention", { count: stuck.length })}</h2>
      <ul>
        {stuck.map((parcel) => <AttentionRow key={parcel.command.id} parcel={parcel} />)}
      </ul>
    </section>
  );
}

function AttentionRow({ parcel }: { parcel: Parcel }) {
  const { command } = parcel;
  const progress = progressOf(parcel);
  const sentence = progress.stage === "needs_attention" ? progress.refusal.sentence : null;
  const words = command.body["text"];
  return (
    <li>
      <p class="attention-what">
        <strong>{t(WHAT[command.kind])}</strong>
        <time dateTime={command.capturedAt}>{shortTime(command.capturedAt, now.value)}</time>
      </p>
      {typeof words === "string" && words !== "" && <p class="attention-words" dir="auto">{words}</p>}
      <p class="attention-why"><span dir="auto">{sentence ?? t("outbox.refused")}</span> {t("outbox.advice")}</p>
      <div class="button-row">
        <button type="button" class="button small" onClick={() => void retryItem(command.id)}>{t("outbox.retry")}</button>
        <button type="button" class="button small quiet" onClick={() => void throwAway(command.id)}>{t("outbox.discard")}</button>
      </div>
    </li>
  );
}

const isStuck = (parcel: Parcel): boolean => progressOf(parcel).stage === "needs_attention";
