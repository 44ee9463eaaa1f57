import { expect, test } from "vitest";
import { asksForAll, parseRange, partOf } from "../../src/sw/range";

test.each([
  ["bytes=0-", { start: 0, end: 99 }],
  ["bytes=10-19", { start: 10, end: 19 }],
  ["bytes=90-400", { start: 90, end: 99 }],
  ["bytes=-10", { start: 90, end: 99 }],
  ["bytes=-400", { start: 0, end: 99 }],
  ["bytes=100-", null],
  ["bytes=20-10", null],
  ["bytes=-", null],
  ["bytes=0-1,5-6", null],
  ["pages=1-2", null],
])("%s of 100 bytes", (header, range) => {
  expect(parseRange(header, 100)).toEqual(range);
});

const whole = () => new Response("0123456789", { headers: { "content-type": "video/mp4" } });

test("a part of a kept file is answered as the server would", async () => {
  const part = await partOf(whole(), "bytes=2-4");
  expect([part.status, part.headers.get("content-range"), await part.text()]).toEqual([206, "bytes 2-4/10", "234"]);
  expect((await partOf(whole(), "bytes=10-")).status).toBe(416);
});

test("a player's first request is for everything", () => {
  expect(asksForAll("bytes=0-")).toBe(true);
  expect(asksForAll("bytes=0-1")).toBe(false);
});
