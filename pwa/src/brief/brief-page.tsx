import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { type Brief, handovers } from "../api/handover";
import { Card } from "../feed/card";
import { t } from "../i18n";
import { Loaded, useLoading } from "../people/loading";
import { navigate } from "../router";
import { feed } from "../store/feed";
import { fetchPost } from "../sync/engine";
import { EmptyState } from "../ui/empty-state";
import { Page } from "../ui/page";
import { Waiting } from "../ui/waiting";
import { isSwipeOn, type Point } from "./swipe";
import "./brief.css";

/** The cards of now, one after the other, worth no more than a shift can spare. */
export function BriefPage() {
  const brief = useLoading(handovers.brief, "brief");
  const at = useSignal(0);
  const count = brief.value.value?.cards.length ?? 0;
  const isLast = at.value >= count - 1;
  const next = () => {
    if (isLast) navigate("/", { replace: true });
    else at.value += 1;
  };
  const bar = count > 0 && (
    <>
      <progress class="brief-progress" max={count} value={at.value + 1} aria-label={t("brief.of", { at: at.value + 1, count })} />
      <button type="button" class={`button large ${isLast ? "primary" : ""}`} onClick={next}>{t(isLast ? "brief.done" : "brief.next")}</button>
    </>
  );
  return (
    <Page title={t("brief.title")} back bar={bar || undefined}>
      <Loaded of={brief}>{(known) => <Stack brief={known} at={at.value} next={next} isLast={isLast} />}</Loaded>
    </Page>
  );
}

interface StackProps {
  brief: Brief;
  at: number;
  next: () => void;
  isLast: boolean;
}

function Stack({ brief, at, next, isLast }: StackProps) {
  const from = useRef<Point | null>(null);
  const card = brief.cards[at];
  if (!card) return <><EmptyState icon="check" title={t("brief.clear")} text={t("brief.clear_text")} /><Rest brief={brief} /></>;
  const onUp = (event: PointerEvent) => {
    const isRightToLeft = document.documentElement.dir === "rtl";
    if (from.current && !isLast && isSwipeOn(from.current, { x: event.clientX, y: event.clientY }, isRightToLeft)) next();
    from.current = null;
  };
  const onDown = (event: PointerEvent) => {
    // A finger on a waveform looks for a place in the recording.
    const isSeeking = event.target instanceof Element && event.target.closest(".waveform") !== null;
    from.current = isSeeking ? null : { x: event.clientX, y: event.clientY };
  };
  return (
    <div class="brief" onPointerDown={onDown} onPointerUp={onUp}>
      <p class="brief-place">
        <strong>{t("brief.of", { at: at + 1, count: brief.cards.length })}</strong>
        <span>{t("brief.cost", { seconds: brief.cost_s })}</span>
      </p>
      <BriefCard key={card.post_id} id={card.post_id} />
      {isLast && <Rest brief={brief} />}
    </div>
  );
}

function BriefCard({ id }: { id: string }) {
  const post = feed.value?.posts.get(id);
  useEffect(() => {
    if (!post) void fetchPost(id).catch(() => undefined); // the next sync brings it, or says that it is gone
  }, [id]);
  return post ? <Card post={post} /> : <Waiting />;
}

/** Everything else, in a line. */
function Rest({ brief }: { brief: Brief }) {
  const { post_ids: ids, asked_count: asked, authors } = brief.rest;
  const news = ids.length - asked;
  return (
    <>
      {asked > 0 && <p class="brief-rest">{t("brief.rest_asked", { count: asked })}</p>}
      {news > 0 && <p class="brief-rest">{t("brief.rest", { count: news, names: authors.join(", ") })}</p>}
    </>
  );
}
