import { expect, test } from "vitest";
import { answerItemId, answerStateOf } from "../../src/feed/answer-state";
import type { Command, State } from "../../src/outbox/item";
import { post } from "./rows";

const asked = post();
const AT = "2026-03-01T06:05:00Z";

function command(over: Partial<Command>): Command {
  return {
    type: "command", seq: 1, id: "a", commandId: "a", ownerId: "ben", kind: "post.answer", after: null, capturedAt: AT,
    body: { post_id: "p1", version: 1, answer: "got_it" }, state: { name: "saved", at: 0 }, ...over,
  };
}

const tapped = (state: State): Command[] => [command({ state })];
const undo = (over: Partial<Command> = {}): Command => command({ seq: 2, id: "u", kind: "answer.undo", capturedAt: "2026-03-01T06:05:03Z", ...over });
const mine = (captured_at: string) => ({ kind: "got_it", version: 1, captured_at, arrived_at: "x", held: false }) as const;

test("before the tap there is no answer", () => {
  expect(answerStateOf(asked, [])).toEqual({ name: "none" });
});

test("after the tap it is on this phone, and says no more until the server has it", () => {
  const waiting = tapped({ name: "waiting", attempts: 3, dueAt: 0, trouble: "unreachable" });
  expect(answerStateOf(asked, waiting)).toEqual({ name: "on_phone", kind: "got_it", trouble: "unreachable" });
  expect(answerStateOf(asked, tapped({ name: "sending", attempts: 0 })).name).toBe("on_phone");
  expect(answerStateOf(asked, tapped({ name: "saved", at: 0 })).name).toBe("saved");
});

test("a problem is an answer like the other", () => {
  const problem = command({ body: { post_id: "p1", version: 1, answer: "problem" } });
  expect(answerStateOf(asked, [problem])).toEqual({ name: "saved", kind: "problem", at: AT });
});

test("the server's own copy outlives the outbox's", () => {
  expect(answerStateOf(post({ my_answer: mine(AT) }), [])).toEqual({ name: "saved", kind: "got_it", at: AT });
});

test("a refusal is shown with its sentence, and can be tried again", () => {
  const refused = tapped({ name: "stuck", refusal: { status: 409, code: "post.replaced", sentence: "It was changed." } });
  expect(answerStateOf(asked, refused)).toEqual({ name: "refused", kind: "got_it", itemId: "a", sentence: "It was changed." });
});

test("an answer to the first wording says nothing about the second", () => {
  expect(answerStateOf(post({ version: 2 }), tapped({ name: "saved", at: 0 }))).toEqual({ name: "none" });
});

test("what was taken back is asked again at once, whatever the server still says", () => {
  expect(answerStateOf(asked, [command({}), undo()])).toEqual({ name: "none" });
  expect(answerStateOf(post({ my_answer: mine(AT) }), [command({}), undo({ state: { name: "sending", attempts: 0 } })])).toEqual({ name: "none" });
});

test("an undo that came too late changed nothing", () => {
  const late = undo({ state: { name: "stuck", refusal: { status: 409, code: "answer.undo_late", sentence: null } } });
  expect(answerStateOf(post({ my_answer: mine(AT) }), [command({}), late]).name).toBe("saved");
});

test("whoever took an answer back may answer anew, here or on another phone", () => {
  const again = command({ seq: 3, id: "b", body: { post_id: "p1", version: 1, answer: "problem" }, capturedAt: "2026-03-01T06:06:00Z" });
  expect(answerStateOf(asked, [command({}), undo(), again])).toMatchObject({ name: "saved", kind: "problem" });
  expect(answerStateOf(post({ my_answer: mine("2026-03-01T06:07:00Z") }), [command({}), undo()])).toMatchObject({ name: "saved" });
});

test("a double tap makes one item, and an answer anew another", () => {
  const first = answerItemId(asked, []);
  expect(answerItemId(asked, [command({ id: first })])).toBe(first);
  expect(answerItemId(asked, [command({ id: first }), undo()])).not.toBe(first);
});
