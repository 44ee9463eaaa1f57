import type { PostCreate, Post } from "../api/types";
import { t } from "../i18n";
import { pending, retryItem } from "../outbox/outbox";
import { listParcels, type Parcel } from "../outbox/progress";
import { throwAway } from "../outbox/throw-away";
import { feed } from "../store/feed";
import { me } from "../store/session";
import { Icon } from "../ui/icon";
import { type Journey, journeyOf } from "./journey";
import { JourneySteps } from "./journey-steps";
import { isPutAside, putAside } from "./put-aside";

interface Outgoing {
  id: string;
  text: string;
  kind: "video" | "voice" | "photo" | "text";
  journey: Journey;
  parcel: Parcel | null;
}

/** What this person has sent and the others cannot see yet. */
export function OutgoingList() {
  const rows = [...fromOutbox(), ...fromServer()];
  if (rows.length === 0) return null;
  return (
    <section class="feed-section" aria-labelledby="on-its-way">
      <h2 id="on-its-way">{t("journey.title")}</h2>
      <ul class="outgoing-list">
        {rows.map((row) => <OutgoingRow key={row.id} row={row} />)}
      </ul>
    </section>
  );
}

function fromOutbox(): Outgoing[] {
  const known = feed.value?.posts;
  return listParcels(pending.value).flatMap((parcel) => {
    if (parcel.command.kind !== "post.create") return [];
    const { post_id: id, text, clip_id: clipId } = parcel.command.body as unknown as PostCreate;
    const journey = known?.has(id) ? null : journeyOf(null, null, parcel);
    const kind = parcel.take?.kind ?? (clipId ? "video" : "text");
    return journey ? [{ id, text, kind, journey, parcel }] : [];
  });
}

function fromServer(): Outgoing[] {
  const mine = [...(feed.value?.posts.values() ?? [])].filter(isWaitingForItsClip);
  return mine.flatMap((post) => {
    const clip = post.clip_id ? (feed.value?.clips.get(post.clip_id) ?? null) : null;
    const journey = journeyOf(post, clip, null);
    return journey ? [{ id: post.id, text: post.text, kind: clip?.kind ?? "text", journey, parcel: null }] : [];
  });
}

const isWaitingForItsClip = (post: Post): boolean => post.published_at === null && post.author.id === me.value?.person.id && !isPutAside(post.id);

function OutgoingRow({ row }: { row: Outgoing }) {
  const { journey, parcel } = row;
  return (
    <li class="outgoing" data-state={journey.name}>
      <p class="outgoing-title">
        <Icon name={row.kind === "voice" ? "mic" : row.kind === "text" ? "text" : "record"} />
        <span dir="auto">{row.text || t(`clip.kind.${row.kind}`)}</span>
      </p>
      <JourneySteps journey={journey} />
      {journey.name === "refused" && (parcel ? <NotTaken parcel={parcel} /> : <NotUsable postId={row.id} />)}
    </li>
  );
}

function NotTaken({ parcel }: { parcel: Parcel }) {
  return (
    <div class="button-row">
      <button type="button" class="button small" onClick={() => void retryItem(parcel.command.id)}>{t("action.retry")}</button>
      <button type="button" class="button small quiet" onClick={() => void throwAway(parcel.command.id)}>{t("action.discard")}</button>
    </div>
  );
}

/** It arrived, but its recording cannot be used: sending the same again would not help. */
function NotUsable({ postId }: { postId: string }) {
  return (
    <div class="button-row">
      <a class="button small" href="/record">{t("journey.record_again")}</a>
      <button type="button" class="button small quiet" onClick={() => putAside(postId)}>{t("journey.hide")}</button>
    </div>
  );
}
