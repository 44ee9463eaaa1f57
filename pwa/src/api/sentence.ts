import { ApiError } from "./client";
import { type MessageKey, t } from "../i18n";

const WORDED: Readonly<Record<string, MessageKey>> = {
  network: "error.network",
  "invite.unknown": "error.invite.unknown",
  "invite.ended": "error.invite.ended",
  "session.none": "error.session.none",
};

/** Our words for a failure where we have them; else the server's sentence; never a bare number. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof ApiError)) throw error;
  const key = WORDED[error.code];
  if (key) return t(key);
  if (error.status === 429) return t("error.too_many");
  return error.status < 500 && error.detail ? error.detail : t("error.server");
}
