import { expect, test } from "vitest";
import { journeyOf } from "../../src/feed/journey";
import { showItemId, waitOf } from "../../src/feed/off-shift";
import type { Command, State } from "../../src/outbox/item";
import { clip, post } from "./rows";

const reply = { id: "r1", held: true, held_until: "2026-03-02T05:00:00Z" };

function pressed(state: State): Command[] {
  const id = showItemId(reply.id);
  return [
    {
      type: "command", seq: 1, id, commandId: id, ownerId: "ben", kind: "reply.show", body: {}, after: null,
      capturedAt: "2026-03-01T20:00:00Z", state,
    },
  ];
}

const wait = (items: Command[] = []) => waitOf(reply, showItemId(reply.id), items);

test("what others can see waits for nothing", () => {
  expect(waitOf({ held: false }, null, [])).toBeNull();
});

test("it waits for the shift, or for one to be planned", () => {
  expect(wait()).toEqual({ until: "2026-03-02T05:00:00Z", isBeingShown: false });
  expect(waitOf({ held: true }, null, [])).toEqual({ until: null, isBeingShown: false });
});

test("once asked to be shown it is not offered again, unless the server refuses", () => {
  expect(wait(pressed({ name: "waiting", attempts: 1, dueAt: 0, trouble: "unreachable" }))?.isBeingShown).toBe(true);
  expect(wait(pressed({ name: "saved", at: 0 }))?.isBeingShown).toBe(true);
  const refusal = { status: 404, code: "post.unknown", sentence: "There is no such post." };
  expect(wait(pressed({ name: "stuck", refusal }))?.isBeingShown).toBe(false);
});

test("a post that waits for its clip and for the shift is being prepared first", () => {
  const mine = post({ published_at: null, held: true, held_until: null, clip_id: "c1" });
  expect(journeyOf(mine, clip({ state: "preparing" }), null)).toMatchObject({ name: "under_way", stage: "preparing" });
  expect(journeyOf(mine, clip(), null)).toEqual({ name: "off_shift", post: mine });
  const text = post({ published_at: null, held: true });
  expect(journeyOf(text, null, null)).toEqual({ name: "off_shift", post: text });
});
