import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Me, SyncDelta } from "../../src/api/types";
import { feed } from "../../src/store/feed";
import { beginSession, forgetSession, me } from "../../src/store/session";
import { requestSync, syncState } from "../../src/sync/engine";
import { clip, post } from "../feed/rows";
import { plainStorage } from "../store/plain-storage";

const BEN: Me = {
  person: { id: "ben", name: "Ben", language: "en" },
  organisation: { id: "o", name: "Harbour" },
  device: { id: "d", kind: "personal", label: "Phone" },
  teams: [],
  is_admin: false,
  administers: { organisation: false, site_ids: [] },
  pending: null,
  limits: { clip_max_s: 30, upload_max_bytes: 1, text_max_chars: 1, upload_chunk_bytes: 1 },
};

/** A server that answers each path with what the story says, and remembers what it was asked. */
class ScriptedServer {
  asked: string[] = [];
  deltas = new Map<number, Partial<SyncDelta>>();
  status = 200;

  answer = async (url: RequestInfo | URL): Promise<Response> => {
    this.asked.push(String(url));
    if (this.status === 0) throw new TypeError("no network");
    if (this.status !== 200) return Response.json({ code: "session.none", detail: "x" }, { status: this.status });
    if (String(url) === "/api/me") return Response.json(BEN);
    const since = Number(new URL(String(url), "http://phone").searchParams.get("since"));
    return Response.json({
      cursor: since, more: false, reset: false, me: false, posts: [], clips: [],
      removed: { posts: [], clips: [] }, ...this.deltas.get(since),
    });
  };
}

let server: ScriptedServer;
const ids = () => [...(feed.value?.posts.keys() ?? [])];

beforeEach(async () => {
  globalThis.localStorage = plainStorage();
  server = new ScriptedServer();
  globalThis.fetch = server.answer;
  await beginSession(BEN);
});

afterEach(forgetSession);

test("pages of a long first sync follow each other until there is no more", async () => {
  server.deltas.set(0, { cursor: 5, more: true, posts: [post({ id: "a" })] });
  server.deltas.set(5, { cursor: 9, posts: [post({ id: "b" })], clips: [clip()] });
  await requestSync();
  expect(server.asked).toEqual(["/api/sync?since=0", "/api/sync?since=5"]);
  expect(ids()).toEqual(["a", "b"]);
});

test("the next sync asks only for what is new", async () => {
  server.deltas.set(0, { cursor: 5, posts: [post({ id: "a" })] });
  await requestSync();
  server.deltas.set(5, { cursor: 6, posts: [post({ id: "a", text: "changed" })] });
  await requestSync();
  expect(server.asked.at(-1)).toBe("/api/sync?since=5");
  expect(feed.value?.posts.get("a")?.text).toBe("changed");
});

test("calls during a run make exactly one more run", async () => {
  await Promise.all([requestSync(), requestSync(), requestSync()]);
  expect(server.asked).toHaveLength(2);
});

test("without a connection the copy stays as it is", async () => {
  server.deltas.set(0, { cursor: 5, posts: [post({ id: "a" })] });
  await requestSync();
  server.status = 0;
  await requestSync();
  expect(syncState.value).toBe("unreachable");
  expect(ids()).toEqual(["a"]);
});

test("a reset replaces the copy, and what is removed leaves the phone", async () => {
  server.deltas.set(0, { cursor: 5, posts: [post({ id: "a" }), post({ id: "b" })] });
  await requestSync();
  server.deltas.set(5, { cursor: 6, removed: { posts: ["b"], clips: [] } });
  await requestSync();
  expect(ids()).toEqual(["a"]);
  server.deltas.set(6, { cursor: 7, reset: true, posts: [post({ id: "c" })] });
  await requestSync();
  expect(ids()).toEqual(["c"]);
});

test("a person whose access ended keeps nothing on this phone", async () => {
  server.deltas.set(0, { cursor: 5, posts: [post({ id: "a" })] });
  await requestSync();
  server.status = 401;
  await requestSync();
  expect(me.value).toBeNull();
  expect(feed.value).toBeNull();
  expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain("twotap-ben");
});

test("who I am is asked again when the server says that it changed", async () => {
  server.deltas.set(0, { cursor: 5, me: true });
  await requestSync();
  expect(server.asked).toContain("/api/me");
});

test("while it tries again, the screen goes on saying that there is no connection", async () => {
  server.status = 0;
  await requestSync();
  const again = requestSync();
  expect(syncState.value).toBe("unreachable");
  server.status = 200;
  await again;
  await requestSync();
  expect(syncState.value).toBe("idle");
});
