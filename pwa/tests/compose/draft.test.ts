import { expect, test } from "vitest";
import type { Team } from "../../src/api/types";
import { askedOf, canChoose, canSend, reachOf, type To, usualAsk, usualTeam, WHOLE_TEAM } from "../../src/compose/draft";

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

const named = (...ids: string[]): To => ({ kind: "people", personIds: new Set(ids) });

test("there must be something to send", () => {
  const draft = { ask: "acknowledge", to: WHOLE_TEAM } as const;
  expect(canSend({ ...draft, takeId: null, text: "  " })).toBe(false);
  expect(canSend({ ...draft, takeId: null, text: "Gate 4" })).toBe(true);
  expect(canSend({ ...draft, takeId: "t", text: "" })).toBe(true);
});

test("by name is by at least one name, as long as anything is asked", () => {
  expect(canSend({ takeId: "t", text: "", ask: "acknowledge", to: named() })).toBe(false);
  expect(canSend({ takeId: "t", text: "", ask: "acknowledge", to: named("ben") })).toBe(true);
  expect(canSend({ takeId: "t", text: "", ask: "none", to: named() })).toBe(true);
});

test("how many are asked is known before sending, but for whoever is on shift by then", () => {
  expect(askedOf(lead, "acknowledge", WHOLE_TEAM)).toBe(12);
  expect(askedOf(lead, "acknowledge", named("ben", "ana"))).toBe(2);
  expect(askedOf(lead, "none", named("ben"))).toBe(0);
  expect(askedOf(lead, "acknowledge", { kind: "on_shift", personIds: new Set() })).toBeNull();
});

test("who leads the team chooses among its people", () => {
  expect([canChoose(lead), canChoose(worker), canChoose(null)]).toEqual([true, false, false]);
});
