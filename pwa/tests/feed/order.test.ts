import { expect, test } from "vitest";
import { arrangeFeed, cameLate, hasCleared, needsAnswer } from "../../src/feed/order";
import { post } from "./rows";

const answer = (version: number) => ({ kind: "got_it", version, captured_at: "x", arrived_at: "x", held: false }) as const;
const at = (hour: number) => `2026-03-01T0${hour}:00:00Z`;
const ids = (posts: { id: string }[]) => posts.map(({ id }) => id);

test("what needs me comes first, the oldest on top, then the newest", () => {
  const { needsYou, rest } = arrangeFeed(
    [
      post({ id: "old-ask", arrived_at: at(1) }),
      post({ id: "news", ask: "none", asked: false, arrived_at: at(4) }),
      post({ id: "new-ask", arrived_at: at(3) }),
      post({ id: "answered", my_answer: answer(1), arrived_at: at(5) }),
    ],
    new Set(),
  );
  expect(ids(needsYou)).toEqual(["old-ask", "new-ask"]);
  expect(ids(rest)).toEqual(["answered", "news"]);
});

test("an answered card stays under the thumb while the feed is open", () => {
  const answered = post({ id: "mine", my_answer: answer(1), arrived_at: at(2) });
  const open = post({ id: "other", arrived_at: at(1) });
  expect(ids(arrangeFeed([open, answered], new Set(["mine"])).needsYou)).toEqual(["other", "mine"]);
});

test("an answer to an older wording asks again", () => {
  expect(needsAnswer(post({ version: 2, my_answer: answer(1) }))).toBe(true);
  expect(needsAnswer(post({ version: 2, my_answer: answer(2) }))).toBe(false);
});

test("somebody who was not asked owes nothing", () => {
  expect(needsAnswer(post({ asked: false }))).toBe(false);
});

test("what was said long before it came says both times", () => {
  expect(cameLate({ captured_at: at(1), arrived_at: at(4) })).toBe(true);
  expect(cameLate({ captured_at: at(1), arrived_at: "2026-03-01T01:00:40Z" })).toBe(false);
});

test("what asks nothing of me clears itself after two days", () => {
  const later = Date.parse("2026-03-04T09:00:00Z");
  const news = post({ ask: "none", asked: false, arrived_at: at(1) });
  expect(hasCleared(news, "ben", Date.parse(at(9)))).toBe(false);
  expect(hasCleared(news, "ben", later)).toBe(true);
  expect(hasCleared(news, "maria", later)).toBe(false);
  expect(hasCleared(post({ arrived_at: at(1) }), "ben", later)).toBe(false);
});
