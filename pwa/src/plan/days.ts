/** A team's shifts as days of a week. Pure. */
import type { Shift } from "../api/plan";
import { wallOf, weekFrom } from "./wall";

export interface Day {
  day: string;
  shifts: Shift[];
}

/** Each shift stands on the day it starts on, by the site's own clock. One that began before the week is on its first day. */
export function daysOf(shifts: readonly Shift[], monday: string, zone: string): Day[] {
  const days = weekFrom(monday).map((day) => ({ day, shifts: [] as Shift[] }));
  for (const shift of shifts) {
    const { day } = wallOf(Date.parse(shift.starts_at), zone);
    const found = days.find((one) => one.day === day) ?? (day < monday ? days[0] : undefined);
    found?.shifts.push(shift);
  }
  for (const { shifts: ofDay } of days) ofDay.sort((a, b) => a.starts_at.localeCompare(b.starts_at) || a.person.name.localeCompare(b.person.name));
  return days;
}
