import { people, type PeopleQuery, type PersonRow } from "../api/people";

/** More than this is a roster, not a crew. */
const PAGES_MAX = 20;

/** All people that match, page after page. */
export async function everyone(wanted: PeopleQuery): Promise<PersonRow[]> {
  const found: PersonRow[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const { people: some, next } = await people.list({ ...wanted, ...(cursor ? { cursor } : {}) });
    found.push(...some);
    if (!next) break;
    cursor = next;
  }
  return found;
}
