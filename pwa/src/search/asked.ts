/** What is looked for, as the server is asked. Pure. */

export interface Asked {
  words: string;
  /** Days as a date field gives them, "2026-11-24", or empty; both included. */
  from: string;
  to: string;
}

export const NOTHING: Asked = { words: "", from: "", to: "" };

export const isNothing = ({ words, from, to }: Asked): boolean => words.trim() === "" && from === "" && to === "";

/** Days are this phone's own: from its midnight to its midnight. */
export function queryOf({ words, from, to }: Asked, before: string | null): Record<string, string> {
  return {
    q: words.trim().slice(0, 200),
    ...(from && { since: midnight(from, 0) }),
    ...(to && { until: midnight(to, 1) }),
    ...(before && { before }),
  };
}

function midnight(day: string, plusDays: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + plusDays).toISOString();
}
