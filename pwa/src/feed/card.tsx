import { useSignal } from "@preact/signals";
import type { Post } from "../api/types";
import { t } from "../i18n";
import { shortTime } from "../i18n/time";
import { feed } from "../store/feed";
import { me } from "../store/session";
import { Avatar } from "../ui/avatar";
import { Icon } from "../ui/icon";
import { now } from "../ui/now";
import { Answers } from "./answers";
import { ClipView } from "./clip-view";
import { LeadLine } from "./lead-line";
import { cameLate } from "./order";
import type { Finger } from "./reply-hold";
import { SpeakButton, SpokenReply } from "./reply-voice";

/** One post in the feed. Everything a worker has to do with it is on the card. */
export function Card({ post }: { post: Post }) {
  const href = `/post/${post.id}`;
  const clip = post.clip_id ? feed.value?.clips.get(post.clip_id) : undefined;
  return (
    <article class="card" aria-labelledby={`by-${post.id}`}>
      <CardHead post={post} href={href} />
      <ClipView clip={clip} />
      <div class="card-act">
        {post.text && <p class="card-text" dir="auto">{post.text}</p>}
        <Answers post={post} />
      </div>
      <LeadLine post={post} href={href} />
      <CardFoot post={post} href={href} />
    </article>
  );
}

export function CardHead({ post, href }: { post: Post; href?: string }) {
  const team = me.value?.teams.find((one) => one.id === post.team_id);
  const isMine = post.author.id === me.value?.person.id;
  const content = (
    <>
      <Avatar id={post.author.id} name={post.author.name} />
      <span class="card-by">
        <strong id={`by-${post.id}`}><bdi>{isMine ? t("post.you") : post.author.name}</bdi></strong>
        <span class="card-when">
          {team && <bdi>{team.name}</bdi>}
          {team && " · "}
          <Said row={post} />
        </span>
      </span>
    </>
  );
  return href ? <a class="card-head" href={href}>{content}</a> : <div class="card-head">{content}</div>;
}

/** When it was said; and when it came, where that was much later. */
export function Said({ row }: { row: { captured_at: string; arrived_at: string } }) {
  return (
    <>
      <time dateTime={row.captured_at}>{shortTime(row.captured_at, now.value)}</time>
      {cameLate(row) && <>{" · "}<time dateTime={row.arrived_at}>{t("post.arrived", { time: shortTime(row.arrived_at, now.value) })}</time></>}
    </>
  );
}

/** What others said is behind the link; saying something needs no other screen. */
function CardFoot({ post, href }: { post: Post; href: string }) {
  const count = post.replies.length;
  const speaking = useSignal<{ finger: Finger | null } | null>(null);
  if (speaking.value !== null) {
    const { finger } = speaking.value;
    return <div class="card-speak"><SpokenReply post={post} finger={finger} onEnd={() => (speaking.value = null)} /></div>;
  }
  return (
    <div class="card-end">
      <a class="card-foot" href={href}>
        <Icon name="reply" />
        {count === 0 ? t("reply.first") : t("reply.count", { count })}
      </a>
      <SpeakButton onSpeak={(finger) => (speaking.value = { finger })} />
    </div>
  );
}
