import { describe, expect, test } from "vitest";
import type { Team } from "../../src/api/types";
import { groupBySite, placeOf } from "../../src/people/places";
import { groupedPlaces, keyOf, rolesOffered } from "../../src/people/roles";

const team = (id: string, site: string, role: Team["role"] = "lead") =>
  ({ id, name: `Team ${id}`, role, member_count: 1, site: { id: site, name: `Site ${site}`, zone: "UTC" } }) as Team;

test("teams are grouped by site, in the order they came", () => {
  const groups = groupBySite([team("1", "a"), team("2", "b"), team("3", "a")]);
  expect(groups.map((group) => [group.site.id, group.teams.map((one) => one.id)])).toEqual([["a", ["1", "3"]], ["b", ["2"]]]);
});

test.each([
  ["team:1", { team_id: "1" }],
  ["site:a", { site_id: "a" }],
  ["", {}],
  ["nonsense", {}],
])("the filter %s asks for %o", (choice, expected) => {
  expect(placeOf(choice)).toEqual(expected);
});

describe("places where a role may be given", () => {
  test("are teams that one leads, then sites, then the whole", () => {
    const places = groupedPlaces({
      organisation: { id: "o", name: "Harbour" },
      sites: [team("1", "a").site],
      teams: [team("1", "a"), team("2", "a", "worker")],
    });
    expect(places.map(keyOf)).toEqual(["team:1", "site:a", "organisation:o"]);
  });

  test("offer work in teams only, and keep what is held already", () => {
    expect(rolesOffered("team")).toEqual(["worker", "lead"]);
    expect(rolesOffered("site")).toEqual(["lead", "admin"]);
    expect(rolesOffered("team", "admin")).toEqual(["worker", "lead", "admin"]);
  });
});
