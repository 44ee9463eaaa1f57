/** A new version waits until the person asks for it: nothing being recorded or written is ever cut off. */
import { signal } from "@preact/signals";
import { t } from "../i18n";
import { renewOnNextPage } from "../router";
import { onWake } from "../sync/live";
import { Icon } from "../ui/icon";

/** The content security policy admits one script address besides the page's own: this one, under this name. */
interface TrustedTypes {
  createPolicy(name: "sw", rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): string };
}

const WORKER = "/sw.js";
const waiting = signal<ServiceWorker | null>(null);
const CHECK_EVERY_MS = 30 * 60_000;

export async function watchForUpdate(): Promise<void> {
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return;
  const registration = await navigator.serviceWorker.register(trusted(WORKER)).catch(() => null);
  if (!registration) return;
  const look = () => {
    // Without a controller this is the first install: there is nothing older to replace.
    if (navigator.serviceWorker.controller) waiting.value = registration.waiting;
  };
  look();
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", look);
  });
  if (navigator.serviceWorker.controller) navigator.serviceWorker.addEventListener("controllerchange", renewOnNextPage);
  let checkedAt = Date.now();
  onWake(() => {
    if (Date.now() - checkedAt < CHECK_EVERY_MS) return;
    checkedAt = Date.now();
    void registration.update().catch(() => undefined);
  });
}

function trusted(address: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  return trustedTypes?.createPolicy("sw", { createScriptURL: () => address }).createScriptURL(address) ?? address;
}

function takeUpdate(worker: ServiceWorker): void {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  worker.postMessage("take over");
}

/** Lies over the header, where it moves nothing and hides no answer. Later means: when Twotap is opened the next time. */
export function UpdateOffer() {
  const worker = waiting.value;
  return (
    <div class="update" role="status">
      {worker && (
        <div class="update-offer">
          <span>{t("update.ready")}</span>
          <button type="button" class="button small primary" onClick={() => takeUpdate(worker)}>{t("update.take")}</button>
          <button type="button" class="icon-button" onClick={() => (waiting.value = null)} aria-label={t("update.later")}>
            <Icon name="close" />
          </button>
        </div>
      )}
    </div>
  );
}
