import { type Handover, handovers, type OpenItem } from "../api/handover";
import { t } from "../i18n";
import { clockTime } from "../i18n/time";
import { Loaded, useLoading } from "../people/loading";
import { me } from "../store/session";
import { EmptyState } from "../ui/empty-state";
import { Icon } from "../ui/icon";
import { notify } from "../ui/notices";
import { now } from "../ui/now";
import { Page } from "../ui/page";
import "./handover.css";

const KINDS = ["objection", "question", "unanswered"] as const;
const ICONS = { objection: "alert", question: "reply", unanswered: "clock" } as const;

/** What the crew before leaves open: read in a minute and a half, and taken over with one tap. */
export function HandoverPage({ id }: { id: string }) {
  const known = useLoading(() => handovers.read(id), id);
  const found = known.value.value;
  const isMine = found?.last?.by.id === me.value?.person.id;
  const take = async () => {
    if (found && (await known.attempt(() => handovers.take(id, found.number)))) notify(t("handover.took"));
  };
  const settle = async (postId: string) => {
    if (await known.attempt(() => handovers.settle(postId))) notify(t("handover.settled"));
  };
  const bar = found && !isMine && (
    <button type="button" class="button primary large" onClick={() => void take()}><Icon name="check" /> {t("handover.take")}</button>
  );
  return (
    <Page title={t("handover.title")} back bar={bar || undefined}>
      <Loaded of={known}>{(one) => <Open handover={one} settle={settle} />}</Loaded>
    </Page>
  );
}

function Open({ handover, settle }: { handover: Handover; settle: (postId: string) => Promise<void> }) {
  const { items, more, last } = handover;
  return (
    <>
      {last && <p class="handover-last"><Icon name="check" /> {t("handover.taken", { name: last.by.name, time: clockTime(last.at, now.value) })}</p>}
      {items.length === 0
        ? <EmptyState icon="check" title={t("handover.none")} text={t("handover.none_text")} />
        : <p class="handover-last">{t("handover.text", { seconds: handover.cost_s })}</p>}
      {KINDS.map((kind) => <Part key={kind} kind={kind} items={items.filter((item) => item.kind === kind)} settle={settle} />)}
      {more.length > 0 && (
        <details class="handover-more">
          <summary>{t("handover.more", { count: more.length })}</summary>
          {more.map((postId, index) => <a key={postId} class="button small" href={`/post/${postId}`}>{index + 1}</a>)}
        </details>
      )}
    </>
  );
}

interface PartProps {
  kind: OpenItem["kind"];
  items: readonly OpenItem[];
  settle: (postId: string) => Promise<void>;
}

function Part({ kind, items, settle }: PartProps) {
  if (items.length === 0) return null;
  return (
    <section class="handover-part" data-kind={kind} aria-labelledby={`handover-${kind}`}>
      <h2 id={`handover-${kind}`}><Icon name={ICONS[kind]} /> {t(`handover.kind.${kind}`)} <span class="feed-count">{items.length}</span></h2>
      <ol class="rows">
        {items.map((item) => (
          <li key={item.post_id} class="row handover-item">
            <a class="row-main" href={`/post/${item.post_id}`}>
              <strong dir="auto">{item.said || item.author}</strong>
              <small>
                <bdi>{item.people.length > 0 ? item.people.join(", ") : item.author}</bdi> · {t("handover.since", { time: clockTime(item.since, now.value) })}
              </small>
              {item.missing_count > 0 && <small>{t("handover.missing", { count: item.missing_count })}</small>}
            </a>
            <button type="button" class="button small" onClick={() => void settle(item.post_id)}>{t("handover.settle")}</button>
          </li>
        ))}
      </ol>
    </section>
  );
}
