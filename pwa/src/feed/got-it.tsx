import type { Post } from "../api/types";
import { t } from "../i18n";
import { clockTime } from "../i18n/time";
import { enqueueCommand, pending, retryItem } from "../outbox/outbox";
import { syncState } from "../sync/engine";
import { Icon } from "../ui/icon";
import { notify } from "../ui/notices";
import { now } from "../ui/now";
import { type AnswerState, answerItemId, answerStateOf } from "./answer-state";
import { holdInPlace } from "./held";
import { OffShiftNote } from "./off-shift-note";
import { waitingNote } from "./waiting-reason";

/** One tap answers. The same button then says, truthfully, how far the answer has come. */
export function GotIt({ post }: { post: Post }) {
  if (!post.asked || post.ask !== "acknowledge") return null;
  const state = answerStateOf(post, pending.value);
  const isOpen = state.name === "none" || state.name === "refused";
  const press = () => {
    if (state.name === "none") void answer(post);
    if (state.name === "refused") void retryItem(state.itemId);
  };
  return (
    <div class="got-it">
      <button
        type="button"
        class="got-it-button"
        data-state={state.name}
        aria-disabled={!isOpen}
        onClick={press}
      >
        <span><AnswerLine state={state} /></span>
      </button>
      <span class="visually-hidden" role="status">{noteOf(state)}</span>
      {post.my_answer && state.name === "saved" && <OffShiftNote row={post.my_answer} />}
      {state.name === "refused" && <p class="got-it-trouble" role="alert">{state.sentence ?? t("answer.refused")}</p>}
    </div>
  );
}

async function answer(post: Post): Promise<void> {
  holdInPlace(post.id);
  navigator.vibrate?.(15);
  const body = { post_id: post.id, version: post.version, answer: "got_it" } as const;
  try {
    await enqueueCommand("post.answer", body, { id: answerItemId(post) });
  } catch {
    notify(t("outbox.phone_full"), "bad");
  }
}

function noteOf(state: AnswerState): string {
  if (state.name === "saved") return t("answer.saved", { time: clockTime(state.at, now.value) });
  return state.name === "on_phone" ? waitingNote(state.trouble, syncState.value) : "";
}

function AnswerLine({ state }: { state: AnswerState }) {
  switch (state.name) {
    case "none":
      return <><Icon name="check" /> {t("answer.got_it")}</>;
    case "on_phone":
      return (
        <>
          <Icon name="phone" /> {t("answer.got_it")}
          <small>{noteOf(state)}</small>
        </>
      );
    case "saved":
      return <><Icon name="check" /> {t("answer.got_it")} <small>{noteOf(state)}</small></>;
    case "refused":
      return <><Icon name="alert" /> {t("action.retry")}</>;
  }
}
