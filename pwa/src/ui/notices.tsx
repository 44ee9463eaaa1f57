/** Short messages at the bottom of the screen, read out by screen readers. */
import { signal } from "@preact/signals";
import { Icon } from "./icon";

interface Notice {
  text: string;
  tone: "calm" | "bad";
}

const SHOWN_MS = 5_000;
const current = signal<Notice | null>(null);
let timer = 0;

export function notify(text: string, tone: Notice["tone"] = "calm"): void {
  clearTimeout(timer);
  current.value = { text, tone };
  timer = window.setTimeout(() => {
    current.value = null;
  }, SHOWN_MS);
}

export function Notices() {
  const notice = current.value;
  return (
    <div class="notices" role="status" aria-live="polite">
      {notice && (
        <p class="notice" data-tone={notice.tone}>
          <Icon name={notice.tone === "bad" ? "alert" : "check"} />
          {notice.text}
        </p>
      )}
    </div>
  );
}
