import { useSignal } from "@preact/signals";
import type { Post } from "../api/types";
import { t } from "../i18n";
import { enqueueCommand } from "../outbox/outbox";
import { uuid7 } from "../outbox/uuid7";
import { lazily } from "../shell/lazily";
import { me } from "../store/session";
import { keepWords, unsentWords } from "../store/words";
import { Icon } from "../ui/icon";
import { notify } from "../ui/notices";

const VoiceNote = lazily(() => import("../capture/voice-note").then((module) => module.VoiceNote), "capture");

/** Say it or type it. One line of text, or the microphone. */
export function ReplyBar({ post }: { post: Post }) {
  const personId = me.value?.person.id ?? "";
  const text = useSignal(unsentWords(personId, post.id));
  const isSending = useSignal(false);
  const isSpeaking = useSignal(false);
  const write = (words: string) => {
    text.value = words;
    keepWords(personId, post.id, words);
  };
  /** Answers whether it is safe on this phone. */
  const send = async (words: string, takeId: string | null): Promise<boolean> => {
    const body = { reply_id: uuid7(Date.now()), post_id: post.id, text: words, clip_id: takeId };
    try {
      await enqueueCommand("reply.create", body, { after: takeId });
    } catch {
      notify(t("outbox.phone_full"), "bad");
      return false;
    }
    requestAnimationFrame(showNewest);
    return true;
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    const words = text.value.trim();
    if (!words || isSending.value) return;
    isSending.value = true;
    if (await send(words, null)) write("");
    isSending.value = false;
  };
  if (isSpeaking.value) {
    const finish = (takeId: string | null) => {
      isSpeaking.value = false;
      if (takeId) void send("", takeId);
    };
    return <div class="reply-bar"><VoiceNote teamId={post.team_id} onDone={finish} onCancel={() => finish(null)} /></div>;
  }
  return (
    <form class="reply-bar" onSubmit={(event) => void submit(event)}>
      <input
        type="text"
        class="reply-input"
        value={text.value}
        maxLength={me.value?.limits.text_max_chars}
        onInput={(event) => write(event.currentTarget.value)}
        placeholder={t("reply.placeholder")}
        aria-label={t("reply.placeholder")}
        enterkeyhint="send"
        autocomplete="off"
        dir="auto"
      />
      {text.value.trim() === "" ? (
        <button type="button" class="round-button" onClick={() => (isSpeaking.value = true)} aria-label={t("reply.speak")}>
          <Icon name="mic" />
        </button>
      ) : (
        <button type="submit" class="round-button primary" aria-label={t("reply.send")}><Icon name="send" /></button>
      )}
    </form>
  );
}

/** What was just said appears above the bar, not somewhere below the screen. */
function showNewest(): void {
  document.querySelector(".reply-list > :last-child")?.scrollIntoView({ block: "end" });
}
