import { people } from "../api/people";
import type { Invite } from "../api/types";

/** As many codes as the server makes at once. */
const SHEET_MAX = 200;

/** A code for each of these people, however many they are. Raises ApiError. */
export async function makeSheet(teamId: string, personIds: readonly string[], expires_in_s: number): Promise<Invite[]> {
  const made: Invite[] = [];
  for (let start = 0; start < personIds.length; start += SHEET_MAX) {
    const person_ids = personIds.slice(start, start + SHEET_MAX);
    made.push(...(await people.personalInvites(teamId, { person_ids, expires_in_s })));
  }
  return made;
}
