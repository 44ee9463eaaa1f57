import type { Ask, PostCreate } from "../api/types";
import { describeTake, enqueueCommand } from "../outbox/outbox";
import { uuid7 } from "../outbox/uuid7";
import { type Draft, type To, WHOLE_TEAM } from "./draft";

/** Puts the post, and its take if it has one, on the way. Resolves when both are safe on this phone. */
export async function sendPost({ takeId, text, team, ask, to }: Draft): Promise<void> {
  if (takeId !== null) await describeTake(takeId, { teamId: team.id });
  const body = { post_id: uuid7(Date.now()), team_id: team.id, text: text.trim(), clip_id: takeId, ask, to: addressOf(ask, to) };
  // A take is posted once: a second tap makes the same item.
  await enqueueCommand("post.create", body, { after: takeId, ...(takeId === null ? {} : { id: `post.${takeId}` }) });
}

/** A post that asks nothing is for the team. */
function addressOf(ask: Ask, to: To): PostCreate["to"] {
  const { kind, personIds } = ask === "none" ? WHOLE_TEAM : to;
  return { kind, person_ids: [...personIds] };
}
