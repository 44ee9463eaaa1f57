import { useSignal } from "@preact/signals";
import { people } from "../api/people";
import { type OnShift, type Pattern, plan, type Shift, type Shifts } from "../api/plan";
import type { Member } from "../api/types";
import { t } from "../i18n";
import { Loaded, type Loading, useLoading } from "../people/loading";
import { me } from "../store/session";
import { Avatar } from "../ui/avatar";
import { EmptyState } from "../ui/empty-state";
import { Icon } from "../ui/icon";
import { notify } from "../ui/notices";
import { Page } from "../ui/page";
import { clockIn, dayTitle, timesIn, weekTitle } from "./dates";
import { daysOf } from "./days";
import { PatternList } from "./pattern-list";
import { ShiftForm, wantedOf } from "./shift-form";
import { ShiftsFile } from "./shifts-file";
import { dayAfter, instantOf, mondayOf, wallOf } from "./wall";
import "../people/forms.css";
import "../people/people.css";
import "./plan.css";

interface Known {
  plan: Shifts;
  patterns: Pattern[];
  members: Member[];
  now: OnShift[];
}

async function load(teamId: string, monday: string, zone: string): Promise<Known> {
  const bound = (day: string) => new Date(instantOf({ day, time: "00:00" }, zone)).toISOString();
  const [shifts, { patterns }, members, now] = await Promise.all([
    plan.shifts(teamId, bound(monday), bound(dayAfter(monday, 7))),
    plan.patterns(teamId),
    people.members(teamId),
    plan.onShift(teamId),
  ]);
  return { plan: shifts, patterns, members, now };
}

/** Who works when, by the week, on the site's own clock. */
export function ShiftsPage({ id }: { id: string }) {
  const team = me.value?.teams.find((one) => one.id === id);
  const zone = team?.site.zone ?? "UTC";
  const thisMonday = mondayOf(wallOf(Date.now(), zone).day);
  const monday = useSignal(thisMonday);
  const known = useLoading(() => load(id, monday.value, zone), `${id} ${monday.value}`);
  return (
    <Page title={t("shifts.title")} back>
      {team && <p class="page-text"><bdi>{team.name}</bdi> · {t("shifts.zone", { zone: zone.replaceAll("_", " ") })}</p>}
      <Loaded of={known}>
        {({ now }) => <OnNow people={now} zone={zone} />}
      </Loaded>
      <WeekChoice monday={monday.value} today={thisMonday} choose={(next) => (monday.value = next)} />
      {known.value.value && <Week teamId={id} zone={zone} monday={monday.value} found={known.value.value} known={known} />}
    </Page>
  );
}

function OnNow({ people: present, zone }: { people: OnShift[]; zone: string }) {
  const planned = present.filter(({ until }) => until !== null);
  if (planned.length === 0) return <p class="panel on-now">{t(present.length > 0 ? "shifts.unplanned" : "shifts.nobody_now")}</p>;
  return (
    <section class="panel on-now" aria-labelledby="on-now">
      <h2 id="on-now">{t("shifts.now", { count: planned.length })}</h2>
      <ul class="on-now-people">
        {planned.map(({ person, until }) => (
          <li key={person.id}>
            <Avatar id={person.id} name={person.name} />
            <span><bdi>{person.name}</bdi> <small>{t("shifts.until", { time: clockIn(until!, zone) })}</small></span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function WeekChoice({ monday, today, choose }: { monday: string; today: string; choose: (monday: string) => void }) {
  return (
    <nav class="week-choice" aria-label={t("shifts.week")}>
      <button type="button" class="icon-button" aria-label={t("shifts.week_before")} onClick={() => choose(dayAfter(monday, -7))}><Icon name="back" /></button>
      <button type="button" class="button quiet" aria-live="polite" onClick={() => choose(today)}>
        <strong>{weekTitle(monday, dayAfter(monday, 6))}</strong>
        {monday !== today && <small>{t("shifts.to_today")}</small>}
      </button>
      <button type="button" class="icon-button" aria-label={t("shifts.week_after")} onClick={() => choose(dayAfter(monday, 7))}><Icon name="chevron" /></button>
    </nav>
  );
}

interface WeekProps {
  teamId: string;
  zone: string;
  monday: string;
  found: Known;
  known: Loading<Known>;
}

function Week({ teamId, zone, monday, found, known }: WeekProps) {
  /** A shift being changed, "new", or nothing. */
  const open = useSignal<Shift | "new" | null>(null);
  const { members, patterns } = found;
  const done = async (said: string) => {
    open.value = null;
    notify(said);
    await known.reload();
  };
  const change = (work: () => Promise<unknown>, said: string) =>
    void known.attempt(work).then((isDone) => isDone && notify(said));
  const form = (shift: Shift | null) => {
    const initial = shift ? wantedOf(shift, zone) : { personId: members[0]?.person.id ?? "", day: firstDay(monday, zone), starts: "06:00", ends: "14:00" };
    return <ShiftForm key={shift?.id ?? "new"} members={members} zone={zone} initial={initial} shift={shift} teamId={teamId} onDone={done} onCancel={() => (open.value = null)} />;
  };
  const isEmpty = found.plan.shifts.length === 0;
  return (
    <>
      {open.value === "new" ? form(null) : (
        <button type="button" class="button primary" aria-disabled={members.length === 0} onClick={() => members.length > 0 && (open.value = "new")}>
          <Icon name="add" /> {t("shifts.add")}
        </button>
      )}
      {isEmpty && <EmptyState icon="clock" title={t("shifts.none")} text={t("shifts.none_text")} />}
      {!isEmpty && daysOf(found.plan.shifts, monday, zone).filter(({ shifts }) => shifts.length > 0).map(({ day, shifts }) => (
        <section key={day} aria-labelledby={`day-${day}`}>
          <h2 id={`day-${day}`}>{dayTitle(day)}</h2>
          <ul class="rows">
            {shifts.map((shift) => (
              <li key={shift.id}>
                {open.value !== "new" && open.value?.id === shift.id ? form(shift) : <ShiftRow shift={shift} zone={zone} open={() => (open.value = shift)} />}
              </li>
            ))}
          </ul>
        </section>
      ))}
      <PatternList patterns={patterns} change={change} />
      <ShiftsFile teamId={teamId} onApplied={known.reload} />
    </>
  );
}

/** Today, when it lies in the week that is shown. */
function firstDay(monday: string, zone: string): string {
  const today = wallOf(Date.now(), zone).day;
  return mondayOf(today) === monday ? today : monday;
}

function ShiftRow({ shift, zone, open }: { shift: Shift; zone: string; open: () => void }) {
  return (
    <button type="button" class="row shift-row" onClick={open}>
      <Avatar id={shift.person.id} name={shift.person.name} />
      <span class="row-main">
        <strong><bdi>{shift.person.name}</bdi></strong>
        <small>{timesIn(shift.starts_at, shift.ends_at, zone)}</small>
      </span>
      {shift.pattern_id && <span class="row-note">{t("shifts.weekly")}</span>}
      <Icon name="chevron" />
    </button>
  );
}
