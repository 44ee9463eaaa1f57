import { useEffect } from "preact/hooks";
import type { Post } from "../api/types";
import { t } from "../i18n";
import { pending } from "../outbox/outbox";
import { lazily } from "../shell/lazily";
import { isLead } from "../shell/rights";
import { feed } from "../store/feed";
import { me } from "../store/session";
import { isFresh, requestSync, syncState } from "../sync/engine";
import { Avatar } from "../ui/avatar";
import { EmptyState } from "../ui/empty-state";
import { Icon } from "../ui/icon";
import { now } from "../ui/now";
import { Page } from "../ui/page";
import { Waiting } from "../ui/waiting";
import { answerStateOf } from "./answer-state";
import { Card } from "./card";
import { held, releaseAll } from "./held";
import { showBadge } from "./badge";
import { arrangeFeed, hasCleared } from "./order";
import { OutgoingList } from "./outgoing-list";
import { isPutAside } from "./put-aside";

const AttentionList = lazily(() => import("../outbox/attention-list").then((module) => module.AttentionList), "capture");

export function FeedPage() {
  useEffect(() => releaseAll, []);
  return (
    <Page title={t("feed.title")} action={<><SearchLink /><MeLink /></>}>
      <FeedList />
    </Page>
  );
}

function SearchLink() {
  return <a class="icon-button" href="/search" aria-label={t("nav.search")}><Icon name="search" /></a>;
}

function MeLink() {
  const person = me.value?.person;
  if (!person) return null;
  return (
    <a class="me-link" href="/me">
      <Avatar id={person.id} name={person.name} />
      <span class="visually-hidden">{t("nav.me")}</span>
    </a>
  );
}

function FeedList() {
  if (!feed.value) return <Waiting />;
  const posts = [...feed.value.posts.values()];
  const outgoing = (
    <>
      {pending.value.some((item) => item.state.name === "stuck") && <AttentionList except={["post.create"]} />}
      <OutgoingList />
    </>
  );
  const published = posts.filter((post) => post.published_at !== null);
  const shown = published.filter((post) => !hasCleared(post, me.value?.person.id ?? null, now.value));
  if (shown.length === 0) return <>{outgoing}{published.length > 0 ? <Cleared /> : posts.every((post) => isPutAside(post.id)) && <EmptyFeed />}</>;
  const { needsYou, rest } = arrangeFeed(shown, held.value);
  const open = needsYou.filter((post) => answerStateOf(post, pending.value).name === "none").length;
  showBadge(open);
  return (
    <>
      {outgoing}
      {open > 1 && <a class="button large" href="/brief"><Icon name="play" /> {t("feed.brief", { count: open })}</a>}
      <Section id="needs-you" title={t("feed.needs_you")} count={open} posts={needsYou} />
      {needsYou.length === 0 && <p class="all-clear" role="status">{t("feed.all_clear")}</p>}
      <Section id="rest" title={t("feed.rest")} posts={rest} />
      {shown.length < published.length && <Cleared />}
    </>
  );
}

/** Older posts that asked nothing have cleared themselves. */
function Cleared() {
  return <p class="all-clear">{t("feed.cleared")} <a href="/search">{t("nav.search")}</a></p>;
}

function Section({ id, title, count, posts }: { id: string; title: string; count?: number; posts: Post[] }) {
  if (posts.length === 0) return null;
  return (
    <section class="feed-section" aria-labelledby={id} data-kind={id}>
      <h2 id={id}>
        {title}
        {count ? <span class="feed-count">{count}</span> : null}
      </h2>
      {posts.map((post) => <Card key={post.id} post={post} />)}
    </section>
  );
}

const hasNoLine = (): boolean => syncState.value === "unreachable" || syncState.value === "failing";

function NoLine() {
  const text = t(syncState.value === "failing" ? "error.server" : "error.network");
  return (
    <EmptyState icon="cloud-off" title={t("feed.unreachable")} text={text}>
      <button type="button" class="button primary" onClick={() => void requestSync()}>{t("action.retry")}</button>
    </EmptyState>
  );
}

/** Before the first answer of the server an empty list would be a guess. */
function EmptyFeed() {
  if (!isFresh.value) return hasNoLine() ? <NoLine /> : <Waiting />;
  const who = me.value;
  if (who && who.teams.length === 0) {
    return isLead(who) ? (
      <EmptyState icon="team" title={t("feed.no_team_admin")} text={t("feed.no_team_admin_text")}>
        <a class="button primary" href="/admin">{t("feed.make_team")}</a>
      </EmptyState>
    ) : (
      <EmptyState icon="team" title={t("feed.no_team")} text={t("feed.no_team_text")} />
    );
  }
  return (
    <EmptyState icon="feed" title={t("feed.empty")} text={t("feed.empty_text")}>
      <a class="button primary" href="/record">{t("feed.record_first")}</a>
    </EmptyState>
  );
}
