import { dateFormat, locale } from "../i18n";

/** The day of an instant, as it is written where the reader lives. Call it while rendering. */
export const dayOf = (at: string): string => dateFormat(locale.value, { dateStyle: "medium" }).format(Date.parse(at));
