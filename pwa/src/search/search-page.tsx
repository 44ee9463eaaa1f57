import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import { me } from "../store/session";
import { TroubleLine } from "../team/trouble-line";
import { EmptyState } from "../ui/empty-state";
import { Icon } from "../ui/icon";
import { Page } from "../ui/page";
import { Waiting } from "../ui/waiting";
import { isNothing } from "./asked";
import { HitRow } from "./hit-row";
import { ask, asked, before, hits, look, openFor, trouble } from "./looking";
import "./search.css";

/** Over everything that was written and said, as far as this person may see it. */
export function SearchPage() {
  const person = me.value?.person.id ?? null;
  useEffect(() => openFor(person), [person]);
  return (
    <Page title={t("search.title")} back bar={<SearchField />}>
      <Days />
      {trouble.value && <TroubleLine text={trouble.value} retry={() => void look(null)} />}
      <div aria-live="polite"><Results /></div>
    </Page>
  );
}

function SearchField() {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <form class="search-field" role="search" onSubmit={(event) => { event.preventDefault(); field.current?.blur(); }}>
      <Icon name="search" />
      <input
        ref={field}
        type="search"
        dir="auto"
        enterkeyhint="search"
        maxLength={200}
        value={asked.value.words}
        placeholder={t("search.label")}
        aria-label={t("search.label")}
        onInput={(event) => ask({ ...asked.value, words: event.currentTarget.value })}
      />
    </form>
  );
}

function Days() {
  const { from, to } = asked.value;
  return (
    <details class="search-days" open={from !== "" || to !== ""}>
      <summary><Icon name="clock" /> {t("search.days")}</summary>
      <div class="search-days-row">
        <label class="field">
          <span>{t("search.from")}</span>
          <input type="date" value={from} max={to || undefined} onInput={(event) => ask({ ...asked.value, from: event.currentTarget.value })} />
        </label>
        <label class="field">
          <span>{t("search.to")}</span>
          <input type="date" value={to} min={from || undefined} onInput={(event) => ask({ ...asked.value, to: event.currentTarget.value })} />
        </label>
      </div>
      {(from || to) && <button type="button" class="button quiet" onClick={() => ask({ ...asked.value, from: "", to: "" })}>{t("search.clear_days")}</button>}
    </details>
  );
}

function Results() {
  if (isNothing(asked.value)) return <EmptyState icon="search" title={t("search.start")} text={t("search.start_text")} />;
  const found = hits.value;
  if (!found) return trouble.value ? null : <Waiting />;
  if (found.length === 0) return <EmptyState icon="search" title={t("search.none")} text={t("search.none_text")} />;
  return (
    <>
      <ol class="hits">{found.map((hit) => <HitRow key={hit.reply_id ?? hit.post_id} hit={hit} />)}</ol>
      {before.value && <button type="button" class="button" onClick={() => void look(before.value)}>{t("search.more")}</button>}
    </>
  );
}
