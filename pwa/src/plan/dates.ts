/** Days and times of a plan, in the person's language and the site's zone. */
import { dateFormat, locale } from "../i18n";

const noon = (day: string) => Date.parse(`${day}T12:00:00Z`);

export const dayTitle = (day: string): string =>
  dateFormat(locale.value, { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" }).format(noon(day));

export const shortDay = (day: string): string =>
  dateFormat(locale.value, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }).format(noon(day));

export const weekTitle = (monday: string, sunday: string): string =>
  dateFormat(locale.value, { day: "numeric", month: "short", timeZone: "UTC" }).formatRange(noon(monday), noon(sunday));

/** 0 is Monday; 2024-01-01 was one. */
export const weekdayName = (weekday: number, form: "short" | "long" = "short"): string =>
  dateFormat(locale.value, { weekday: form, timeZone: "UTC" }).format(Date.UTC(2024, 0, 1 + weekday));

export const clockIn = (at: string, zone: string): string =>
  dateFormat(locale.value, { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(Date.parse(at));

export const timesIn = (startsAt: string, endsAt: string, zone: string): string => `${clockIn(startsAt, zone)} – ${clockIn(endsAt, zone)}`;

/** A time of the wall, "06:00" or "06:00:00", as the person's language writes it. */
export const wallTime = (time: string): string =>
  dateFormat(locale.value, { hour: "2-digit", minute: "2-digit", timeZone: "UTC" }).format(Date.parse(`2024-01-01T${time.slice(0, 5)}:00Z`));
