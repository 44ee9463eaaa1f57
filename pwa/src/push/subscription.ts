/**
 * Whether this phone can be rung, and ringing switched on and off.
 *
 * The server's word and the browser's are compared at every start: browsers drop subscriptions in
 * silence, and the event that should say so is not to be relied on.
 */
import { call } from "../api/client";

export type PushState = "unsupported" | "needs_install" | "denied" | "off" | "on";

interface PushOut {
  public_key: string;
  endpoint: string | null;
}

const WANTED_KEY = "twotap.push";
/** A browser without its push service lets this hang for ever. */
const SUBSCRIBE_MS = 15_000;

const look = () => call<PushOut>("GET", "/api/push");
const tell = (body: PushSubscriptionJSON) => call<void>("PUT", "/api/push", { body });

const isInstalled = () => matchMedia("(display-mode: standalone)").matches;
const isApplePhone = () =>
  /iPhone|iPad|iPod/.test(navigator.userAgent) || (/Mac/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);

function support(): PushState | null {
  if (!isSecureContext || !("serviceWorker" in navigator)) return "unsupported";
  // On an iPhone it exists only in the app on the home screen.
  if (!("PushManager" in globalThis)) return isApplePhone() && !isInstalled() ? "needs_install" : "unsupported";
  return Notification.permission === "denied" ? "denied" : null;
}

export async function readPushState(): Promise<PushState> {
  const found = support();
  if (found) return found;
  const held = await heldSubscription();
  return held && (await look()).endpoint === held.endpoint ? "on" : "off";
}

/** Asks for the permission, so it must follow a tap. Raises when the server or the browser's push service does not answer. */
export async function turnPushOn(): Promise<PushState> {
  const found = support();
  if (found) return found;
  if ((await Notification.requestPermission()) !== "granted") return readPushState();
  await subscribe((await look()).public_key);
  localStorage.setItem(WANTED_KEY, "1");
  return "on";
}

export async function turnPushOff(): Promise<PushState> {
  localStorage.removeItem(WANTED_KEY);
  await call<void>("DELETE", "/api/push");
  await forgetSubscription();
  return "off";
}

export const tryPush = () => call<unknown>("POST", "/api/push/test");

/** After every start and sign-in: what the person switched on stays on, whatever the browser lost meanwhile. */
export async function reconcilePush(): Promise<void> {
  if (localStorage.getItem(WANTED_KEY) !== "1" || support() || Notification.permission !== "granted") return;
  const { public_key, endpoint } = await look();
  const held = await heldSubscription();
  if (!held || endpoint !== held.endpoint) await subscribe(public_key);
}

/** For a sign-out: the next person on this phone must not be rung for this one. Needs no network. */
export async function forgetSubscription(): Promise<void> {
  if (support() === "unsupported") return;
  await (await heldSubscription())?.unsubscribe();
}

async function heldSubscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager?.getSubscription()) ?? null;
}

async function subscribe(publicKey: string): Promise<void> {
  const registration = await navigator.serviceWorker.ready;
  const held = await registration.pushManager.getSubscription();
  if (held && !isForKey(held, publicKey)) await held.unsubscribe();
  const options = { userVisibleOnly: true, applicationServerKey: bytesOf(publicKey) };
  const subscription = await withinTime(registration.pushManager.subscribe(options));
  await tell(subscription.toJSON());
}

/** The installation may have been given another key since. */
function isForKey(held: PushSubscription, publicKey: string): boolean {
  const key = held.options.applicationServerKey;
  const wanted = bytesOf(publicKey);
  return key !== null && new Uint8Array(key).every((byte, at) => byte === wanted[at]);
}

export function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function withinTime<T>(work: Promise<T>): Promise<T> {
  const late = new Promise<never>((_, refuse) => {
    setTimeout(() => refuse(new Error("the browser's push service does not answer")), SUBSCRIBE_MS);
  });
  return Promise.race([work, late]);
}
