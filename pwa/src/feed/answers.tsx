import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { AnswerKind, Post } from "../api/types";
import { t } from "../i18n";
import { clockTime } from "../i18n/time";
import { enqueueCommand, pending, retryItem } from "../outbox/outbox";
import { lazily } from "../shell/lazily";
import { syncState } from "../sync/engine";
import { Icon, type IconName } from "../ui/icon";
import { notify } from "../ui/notices";
import { now } from "../ui/now";
import { type AnswerState, answerItemId, answerStateOf } from "./answer-state";
import { holdInPlace } from "./held";
import { OffShiftNote } from "./off-shift-note";
import { sendReply } from "./reply-send";
import { waitingNote } from "./waiting-reason";

const VoiceNote = lazily(() => import("../capture/voice-note").then((module) => module.VoiceNote), "capture");

const ICONS: Record<AnswerKind, IconName> = { got_it: "check", problem: "alert" };

/** One tap answers, and objecting is as cheap as agreeing. What was pressed then says, truthfully, how far it has come. */
export function Answers({ post }: { post: Post }) {
  const isSpeaking = useSignal(false);
  const isUndone = useRef(false);
  if (!post.asked || post.ask !== "acknowledge") return null;
  const state = answerStateOf(post, pending.value);
  const press = async (kind: AnswerKind): Promise<void> => {
    if (!(await answer(post, kind))) return;
    // A problem is told already; what it is can be said at once, or never.
    isUndone.current = false;
    isSpeaking.value = kind === "problem";
    notify(t(`answer.told.${kind}`), "calm", { label: t("action.undo"), run: () => void undo() });
  };
  const undo = async (): Promise<void> => {
    isUndone.current = true;
    isSpeaking.value = false;
    await takeBack(post);
  };
  return (
    <div class="got-it">
      {state.name === "none"
        ? <div class="answer-pair">{(["got_it", "problem"] as const).map((kind) => <Choice key={kind} kind={kind} press={press} />)}</div>
        : <Given state={state} />}
      <span class="visually-hidden" role="status">{noteOf(state)}</span>
      {isSpeaking.value && state.name !== "none" && <What post={post} isUnwanted={() => isUndone.current} onEnd={() => (isSpeaking.value = false)} />}
      {post.my_answer && state.name === "saved" && <OffShiftNote row={post.my_answer} />}
      {state.name === "refused" && <p class="got-it-trouble" role="alert">{state.sentence ?? t("answer.refused")}</p>}
    </div>
  );
}

function Choice({ kind, press }: { kind: AnswerKind; press: (kind: AnswerKind) => Promise<void> }) {
  return (
    <button type="button" class="got-it-button" data-state="none" data-kind={kind} onClick={() => void press(kind)}>
      <span><Icon name={ICONS[kind]} /> {t(`answer.${kind}`)}</span>
    </button>
  );
}

function Given({ state }: { state: Exclude<AnswerState, { name: "none" }> }) {
  const isRefused = state.name === "refused";
  const retry = () => {
    if (isRefused) void retryItem(state.itemId);
  };
  return (
    <button type="button" class="got-it-button" data-state={state.name} data-kind={state.kind} aria-disabled={!isRefused} onClick={retry}>
      <span>
        <Icon name={state.name === "on_phone" ? "phone" : isRefused ? "alert" : ICONS[state.kind]} />{" "}
        {isRefused ? t("action.retry") : <>{t(`answer.${state.kind}`)} <small>{noteOf(state)}</small></>}
      </span>
    </button>
  );
}

/** The microphone is on: one more tap sends what the problem is, and the cross leaves it at having told. */
function What({ post, isUnwanted, onEnd }: { post: Post; isUnwanted: () => boolean; onEnd: () => void }) {
  const send = (takeId: string) => {
    onEnd();
    void sendReply(post.id, "", takeId);
  };
  return (
    <div class="answer-what">
      <p>{t("answer.what")}</p>
      <VoiceNote teamId={post.team_id} onDone={send} onCancel={onEnd} isUnwanted={isUnwanted} />
    </div>
  );
}

/** Answers whether it is safe on this phone. */
async function answer(post: Post, kind: AnswerKind): Promise<boolean> {
  holdInPlace(post.id);
  navigator.vibrate?.(kind === "problem" ? [15, 60, 15] : 15);
  const body = { post_id: post.id, version: post.version, answer: kind };
  return enqueueCommand("post.answer", body, { id: answerItemId(post, pending.value) }).then(() => true, isFull);
}

async function takeBack(post: Post): Promise<void> {
  await enqueueCommand("answer.undo", { post_id: post.id, version: post.version }).catch(isFull);
}

function isFull(): false {
  notify(t("outbox.phone_full"), "bad");
  return false;
}

function noteOf(state: AnswerState): string {
  if (state.name === "saved") return t("answer.saved", { time: clockTime(state.at, now.value) });
  return state.name === "on_phone" ? waitingNote(state.trouble, syncState.value) : "";
}
