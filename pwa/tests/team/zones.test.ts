import { expect, test } from "vitest";
import { listZones } from "../../src/team/zones";

test("the phone's own zone is in the list once, even where the browser forgets it", () => {
  expect(listZones("UTC", ["Europe/Berlin", "Africa/Cairo"])).toEqual(["Africa/Cairo", "Europe/Berlin", "UTC"]);
  expect(listZones("Europe/Berlin", ["Europe/Berlin"])).toEqual(["Europe/Berlin"]);
});
