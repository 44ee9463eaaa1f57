import { useSignal } from "@preact/signals";
import type { Post } from "../api/types";
import { t } from "../i18n";
import { me } from "../store/session";
import { keepWords, unsentWords } from "../store/words";
import { Icon } from "../ui/icon";
import type { Finger } from "./reply-hold";
import { PhotoReply } from "./reply-photo";
import { sendReply } from "./reply-send";
import { SpeakButton, SpokenReply } from "./reply-voice";

/** Say it, type it or show it. One line of text, the camera or the microphone. */
export function ReplyBar({ post }: { post: Post }) {
  const personId = me.value?.person.id ?? "";
  const text = useSignal(unsentWords(personId, post.id));
  const isSending = useSignal(false);
  const speaking = useSignal<{ finger: Finger | null } | null>(null);
  const write = (words: string) => {
    text.value = words;
    keepWords(personId, post.id, words);
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    const words = text.value.trim();
    if (!words || isSending.value) return;
    isSending.value = true;
    if (await sendReply(post.id, words, null)) write("");
    isSending.value = false;
  };
  if (speaking.value !== null) {
    const { finger } = speaking.value;
    return <div class="reply-bar"><SpokenReply post={post} finger={finger} onEnd={() => (speaking.value = null)} /></div>;
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
        <>
          <PhotoReply post={post} />
          <SpeakButton onSpeak={(finger) => (speaking.value = { finger })} />
        </>
      ) : (
        <button type="submit" class="round-button primary" aria-label={t("reply.send")}><Icon name="send" /></button>
      )}
    </form>
  );
}
