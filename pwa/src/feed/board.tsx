import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { api, ApiError } from "../api/client";
import type { Board as Rows, Named, Post } from "../api/types";
import { t } from "../i18n";
import { clockTime } from "../i18n/time";
import { syncState } from "../sync/engine";
import { Avatar } from "../ui/avatar";
import { Icon } from "../ui/icon";
import { now } from "../ui/now";
import { LeadLine } from "./lead-line";

interface Props {
  post: Post;
  counts: NonNullable<Post["counts"]>;
}

/** Opened again, a board shows at once what it showed last. */
const lastSeen = new Map<string, Rows>();

/** Who has answered and who has not, for the author and leads. Asked again whenever the count moves. */
export function Board({ post, counts }: Props) {
  const rows = useSignal<Rows | null>(lastSeen.get(post.id) ?? null);
  const isStale = useSignal(false);
  const isConnected = syncState.value !== "unreachable";
  useEffect(() => {
    let isCurrent = true;
    api.board(post.id).then(
      (found) => {
        if (!isCurrent) return;
        rows.value = found;
        lastSeen.set(post.id, found);
        isStale.value = false;
      },
      (error: unknown) => {
        if (!(error instanceof ApiError)) throw error;
        isStale.value = true;
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [post.id, counts.asked, counts.got_it, counts.problem, isConnected]);
  if (counts.asked === 0) return null;
  return (
    <section class="board" id="board" aria-labelledby="board-title">
      <h2 id="board-title">{t("board.title")}</h2>
      <div aria-live="polite"><LeadLine post={post} /></div>
      {isStale.value && <p class="board-stale">{t("board.stale")}</p>}
      {rows.value ? <BoardRows rows={rows.value} /> : !isStale.value && <ComingRows count={counts.asked} />}
    </section>
  );
}

/** The names' places, so that nothing below jumps when they come. */
function ComingRows({ count }: { count: number }) {
  return (
    <div class="people-coming" aria-hidden="true">
      <h3>&nbsp;</h3>
      <ul class="people">
        {Array.from({ length: count }, (_, index) => <li key={index} class="person"><i class="avatar" /><i class="person-coming" /></li>)}
      </ul>
    </div>
  );
}

function BoardRows({ rows }: { rows: Rows }) {
  return (
    <>
      {rows.missing.length > 0 && (
        <>
          <h3>{t("board.missing", { count: rows.missing.length })}</h3>
          <ul class="people">
            {rows.missing.map((person) => <PersonRow key={person.id} person={person} />)}
          </ul>
        </>
      )}
      {rows.answered.length > 0 && (
        <>
          <h3>{t("board.answered", { count: rows.answered.length })}</h3>
          <ul class="people">
            {rows.answered.map((row) => (
              <PersonRow key={row.person.id} person={row.person} answer={row.kind} at={row.captured_at} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function PersonRow({ person, answer, at }: { person: Named; answer?: "got_it" | "problem"; at?: string }) {
  return (
    <li class="person">
      <Avatar id={person.id} name={person.name} />
      <span class="person-name"><bdi>{person.name}</bdi></span>
      {answer && at && (
        <span class="person-note" data-tone={answer === "got_it" ? "done" : "bad"}>
          <Icon name={answer === "got_it" ? "check" : "alert"} />
          {t(answer === "got_it" ? "answer.got_it" : "answer.problem")} {clockTime(at, now.value)}
        </span>
      )}
    </li>
  );
}
