/** A shared phone's start: what was left open is wiped before anything is shown, then it waits for somebody. */
import { effect } from "@preact/signals";
import { addWords } from "../i18n";
import { feed } from "../store/feed";
import { navigate, route } from "../router";
import { sharedParts } from "../store/shared-phone";
import { isFresh } from "../sync/engine";
import { startCourier } from "./courier";
import { findDeviceKeys } from "./device-db";
import { keysOfOccupant, lendVault, occupantId, saveCopy } from "./desk";
import { lock, lockWhenSessionEnds } from "./lock";
import { LockControl } from "./lock-control";
import { LockScreen } from "./lock-screen";
import { isExpelled, phone, recallPhone, refreshPhone } from "./phone";
import { startSigningInLater } from "./sign-in-later";
import { tellLocked } from "./tell-locked";
import { startWatch } from "./watch";
import { LANGUAGE_KEY, wipePerson } from "./wipe";
import "./shared.css";

const LOOK_EVERY_MS = 60_000;
const SAVE_AFTER_MS = 300;

/** Before the first picture. */
export async function prepareSharedPhone(): Promise<void> {
  beginAtTheFeed();
  await wipePerson();
  lendVault();
  await recallPhone();
  isExpelled.value = (await findDeviceKeys()) === null;
  await Promise.all([addWords("shared"), addWords("people")]);
  sharedParts.value = { Door: LockScreen, LockControl };
}

/** Wherever the person before was, the next one begins at the beginning. A new enrolment is looked at first. */
function beginAtTheFeed(): void {
  if (route.value.page === "enrol") return;
  history.replaceState(null, "", "/");
  navigate("/", { replace: true });
}

/** The language chosen at the lock screen, then those of the site. */
export function wantedLanguages(): string[] {
  const chosen = localStorage.getItem(LANGUAGE_KEY);
  return [...(chosen ? [chosen] : []), ...(phone.value?.languages ?? []), ...navigator.languages];
}

/** Once the lock screen stands. */
export function beginSharedPhone(): void {
  startWatch();
  lockWhenSessionEnds();
  startSigningInLater(() => void lock());
  startCourier((key) => keysOfOccupant().has(key));
  keepCopyFresh();
  addEventListener("online", look);
  addEventListener("pageshow", ({ persisted }) => (persisted ? location.reload() : look()));
  document.addEventListener("visibilitychange", look);
  setInterval(look, LOOK_EVERY_MS);
  look();
}

const look = (): void => void lookAround();

/** Who is on shift changes while the phone lies there. */
async function lookAround(): Promise<void> {
  if (document.visibilityState === "hidden") return;
  if (occupantId.value === null) await tellLocked();
  await refreshPhone();
  if (isExpelled.value && occupantId.value !== null) await lock();
}

/** A battery that dies leaves a locker that is seconds old. */
function keepCopyFresh(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    if (feed.value === null || occupantId.value === null || !isFresh.value) return;
    clearTimeout(timer);
    timer = setTimeout(() => void saveCopy().catch(() => undefined), SAVE_AFTER_MS);
  });
}
