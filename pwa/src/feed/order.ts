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

/** What was asked first is due first. */
const oldestFirst = (a: Post, b: Post): number => -newestFirst(a, b);

/** What asks nothing of a person needs no clearing away by them. Search still finds it. */
const CLEARS_AFTER_MS = 48 * 60 * 60_000;

/** Posts that are for this person to know, at most: gone from the feed by themselves. */
export function hasCleared(post: Post, meId: string | null, now: number): boolean {
  const isInvolved = post.asked || post.counts !== null || post.author.id === meId || post.replies.some((reply) => reply.author.id === meId);
  return !isInvolved && now - Date.parse(post.arrived_at) > CLEARS_AFTER_MS;
}

/** Longer on the way than sending takes: then the time it was said and the time it came are two facts. */
const LATE_MS = 10 * 60_000;

export function cameLate(row: { captured_at: string; arrived_at: string }): boolean {
  return Date.parse(row.arrived_at) - Date.parse(row.captured_at) > LATE_MS;
}

/**
 * What needs this person first, the oldest on top, then by time. `held` are posts that stay in "needs you" although answered:
 * a card must not slide away from under the thumb that has just pressed it.
 */
export function arrangeFeed(posts: Iterable<Post>, held: ReadonlySet<string>): Sections {
  const all = [...posts].sort(newestFirst);
  const isFirst = (post: Post): boolean => held.has(post.id) || needsAnswer(post);
  return { needsYou: all.filter(isFirst).sort(oldestFirst), rest: all.filter((post) => !isFirst(post)) };
}
