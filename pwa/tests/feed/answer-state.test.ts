import { expect, test } from "vitest";
import { answerItemId, answerStateOf } from "../../src/feed/answer-state";
import type { Command, State } from "../../src/outbox/item";
import { post } from "./rows";

const asked = post();

function tapped(state: State): Command[] {
  const id = answerItemId(asked);
  return [
    {
      type: "command", seq: 1, id, commandId: id, ownerId: "ben", kind: "post.answer", body: {}, after: null,
      capturedAt: "2026-03-01T06:05:00Z", state,
    },
  ];
}

test("before the tap there is no answer", () => {
  expect(answerStateOf(asked, [])).toEqual({ name: "none" });
});

test("after the tap it is on this phone, and says no more until the server has it", () => {
  const waiting = tapped({ name: "waiting", attempts: 3, dueAt: 0, trouble: "unreachable" });
  expect(answerStateOf(asked, waiting)).toEqual({ name: "on_phone", trouble: "unreachable" });
  expect(answerStateOf(asked, tapped({ name: "sending", attempts: 0 })).name).toBe("on_phone");
  expect(answerStateOf(asked, tapped({ name: "saved", at: 0 })).name).toBe("saved");
});

test("the server's own copy outlives the outbox's", () => {
  const my_answer = { kind: "got_it", version: 1, captured_at: "2026-03-01T06:05:00Z", arrived_at: "x", held: false } as const;
  expect(answerStateOf(post({ my_answer }), [])).toEqual({ name: "saved", at: "2026-03-01T06:05:00Z" });
});

test("a refusal is shown with its sentence, and can be tried again", () => {
  const refused = tapped({ name: "stuck", refusal: { status: 409, code: "post.replaced", sentence: "It was changed." } });
  expect(answerStateOf(asked, refused)).toEqual({ name: "refused", itemId: answerItemId(asked), sentence: "It was changed." });
});

test("an answer to the first wording says nothing about the second", () => {
  expect(answerStateOf(post({ version: 2 }), tapped({ name: "saved", at: 0 }))).toEqual({ name: "none" });
});
