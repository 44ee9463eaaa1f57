import type { Post } from "../api/types";
import { addWords, t } from "../i18n";
import { Icon } from "../ui/icon";
import { notify } from "../ui/notices";
import { sendReply } from "./reply-send";

/** The phone's own camera; its own "use this photo" is the look before sending. */
export function PhotoReply({ post }: { post: Post }) {
  const onChange = (event: Event & { currentTarget: HTMLInputElement }): void => {
    const file = event.currentTarget.files?.[0];
    // The same file can be chosen again after a refusal.
    if (file) void keepAndSend(post, file).catch(() => notify(t("page.failed"), "bad"));
    event.currentTarget.value = "";
  };
  return (
    <label class="round-button photo-reply">
      <Icon name="camera" />
      <span class="visually-hidden">{t("reply.photo")}</span>
      <input class="visually-hidden" type="file" accept="image/*" capture="environment" onChange={onChange} />
    </label>
  );
}

async function keepAndSend(post: Post, file: File): Promise<void> {
  const [{ takeOfFile }, { clipLimits }] = await Promise.all([
    import("../capture/intake"),
    import("../capture/clip-limits"),
    addWords("capture"),
  ]);
  const { upload_max_bytes: maxBytes } = clipLimits();
  const kept = await takeOfFile("photo", file, maxBytes, post.team_id);
  if ("takeId" in kept) await sendReply(post.id, "", kept.takeId);
  else notify(t(`capture.refusal.${kept.refusal}`, { limit: Math.floor(maxBytes / 1_000_000) }), "bad");
}
