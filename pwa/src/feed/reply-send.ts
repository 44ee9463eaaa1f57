import { t } from "../i18n";
import { enqueueCommand } from "../outbox/outbox";
import { uuid7 } from "../outbox/uuid7";
import { notify } from "../ui/notices";

/** Answers whether it is safe on this phone. */
export async function sendReply(postId: string, words: string, takeId: string | null): Promise<boolean> {
  const body = { reply_id: uuid7(Date.now()), post_id: postId, text: words, clip_id: takeId };
  try {
    await enqueueCommand("reply.create", body, { after: takeId });
  } catch {
    notify(t("outbox.phone_full"), "bad");
    return false;
  }
  requestAnimationFrame(showNewest);
  return true;
}

/** What was just said appears above the bar, not somewhere below the screen. */
function showNewest(): void {
  document.querySelector(".reply-list > :last-child")?.scrollIntoView({ block: "end" });
}
