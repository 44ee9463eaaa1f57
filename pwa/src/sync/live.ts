/** When to ask for changes: the server says "something is new", or the phone came back. */
import { isGateClosed } from "../api/gate";
import { me } from "../store/session";
import { requestSync, syncState } from "./engine";

const RETRY_MS = 5_000;
let source: EventSource | null = null;
let retry = 0;

/** Calls `wake` on every occasion at which the network may have come back. */
export function onWake(wake: () => void): void {
  addEventListener("online", wake);
  addEventListener("pageshow", wake);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") wake();
  });
}

export function startLive(): void {
  // A stream that outlived its network hears nothing and does not know it.
  addEventListener("online", stop);
  onWake(() => {
    listen();
    void requestSync();
  });
  addEventListener("offline", () => {
    syncState.value = "unreachable";
  });
  document.addEventListener("visibilitychange", () => {
    // A phone in a pocket keeps no stream open; it catches up when it is looked at.
    if (document.visibilityState === "hidden") stop();
  });
  me.subscribe((who) => (who ? listen() : stop()));
  isGateClosed.subscribe((isClosed) => (isClosed ? stop() : listen()));
}

function listen(): void {
  if (source || !me.value || isGateClosed.value || document.visibilityState === "hidden") return;
  source = new EventSource("/api/live");
  source.addEventListener("up_to", () => void requestSync());
  let isOpen = false;
  source.onopen = () => {
    isOpen = true;
    void requestSync();
  };
  source.onerror = () => {
    // A line that ends may mean that this person was signed out: what is theirs must not stay for a moment longer.
    if (isOpen) void requestSync();
    isOpen = false;
    // The browser reconnects by itself only after a network error; after an HTTP error it gives up.
    if (source?.readyState !== EventSource.CLOSED) return;
    stop();
    retry = window.setTimeout(() => {
      listen();
      void requestSync();
    }, RETRY_MS);
  };
}

function stop(): void {
  clearTimeout(retry);
  source?.close();
  source = null;
}
