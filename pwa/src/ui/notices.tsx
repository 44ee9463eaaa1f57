/** Short messages at the bottom of the screen, read out by screen readers. */
import { signal } from "@preact/signals";
import { Icon } from "./icon";

interface Notice {
  text: string;
  tone: "calm" | "bad";
  action: Action | null;
}

interface Action {
  label: string;
  run: () => void;
}

const SHOWN_MS = 5_000;
const current = signal<Notice | null>(null);
let timer = 0;

export function notify(text: string, tone: Notice["tone"] = "calm", action: Action | null = null): void {
  clearTimeout(timer);
  current.value = { text, tone, action };
  timer = window.setTimeout(() => {
    current.value = null;
  }, SHOWN_MS);
}

function act(action: Action | null): void {
  current.value = null;
  action?.run();
}

export function Notices() {
  const notice = current.value;
  return (
    <div class="notices" role="status" aria-live="polite">
      {notice && (
        <p class="notice" data-tone={notice.tone}>
          <Icon name={notice.tone === "bad" ? "alert" : "check"} />
          {notice.text}
          {notice.action && <button type="button" class="notice-action" onClick={() => act(notice.action)}>{notice.action.label}</button>}
        </p>
      )}
    </div>
  );
}
