/** Where this person's answer to a post is. Never claims more than is known. Pure. */
import type { AnswerKind, Post } from "../api/types";
import { type Command, type Item, isCommand, type Trouble } from "../outbox/item";

export type AnswerState =
  | { name: "none" }
  | { name: "on_phone"; kind: AnswerKind; trouble: Trouble | null }
  | { name: "saved"; kind: AnswerKind; at: string }
  | { name: "refused"; kind: AnswerKind; itemId: string; sentence: string | null };

const NONE: AnswerState = { name: "none" };

/** A second tap makes nothing new; whoever took an answer back may answer anew. */
export function answerItemId(post: Post, items: readonly Item[]): string {
  const undone = spokenOf(post, items).filter((command) => command.kind === "answer.undo").length;
  return `answer.${post.id}.${post.version}${undone === 0 ? "" : `.${undone}`}`;
}

export function answerStateOf(post: Post, items: readonly Item[]): AnswerState {
  const spoken = spokenOf(post, items);
  const undo = spoken.findLast(isUndo);
  const kept = post.my_answer?.version === post.version ? post.my_answer : null;
  if (kept && !(undo && isAfter(undo.capturedAt, kept.captured_at))) return { name: "saved", kind: kept.kind, at: kept.captured_at };
  const answer = spoken.findLast((command) => command.kind === "post.answer");
  if (!answer || (undo && undo.seq > answer.seq)) return NONE;
  return stateOf(answer);
}

/** The undo that was refused changed nothing. */
const isUndo = (command: Command): boolean => command.kind === "answer.undo" && command.state.name !== "stuck";

const isAfter = (one: string, other: string): boolean => Date.parse(one) >= Date.parse(other);

function stateOf(answer: Command): AnswerState {
  const kind: AnswerKind = answer.body["answer"] === "problem" ? "problem" : "got_it";
  switch (answer.state.name) {
    case "saved":
      return { name: "saved", kind, at: answer.capturedAt };
    case "stuck":
      return { name: "refused", kind, itemId: answer.id, sentence: answer.state.refusal.sentence };
    case "waiting":
      return { name: "on_phone", kind, trouble: answer.state.trouble };
    default:
      return { name: "on_phone", kind, trouble: null };
  }
}

/** Answers to this version of the post and their undoing, as they were made on this phone. */
function spokenOf(post: Post, items: readonly Item[]): Command[] {
  return items
    .filter(isCommand)
    .filter(({ kind, body, state }) => {
      const isAbout = kind === "post.answer" || kind === "answer.undo";
      return isAbout && body["post_id"] === post.id && body["version"] === post.version && state.name !== "discarded";
    })
    .sort((a, b) => a.seq - b.seq);
}
