/** Which posts come first. Pure. */
import type { Post } from "../api/types";

export interface Sections {
  needsYou: Post[];
  rest: Post[];
}

/** An answer to an older wording does not count: what is asked now has not been answered. */
export function needsAnswer(post: Post): boolean {
  return post.asked && post.ask === "acknowledge" && post.my_answer?.version !== post.version;
}

/** By arrival: what was said in a basement hours ago is still new to everybody else. */
const newestFirst = (a: Post, b: Post): number => Date.parse(b.arrived_at) - Date.parse(a.arrived_at) || b.id.localeCompare(a.id);

/** Longer on the way than sending takes: then the time it was said and the time it came are two facts. */
const LATE_MS = 10 * 60_000;

export function cameLate(row: { captured_at: string; arrived_at: string }): boolean {
  return Date.parse(row.arrived_at) - Date.parse(row.captured_at) > LATE_MS;
}

/**
 * What needs this person first, then by time. `held` are posts that stay in "needs you" although answered:
 * a card must not slide away from under the thumb that has just pressed it.
 */
export function arrangeFeed(posts: Iterable<Post>, held: ReadonlySet<string>): Sections {
  const all = [...posts].sort(newestFirst);
  const isFirst = (post: Post): boolean => held.has(post.id) || needsAnswer(post);
  return { needsYou: all.filter(isFirst), rest: all.filter((post) => !isFirst(post)) };
}
