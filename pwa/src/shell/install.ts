/** Whether and how Twotap can be put on this phone's home screen. */
import { signal } from "@preact/signals";

interface InstallPromptEvent extends Event {
  prompt(): Promise<{ outcome: "accepted" | "dismissed" }>;
}

const offered = signal<InstallPromptEvent | null>(null);
const isDone = signal(false);

export type InstallWay = "installed" | "prompt" | "share_menu" | "browser_menu";

export function installWatch(): void {
  isDone.value = matchMedia("(display-mode: standalone)").matches;
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offered.value = event as InstallPromptEvent;
  });
  addEventListener("appinstalled", () => {
    isDone.value = true;
  });
}

export function installWay(): InstallWay {
  if (isDone.value) return "installed";
  if (offered.value) return "prompt";
  return isApplePhone() ? "share_menu" : "browser_menu";
}

export async function install(): Promise<void> {
  const event = offered.value;
  offered.value = null;
  await event?.prompt();
}

/** An iPad says it is a Mac; only its touch points give it away. */
function isApplePhone(): boolean {
  return /iPhone|iPad|iPod/.test(navigator.userAgent) || (/Mac/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);
}
