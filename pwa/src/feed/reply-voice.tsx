import { useMemo } from "preact/hooks";
import type { Post } from "../api/types";
import { t } from "../i18n";
import { lazily } from "../shell/lazily";
import { Icon } from "../ui/icon";
import { type Finger, Hold } from "./reply-hold";
import { sendReply } from "./reply-send";

const VoiceNote = lazily(() => import("../capture/voice-note").then((module) => module.VoiceNote), "capture");

/** Tap to speak with free hands, or hold and let go to send. With a keyboard it is a tap. */
export function SpeakButton({ onSpeak }: { onSpeak: (finger: Finger | null) => void }) {
  const hold = useMemo(() => new Hold(onSpeak), []);
  const press = (event: PointerEvent & { currentTarget: HTMLButtonElement }): void => {
    if (event.button !== 0) return;
    hold.press();
    // The button makes way for the note: its own listeners still hear a touch, the window hears a mouse.
    const end = { pointerup: () => hold.lift(), pointercancel: () => hold.lose() };
    const ending = new AbortController();
    for (const target of [event.currentTarget, window]) {
      for (const [name, act] of Object.entries(end)) {
        target.addEventListener(name, () => { act(); ending.abort(); }, { signal: ending.signal });
      }
    }
  };
  return (
    <button
      type="button"
      class="round-button speak-button"
      onPointerDown={press}
      onClick={() => hold.isSpent || onSpeak(null)}
      onContextMenu={(event) => event.preventDefault()}
      aria-label={t("reply.speak")}
    >
      <Icon name="mic" />
    </button>
  );
}

/** The note while it is spoken, in the place of whatever offered it. */
export function SpokenReply({ post, finger, onEnd }: { post: Post; finger: Finger | null; onEnd: () => void }) {
  const done = (takeId: string): void => {
    onEnd();
    void sendReply(post.id, "", takeId);
  };
  return <VoiceNote teamId={post.team_id} finger={finger} onDone={done} onCancel={onEnd} />;
}
