/// <reference lib="webworker" />
import { drainOutbox } from "../outbox/drain";
import { answerMedia, isMedia } from "./media";
import { openFromPush, showPush } from "./push";
import { answerAsset, answerPage, dropOlderShells, isAsset, keepShell } from "./shell";

declare const self: ServiceWorkerGlobalScope;

interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}

self.addEventListener("install", (event) => event.waitUntil(keepShell()));

self.addEventListener("activate", (event) => event.waitUntil(dropOlderShells().then(() => self.clients.claim())));

// Only when the person has asked for the new version.
self.addEventListener("message", (event) => {
  if (event.data === "take over") void self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (isMedia(url)) event.respondWith(answerMedia(request, (work) => event.waitUntil(work)));
  else if (isAsset(url)) event.respondWith(answerAsset(request));
  else if (request.mode === "navigate" && isPage(url)) event.respondWith(answerPage(request));
});

self.addEventListener("push", (event) => event.waitUntil(showPush(event.data)));

self.addEventListener("notificationclick", (event) => event.waitUntil(openFromPush(event.notification)));

// The browser found a connection after the page was closed. Failing asks it to come again later.
self.addEventListener("sync" as "message", (event) => {
  const { tag } = event as unknown as SyncEvent;
  if (tag === "twotap-outbox") event.waitUntil(drainOutbox().then(requireEmpty));
});

function requireEmpty(isEmpty: boolean): void {
  if (!isEmpty) throw new Error("the outbox is not empty yet");
}

/** Files with an extension and the API are the server's own. */
function isPage(url: URL): boolean {
  return !url.pathname.startsWith("/api/") && !/\.[a-z]+$/.test(url.pathname) && !/^\/(?:docs|metrics|healthz|readyz)/.test(url.pathname);
}
