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

const shownAt = (post: Post): string => post.published_at ?? post.captured_at;
const newestFirst = (a: Post, b: Post): number => shownAt(b).localeCompare(shownAt(a)) || b.id.localeCompare(a.id);

/**
 * What needs this person first, then by time. `held` are posts that stay in "needs you" although answered:
 * a card must not slide away from under the thumb that has just pressed it.
 */
export function arrangeFeed(posts: Iterable<Post>, held: ReadonlySet<string>): Sections {
  const all = [...posts].sort(newestFirst);
  const isFirst = (post: Post): boolean => held.has(post.id) || needsAnswer(post);
  return { needsYou: all.filter(isFirst), rest: all.filter((post) => !isFirst(post)) };
}
