import { expect, test } from "vitest";
import type { Team } from "../../src/api/types";
import { canSend, reachOf, usualAsk, usualTeam } from "../../src/compose/draft";

const site: Team["site"] = { id: "s", name: "Plant", zone: "Europe/Berlin", languages: [], quiet_from: null, quiet_until: null, attention_budget_s: 90 };
const aTeam = (id: string, role: Team["role"], member_count = 13): Team => ({ id, name: id, site, role, member_count, waiting_count: 0 });
const lead = aTeam("early", "lead");
const worker = aTeam("safety", "worker", 1);

test("a lead's post asks for an answer unless told otherwise, a colleague's does not", () => {
  expect([usualAsk(lead), usualAsk(worker), usualAsk(null)]).toEqual(["acknowledge", "none", "none"]);
});

test("the head count leaves the author out", () => expect([reachOf(lead), reachOf(worker)]).toEqual([12, 0]));

test("the team chosen last comes first, even when it is gone", () => {
  expect(usualTeam([lead, worker], "safety")).toBe(worker);
  expect(usualTeam([lead, worker], "closed")).toBe(lead);
  expect(usualTeam([], "safety")).toBeNull();
});

test("there must be something to send", () => {
  expect(canSend({ takeId: null, text: "  " })).toBe(false);
  expect(canSend({ takeId: null, text: "Gate 4" })).toBe(true);
  expect(canSend({ takeId: "t", text: "" })).toBe(true);
});
