import { dateFormat, locale, t } from "./index";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Short and unambiguous: "now", "12 min", "14:05", "Tue 14:05", "3 Mar, 14:05". */
export function shortTime(iso: string, now: number): string {
  const at = Date.parse(iso);
  const age = now - at;
  if (age < MINUTE_MS) return t("time.now");
  if (age < 60 * MINUTE_MS) return t("time.minutes", { count: Math.floor(age / MINUTE_MS) });
  return dateFormat(locale.value, formatFor(at, now)).format(at);
}

function formatFor(at: number, now: number): Intl.DateTimeFormatOptions {
  const clock = { hour: "numeric", minute: "2-digit" } as const;
  const day = new Date(at);
  const today = new Date(now);
  if (day.toDateString() === today.toDateString()) return clock;
  if (Math.abs(now - at) < 6 * DAY_MS) return { weekday: "short", ...clock };
  const year = day.getFullYear() === today.getFullYear() ? {} : ({ year: "numeric" } as const);
  return { day: "numeric", month: "short", ...year, ...clock };
}

/** The exact time, with as much of the date as is needed to know which day. */
export function clockTime(iso: string, now: number): string {
  const at = Date.parse(iso);
  return dateFormat(locale.value, formatFor(at, now)).format(at);
}

export function dayAndTime(iso: string): string {
  return dateFormat(locale.value, { dateStyle: "medium", timeStyle: "short" }).format(Date.parse(iso));
}

/** "0:07", for players. */
export function playTime(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
