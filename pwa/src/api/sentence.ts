import { ApiError } from "./client";
import { findWords, t } from "../i18n";

/** Our words for a failure where a catalogue has `error.<code>`; else the server's sentence; never a bare number. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof ApiError)) throw error;
  const ours = findWords(`error.${error.code}`);
  if (ours) return ours;
  if (error.status === 429) return t("error.too_many");
  return error.status < 500 && error.detail ? error.detail : t("error.server");
}
