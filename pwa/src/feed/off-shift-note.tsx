import { t } from "../i18n";
import { clockTime } from "../i18n/time";
import { enqueueCommand, pending, retryItem } from "../outbox/outbox";
import { Icon } from "../ui/icon";
import { notify } from "../ui/notices";
import { now } from "../ui/now";
import { showItemId, waitOf } from "./off-shift";

interface Row {
  held: boolean;
  held_until?: string | null;
}

/** Under an answer: it is kept, and its time will come. */
export function OffShiftNote({ row }: { row: Row }) {
  return row.held ? <Until until={row.held_until ?? null} /> : null;
}

/** Under a reply or post: the same, and the way round it. Of a reply, `postId` is its post's. */
export function OffShiftChoice({ row, postId }: { row: Row & { id: string }; postId?: string }) {
  const itemId = showItemId(row.id);
  const wait = waitOf(row, itemId, pending.value);
  if (wait === null) return null;
  if (wait.isBeingShown) return <p class="off-shift-note" role="status"><Icon name="send" /> {t("off_shift.being_shown")}</p>;
  return (
    <div class="off-shift">
      <Until until={wait.until} />
      <button type="button" class="button small" onClick={() => void show(row.id, postId, itemId)}>
        {t("off_shift.show_now")}
      </button>
    </div>
  );
}

async function show(id: string, postId: string | undefined, itemId: string): Promise<void> {
  try {
    if (pending.value.some((item) => item.id === itemId && item.state.name === "stuck")) await retryItem(itemId);
    else if (postId === undefined) await enqueueCommand("post.show", { post_id: id }, { id: itemId });
    else await enqueueCommand("reply.show", { reply_id: id, post_id: postId }, { id: itemId });
  } catch {
    notify(t("outbox.phone_full"), "bad");
  }
}

function Until({ until }: { until: string | null }) {
  return (
    <p class="off-shift-note">
      <Icon name="clock" />
      <span>{until === null ? t("off_shift.unplanned") : t("off_shift.until", { time: clockTime(until, now.value) })}</span>
    </p>
  );
}
