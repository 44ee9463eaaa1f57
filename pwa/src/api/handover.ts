/** The part of the API about what is put before a person, and what one lead leaves to the next. */
import { uuid7 } from "../outbox/uuid7";
import { ApiError, call } from "./client";
import type { components } from "./schema.generated";

type Schemas = components["schemas"];

export type Brief = Schemas["BriefOut"];
export type Handover = Schemas["HandoverOut"];
export type OpenItem = Schemas["ItemOut"];

/** Sent at once and not kept: a handover is between people who are both here. */
async function command(kind: string, body: Record<string, unknown>): Promise<void> {
  const at = Date.now();
  const sent = { id: uuid7(at), kind, captured_at: new Date(at).toISOString(), body };
  const { results } = await call<Schemas["CommandsOut"]>("POST", "/api/commands", { body: { commands: [sent] } });
  const [result] = results;
  if (result?.outcome === "refused") throw new ApiError("POST", "/api/commands", result.status, result.code ?? "", result.sentence ?? "");
}

export const handovers = {
  brief: () => call<Brief>("GET", "/api/brief"),
  read: (teamId: string) => call<Handover>("GET", `/api/teams/${teamId}/handover`),
  take: (teamId: string, number: number) => command("handover.take", { team_id: teamId, number }),
  settle: (postId: string) => command("handover.settle", { post_id: postId }),
};
