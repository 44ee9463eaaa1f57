import { dateFormat, locale, type MessageKey, t } from "../i18n";

/** Whether quiet hours end on the same day, on the next, or never begin. Pure. */
export function quietShape(from: string, until: string): "same_day" | "over_night" | "none" {
  if (from === until) return "none";
  return from < until ? "same_day" : "over_night";
}

const SENTENCES: Readonly<Record<ReturnType<typeof quietShape>, MessageKey>> = {
  same_day: "admin.quiet_same_day",
  over_night: "admin.quiet_over_night",
  none: "admin.quiet_none",
};

/** What the quiet hours do, in a plain sentence with the times as the reader writes them. */
export function quietSentence(from: string, until: string): string {
  return t(SENTENCES[quietShape(from, until)], { from: spoken(from), until: spoken(until) });
}

function spoken(time: string): string {
  const at = Date.parse(`2026-01-01T${time}:00Z`);
  return dateFormat(locale.value, { hour: "numeric", minute: "2-digit", timeZone: "UTC" }).format(at);
}
