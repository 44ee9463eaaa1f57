import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ApiError } from "../api/client";
import type { Post } from "../api/types";
import { t } from "../i18n";
import { feed } from "../store/feed";
import { me } from "../store/session";
import { fetchPost } from "../sync/engine";
import { EmptyState } from "../ui/empty-state";
import { Page } from "../ui/page";
import { Waiting } from "../ui/waiting";
import { Answers } from "./answers";
import { Board } from "./board";
import { CardHead } from "./card";
import { ClipView, SpokenWords } from "./clip-view";
import { journeyOf } from "./journey";
import { JourneySteps } from "./journey-steps";
import { Replies } from "./replies";
import { ReplyBar } from "./reply-bar";
import "./post.css";

type Missing = "looking" | "gone" | "unreachable";

/** What a link opens. Got it is the first thing after the heading, so that link and answer are two taps. */
export function PostPage({ id }: { id: string }) {
  const post = feed.value?.posts.get(id);
  const missing = useSignal<Missing>("looking");
  const isRead = feed.value !== null;
  const look = () => {
    missing.value = "looking";
    fetchPost(id).catch((error: unknown) => {
      missing.value = error instanceof ApiError && !error.isPassing ? "gone" : "unreachable";
    });
  };
  useEffect(() => {
    if (isRead && !post) look();
  }, [isRead, post === undefined]);
  if (!post) return <MissingPost state={missing.value} retry={look} />;
  return <OpenPost post={post} />;
}

function OpenPost({ post }: { post: Post }) {
  const clip = post.clip_id ? feed.value?.clips.get(post.clip_id) : undefined;
  const journey = post.author.id === me.value?.person.id ? journeyOf(post, clip ?? null, null) : null;
  return (
    <Page title={t("post.title", { name: post.author.name })} back heading={<CardHead post={post} />} bar={<><Answers post={post} /><ReplyBar post={post} /></>}>
      <article class="card card-open" aria-labelledby={`by-${post.id}`}>
        <ClipView clip={clip} />
        {post.text && <p class="card-text" dir="auto">{post.text}</p>}
        <SpokenWords clip={clip} />
        {journey && <JourneySteps journey={journey} />}
      </article>
      {post.counts && post.ask !== "none" && <Board post={post} counts={post.counts} />}
      <Replies post={post} />
    </Page>
  );
}

function MissingPost({ state, retry }: { state: Missing; retry: () => void }) {
  if (state === "looking") return <Page title={t("feed.title")} back><Waiting /></Page>;
  const isGone = state === "gone";
  const title = t(isGone ? "post.gone" : "post.unreachable");
  return (
    <Page title={title} back>
      <EmptyState icon={isGone ? "compass" : "cloud-off"} title={title} text={t(isGone ? "post.gone_text" : "error.network")}>
        {isGone
          ? <a class="button primary" href="/">{t("missing.home")}</a>
          : <button type="button" class="button primary" onClick={retry}>{t("action.retry")}</button>}
      </EmptyState>
    </Page>
  );
}
