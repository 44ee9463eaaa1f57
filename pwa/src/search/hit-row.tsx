import type { Hit } from "../api/search";
import { jumpTo } from "../feed/jump";
import { t } from "../i18n";
import { playTime, shortTime } from "../i18n/time";
import { me } from "../store/session";
import { Avatar } from "../ui/avatar";
import { Icon } from "../ui/icon";
import { now } from "../ui/now";

/** One place where the words stand. A tap opens its post, and a recording at that second. */
export function HitRow({ hit }: { hit: Hit }) {
  const team = me.value?.teams.find((one) => one.id === hit.team_id);
  const atMs = hit.snippet?.start_ms ?? null;
  const open = () => {
    if (hit.clip_id && atMs !== null) jumpTo(hit.clip_id, atMs);
  };
  return (
    <li>
      <a class="hit" href={`/post/${hit.post_id}`} onClick={open}>
        <Avatar id={hit.author.id} name={hit.author.name} />
        <span class="hit-main">
          <strong><bdi>{hit.author.name}</bdi></strong>
          <span class="hit-where">
            {hit.reply_id && <>{t("search.reply_to", { name: hit.post_author.name })} · </>}
            {team && <><bdi>{team.name}</bdi> · </>}
            <time dateTime={hit.published_at}>{shortTime(hit.published_at, now.value)}</time>
          </span>
          <Snippet hit={hit} />
          {atMs !== null && <span class="hit-jump"><Icon name="play" /> {t("search.play_from", { time: playTime(atMs) })}</span>}
        </span>
      </a>
    </li>
  );
}

function Snippet({ hit }: { hit: Hit }) {
  if (!hit.snippet) return hit.clip_kind && <span class="hit-text">{t(`clip.kind.${hit.clip_kind}`)}</span>;
  return (
    <span class="hit-text" dir="auto">
      {hit.snippet.source === "transcript" && <Icon name="sound" />}
      {hit.snippet.pieces.map((piece, index) => (piece.hit ? <mark key={index}>{piece.text}</mark> : piece.text))}
    </span>
  );
}
