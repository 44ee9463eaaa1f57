import { render } from "preact";
import "./tokens.css";
import "./ui/base.css";
import "./ui/controls.css";
import "./ui/surfaces.css";
import "./shell/shell.css";
import "./feed/card.css";
import "./feed/media.css";
import { proveWith } from "./api/proof";
import { App } from "./app";
import { pickLocale, useLocale } from "./i18n";
import { readInviteFromAddress } from "./join/invite";
import { openOutbox } from "./outbox/outbox";
import { navigate, route, startRouter } from "./router";
import { isLead } from "./shell/rights";
import { installWatch } from "./shell/install";
import { watchForUpdate } from "./shell/update";
import { readFeed } from "./store/feed";
import { isSharedPhone } from "./store/shared-phone";
import { findSession, followOtherTabs, isSettled, me, resumeSession } from "./store/session";
import { requestSync } from "./sync/engine";
import { startLive } from "./sync/live";

/** What the phone knows is on screen before the network is asked anything. */
async function start(): Promise<void> {
  readInviteFromAddress();
  startRouter();
  installWatch();
  const shared = isSharedPhone.value ? await import("./shared/start") : null;
  await shared?.prepareSharedPhone();
  await resumeSession();
  await useLocale(pickLocale(me.value ? [me.value.person.language] : (shared?.wantedLanguages() ?? navigator.languages)));
  await readFeed();
  const known = me.value?.person.id;
  // Before the first picture: an answer that waits here must not look unanswered.
  if (known) await openOutbox(known);
  render(<App />, document.getElementById("app")!);
  // An invitation is looked at by somebody new; to anybody else the page for nobody asks.
  if (!known && !shared && route.value.page !== "join") await findSession();
  isSettled.value = true;
  followPerson(known);
  followOtherTabs();
  startLive();
  shared?.beginSharedPhone();
  void watchForUpdate();
  followNotifications();
  followLeads();
}

/** Passkeys come with their own script, which most people never need. */
function followLeads(): void {
  proveWith(async (code) => {
    const loaded = await import("./signin/step-up").catch(() => null);
    return loaded ? loaded.askForProof(code) : false;
  });
  let offeredTo: string | null = null;
  me.subscribe((who) => {
    if (!who || !isLead(who) || offeredTo === who.person.id) return;
    offeredTo = who.person.id;
    import("./signin/protect-offer").then((loaded) => loaded.offerProtection(who.person.id)).catch(() => undefined);
  });
}

/** The outbox, the copy of the feed and the language are those of whoever is signed in. `opened`: whose outbox is open. */
function followPerson(opened: string | undefined): void {
  let personId: string | null | undefined = opened;
  me.subscribe((who) => {
    if (who) void useLocale(pickLocale([who.person.language]));
    const next = who?.person.id ?? null;
    if (next === personId) return;
    personId = next;
    void openOutbox(next);
    if (next) void readFeed().then(requestSync);
    if (next && !isSharedPhone.value) void keepRinging();
  });
  if (opened) void requestSync();
  if (opened) void keepRinging();
}

/** What the person switched on stays on. Not worth a word when it fails: the next start tries again. */
async function keepRinging(): Promise<void> {
  const { reconcilePush } = await import("./push/subscription");
  await reconcilePush().catch(() => undefined);
}

/** A tap on a notification, while the app is open already. */
function followNotifications(): void {
  navigator.serviceWorker?.addEventListener("message", ({ data }: MessageEvent<{ goTo?: unknown }>) => {
    if (typeof data?.goTo === "string") navigate(data.goTo);
  });
}

/** Without its database nothing here works; a fresh start is the one thing that helps, so it is offered. */
function sayBroken(problem: unknown): void {
  const text = document.createElement("p");
  text.textContent = "Twotap could not start on this phone. Close private browsing or free some space, then try again. ";
  const again = document.createElement("button");
  again.className = "button primary";
  again.textContent = "↻";
  again.setAttribute("aria-label", "Try again");
  again.addEventListener("click", () => location.reload());
  document.getElementById("app")?.replaceChildren(text, again);
  throw problem;
}

start().catch(sayBroken);
