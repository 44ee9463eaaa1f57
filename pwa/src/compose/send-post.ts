import { describeTake, enqueueCommand } from "../outbox/outbox";
import { uuid7 } from "../outbox/uuid7";
import type { Draft } from "./draft";

/** Puts the post, and its take if it has one, on the way. Resolves when both are safe on this phone. */
export async function sendPost({ takeId, text, team, ask }: Draft): Promise<void> {
  if (takeId !== null) await describeTake(takeId, { teamId: team.id });
  const body = { post_id: uuid7(Date.now()), team_id: team.id, text: text.trim(), clip_id: takeId, ask };
  // A take is posted once: a second tap makes the same item.
  await enqueueCommand("post.create", body, { after: takeId, ...(takeId === null ? {} : { id: `post.${takeId}` }) });
}
