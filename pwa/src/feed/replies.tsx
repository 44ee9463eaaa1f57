import type { Post, ReplyCreate } from "../api/types";
import { t } from "../i18n";
import { pending, retryItem } from "../outbox/outbox";
import { listParcels, type Parcel, type Progress, progressOf } from "../outbox/progress";
import { throwAway } from "../outbox/throw-away";
import { feed } from "../store/feed";
import { me } from "../store/session";
import { syncState } from "../sync/engine";
import { Avatar } from "../ui/avatar";
import { Icon } from "../ui/icon";
import { Said } from "./card";
import { ClipView } from "./clip-view";
import { OffShiftChoice } from "./off-shift-note";
import { waitingSentence } from "./waiting-reason";

/** Replies in the order they were said, then mine that are still on their way. */
export function Replies({ post }: { post: Post }) {
  const known = new Set(post.replies.map((reply) => reply.id));
  const outgoing = listParcels(pending.value).filter((parcel) => isReplyTo(post.id, parcel, known));
  const count = post.replies.length + outgoing.length;
  return (
    <section class="replies" aria-labelledby="replies-title">
      <h2 id="replies-title">{t("reply.title", { count })}</h2>
      {count === 0 && <p class="replies-empty">{t("reply.empty")}</p>}
      <ul class="reply-list" aria-live="polite">
        {post.replies.map((reply) => (
          <li class="reply" key={reply.id}>
            <Avatar id={reply.author.id} name={reply.author.name} />
            <div class="reply-body">
              <p class="reply-by">
                <strong><bdi>{reply.author.id === me.value?.person.id ? t("post.you") : reply.author.name}</bdi></strong>
                <span class="reply-when"><Said row={reply} /></span>
              </p>
              {reply.clip_id && <ClipView clip={feed.value?.clips.get(reply.clip_id)} />}
              {reply.text && <p dir="auto">{reply.text}</p>}
              <OffShiftChoice row={reply} postId={post.id} />
            </div>
          </li>
        ))}
        {outgoing.map((parcel) => <OutgoingReply key={parcel.command.id} parcel={parcel} />)}
      </ul>
    </section>
  );
}

function isReplyTo(postId: string, { command }: Parcel, known: ReadonlySet<string>): boolean {
  if (command.kind !== "reply.create") return false;
  const body = command.body as unknown as ReplyCreate;
  return body.post_id === postId && !known.has(body.reply_id);
}

function stateOf(progress: Progress): string {
  if (progress.stage === "needs_attention") return progress.refusal.sentence ?? t("answer.refused");
  if (progress.stage === "on_phone") return waitingSentence(progress.trouble, syncState.value);
  return t(`reply.state.${progress.stage}`);
}

function OutgoingReply({ parcel }: { parcel: Parcel }) {
  const person = me.value?.person;
  const body = parcel.command.body as unknown as ReplyCreate;
  const progress = progressOf(parcel);
  return (
    <li class="reply" data-state={progress.stage}>
      {person && <Avatar id={person.id} name={person.name} />}
      <div class="reply-body">
        <p class="reply-by"><strong>{t("post.you")}</strong></p>
        <p dir="auto">{body.text || t(`clip.kind.${parcel.take?.kind ?? "voice"}`)}</p>
        <p class="reply-state" role="status">
          <Icon name={progress.stage === "needs_attention" ? "alert" : progress.stage === "saved" ? "check" : "phone"} />
          {stateOf(progress)}
        </p>
        {progress.stage === "needs_attention" && (
          <div class="button-row">
            <button type="button" class="button small" onClick={() => void retryItem(parcel.command.id)}>{t("action.retry")}</button>
            <button type="button" class="button small quiet" onClick={() => void throwAway(parcel.command.id)}>{t("action.discard")}</button>
          </div>
        )}
      </div>
    </li>
  );
}
