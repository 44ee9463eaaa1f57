import { plan, type Pattern } from "../api/plan";
import { t } from "../i18n";
import { shortDay, wallTime, weekdayName } from "./dates";

interface Props {
  patterns: Pattern[];
  change: (work: () => Promise<unknown>, said: string) => void;
}

/** What repeats, and a way to let it end. */
export function PatternList({ patterns, change }: Props) {
  if (patterns.length === 0) return null;
  const end = (pattern: Pattern) => {
    if (confirm(t("shifts.pattern_remove_sure", { name: pattern.person.name }))) change(() => plan.removePattern(pattern.id), t("shifts.pattern_removed"));
  };
  return (
    <section aria-labelledby="patterns-title">
      <h2 id="patterns-title">{t("shifts.patterns")}</h2>
      <ul class="rows">
        {patterns.map((pattern) => (
          <li key={pattern.id} class="row">
            <span class="row-main">
              <strong><bdi>{pattern.person.name}</bdi></strong>
              <small>{whenOf(pattern)}</small>
            </span>
            <button type="button" class="button small" aria-label={`${t("shifts.remove")}: ${pattern.person.name}`} onClick={() => end(pattern)}>{t("shifts.remove")}</button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function whenOf({ weekdays, every_weeks, starts, ends, first_on, last_on }: Pattern): string {
  const days = weekdays.map((day) => weekdayName(day)).join(", ");
  const parts = [`${days} ${wallTime(starts)} – ${wallTime(ends)}`];
  if (every_weeks > 1) parts.push(t("shifts.every_weeks", { count: every_weeks }));
  parts.push(last_on ? `${shortDay(first_on)} – ${shortDay(last_on)}` : t("shifts.since", { day: shortDay(first_on) }));
  return parts.join(" · ");
}
