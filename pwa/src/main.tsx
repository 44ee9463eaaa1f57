import { render } from "preact";
import "./tokens.css";
import "./ui/base.css";
import "./ui/controls.css";
import "./ui/surfaces.css";
import "./shell/shell.css";
import "./feed/card.css";
import "./feed/media.css";
import { api, ApiError } from "./api/client";
import { App } from "./app";
import { pickLocale, useLocale } from "./i18n";
import { readInviteFromAddress } from "./join/invite";
import { openOutbox } from "./outbox/outbox";
import { startRouter } from "./router";
import { installWatch } from "./shell/install";
import { watchForUpdate } from "./shell/update";
import { readFeed } from "./store/feed";
import { beginSession, isSettled, me, resumeSession } from "./store/session";
import { requestSync } from "./sync/engine";
import { startLive } from "./sync/live";

/** What the phone knows is on screen before the network is asked anything. */
async function start(): Promise<void> {
  readInviteFromAddress();
  startRouter();
  installWatch();
  const isKnown = await resumeSession();
  await useLocale(pickLocale(me.value ? [me.value.person.language] : navigator.languages));
  await readFeed();
  render(<App />, document.getElementById("app")!);
  if (!isKnown) await askWhoIsHere();
  isSettled.value = true;
  followPerson();
  startLive();
  watchForUpdate();
}

/** A browser may keep the cookie and drop the rest of its storage. */
async function askWhoIsHere(): Promise<void> {
  try {
    await beginSession(await api.me());
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

/** The outbox, the copy of the feed and the language are those of whoever is signed in. */
function followPerson(): void {
  let personId: string | null | undefined;
  me.subscribe((who) => {
    if (who) void useLocale(pickLocale([who.person.language]));
    const next = who?.person.id ?? null;
    if (next === personId) return;
    personId = next;
    void openOutbox(next);
    if (next) void readFeed().then(requestSync);
  });
}

void start();
