/** Where this person's answer to a post is. Never claims more than is known. Pure. */
import type { Post } from "../api/types";
import type { Command, Item, Trouble } from "../outbox/item";

export type AnswerState =
  | { name: "none" }
  | { name: "on_phone"; trouble: Trouble | null }
  | { name: "saved"; at: string }
  | { name: "refused"; itemId: string; sentence: string | null };

export const answerItemId = (post: Post): string => `answer.${post.id}.${post.version}`;

export function answerStateOf(post: Post, items: readonly Item[]): AnswerState {
  if (post.my_answer?.version === post.version) return { name: "saved", at: post.my_answer.captured_at };
  const id = answerItemId(post);
  const command = items.find((item): item is Command => item.type === "command" && item.id === id);
  if (!command || command.state.name === "discarded") return { name: "none" };
  if (command.state.name === "saved") return { name: "saved", at: command.capturedAt };
  if (command.state.name === "stuck") {
    return { name: "refused", itemId: command.id, sentence: command.state.refusal.sentence };
  }
  return { name: "on_phone", trouble: command.state.name === "waiting" ? command.state.trouble : null };
}
