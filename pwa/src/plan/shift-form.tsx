import { useSignal } from "@preact/signals";
import { plan, type Shift } from "../api/plan";
import { sentenceOf } from "../api/sentence";
import type { Member } from "../api/types";
import { t } from "../i18n";
import { weekdayName } from "./dates";
import { shiftBetween, wallOf, weekdayOf } from "./wall";

export interface Wanted {
  personId: string;
  day: string;
  starts: string;
  ends: string;
}

interface Props {
  members: Member[];
  zone: string;
  initial: Wanted;
  /** Null: a new shift, which may repeat. */
  shift: Shift | null;
  teamId: string;
  onDone: (said: string) => Promise<void>;
  onCancel: () => void;
}

export function wantedOf(shift: Shift, zone: string): Wanted {
  const { day, time } = wallOf(Date.parse(shift.starts_at), zone);
  return { personId: shift.person.id, day, starts: time, ends: wallOf(Date.parse(shift.ends_at), zone).time };
}

/** Who works when. Changing the person is a swap; a new shift may repeat by the week. */
export function ShiftForm({ members, zone, initial, shift, teamId, onDone, onCancel }: Props) {
  const wanted = useSignal(initial);
  const weekdays = useSignal<readonly number[]>([]);
  const everyWeeks = useSignal(1);
  const trouble = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const repeats = weekdays.value.length > 0;
  const change = (part: Partial<Wanted>) => (wanted.value = { ...wanted.value, ...part });
  const attempt = async (work: () => Promise<unknown>, said: string) => {
    if (isBusy.value) return;
    isBusy.value = true;
    try {
      await work();
      await onDone(said);
    } catch (error) {
      trouble.value = sentenceOf(error);
    }
    isBusy.value = false;
  };
  const save = async () => {
    const { personId, day, starts, ends } = wanted.value;
    const times = shiftBetween(day, starts, ends, zone);
    if (!times || !personId) {
      trouble.value = t("shifts.incomplete");
    } else if (shift) {
      await attempt(() => plan.changeShift(shift.id, { person_id: personId, ...times }), t("shifts.changed"));
    } else if (repeats) {
      const body = { person_id: personId, weekdays: [...weekdays.value], every_weeks: everyWeeks.value, starts, ends, first_on: day };
      await attempt(() => plan.addPattern(teamId, body), t("shifts.pattern_added"));
    } else {
      await attempt(() => plan.addShift(teamId, { person_id: personId, ...times }), t("shifts.added"));
    }
  };
  const { personId, day, starts, ends } = wanted.value;
  return (
    <form
      class="panel shift-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <h2>{t(shift ? "shifts.change" : "shifts.add")}</h2>
      <label class="field">
        <span>{t("shifts.who")}</span>
        <select value={personId} onChange={(event) => change({ personId: event.currentTarget.value })}>
          {members.map(({ person }) => <option key={person.id} value={person.id}>{person.name}</option>)}
        </select>
      </label>
      <label class="field">
        <span>{t(repeats ? "shifts.from_day" : "shifts.day")}</span>
        <input type="date" value={day} required onInput={(event) => change({ day: event.currentTarget.value })} />
      </label>
      <div class="field-row">
        <label class="field">
          <span>{t("shifts.starts")}</span>
          <input type="time" value={starts} required onInput={(event) => change({ starts: event.currentTarget.value })} />
        </label>
        <label class="field">
          <span>{t("shifts.ends")}</span>
          <input type="time" value={ends} required onInput={(event) => change({ ends: event.currentTarget.value })} />
        </label>
      </div>
      {starts && ends && ends <= starts && <p class="field-hint">{t("shifts.over_night")}</p>}
      {!shift && <Repeats weekdays={weekdays.value} choose={(days) => (weekdays.value = days)} day={day} everyWeeks={everyWeeks.value} chooseEvery={(count) => (everyWeeks.value = count)} />}
      {trouble.value && <p class="field-trouble" role="alert">{trouble.value}</p>}
      <div class="button-row">
        <button type="submit" class="button primary" aria-disabled={isBusy.value}>{t("action.save")}</button>
        <button type="button" class="button quiet" onClick={onCancel}>{t("action.cancel")}</button>
        {shift && (
          <button
            type="button"
            class="button danger"
            onClick={() => {
              if (confirm(t("shifts.remove_sure", { name: shift.person.name }))) void attempt(() => plan.removeShift(shift.id), t("shifts.removed"));
            }}
          >
            {t("shifts.remove")}
          </button>
        )}
      </div>
    </form>
  );
}

interface RepeatsProps {
  weekdays: readonly number[];
  choose: (days: readonly number[]) => void;
  day: string;
  everyWeeks: number;
  chooseEvery: (count: number) => void;
}

function Repeats({ weekdays, choose, day, everyWeeks, chooseEvery }: RepeatsProps) {
  const isOn = weekdays.length > 0;
  const toggle = (one: number) => {
    const without = weekdays.filter((other) => other !== one);
    // The last one stays: a pattern without a day would be none.
    choose(without.length < weekdays.length && without.length > 0 ? without : [...without, one].sort());
  };
  return (
    <fieldset class="choice repeats">
      <legend class="visually-hidden">{t("shifts.repeats")}</legend>
      <label class="switch">
        <span class="row-main"><strong>{t("shifts.repeats")}</strong></span>
        <input type="checkbox" role="switch" checked={isOn} onChange={() => choose(isOn ? [] : [day ? weekdayOf(day) : 0])} />
      </label>
      {isOn && (
        <>
          <div class="weekdays">
            {[0, 1, 2, 3, 4, 5, 6].map((one) => (
              <label key={one} class="weekday">
                <input type="checkbox" checked={weekdays.includes(one)} aria-label={weekdayName(one, "long")} onChange={() => toggle(one)} />
                <span aria-hidden="true">{weekdayName(one)}</span>
              </label>
            ))}
          </div>
          <label class="field">
            <span>{t("shifts.every")}</span>
            <select value={everyWeeks} onChange={(event) => chooseEvery(Number(event.currentTarget.value))}>
              {[1, 2, 3, 4].map((count) => <option key={count} value={count}>{t("shifts.every_weeks", { count })}</option>)}
            </select>
          </label>
        </>
      )}
    </fieldset>
  );
}
