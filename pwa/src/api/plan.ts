/** The part of the API about shifts, the roster and the audit log. */
import { call } from "./client";
import type { components } from "./schema.generated";

type Schemas = components["schemas"];

export type Shift = Schemas["ShiftOut"];
export type Shifts = Schemas["ShiftsOut"];
export type Pattern = Schemas["PatternOut"];
export type OnShift = Schemas["OnShift"];
export type Roster = Schemas["RosterOut"];
export type RosterChange = Schemas["RosterChangeOut"];
export type RosterError = Schemas["RosterError"];
export type AuditPage = Schemas["AuditPage"];
export type AuditEntry = Schemas["AuditOut"];

export type ShiftsRead = Schemas["ImportOut"];

const ROSTER_MS = 10 * 60_000;

export const plan = {
  shifts: (teamId: string, from: string, to: string) =>
    call<Shifts>("GET", `/api/teams/${teamId}/shifts?${new URLSearchParams({ from, to })}`),
  addShift: (teamId: string, body: Schemas["ShiftIn"]) => call<Shift>("POST", `/api/teams/${teamId}/shifts`, { body }),
  changeShift: (id: string, body: Schemas["ShiftChange"]) => call<Shift>("PATCH", `/api/shifts/${id}`, { body }),
  removeShift: (id: string) => call<void>("DELETE", `/api/shifts/${id}`),
  patterns: (teamId: string) => call<Schemas["PatternsOut"]>("GET", `/api/teams/${teamId}/shift-patterns`),
  addPattern: (teamId: string, body: Schemas["PatternIn"]) => call<Pattern>("POST", `/api/teams/${teamId}/shift-patterns`, { body }),
  changePattern: (id: string, body: Schemas["PatternChange"]) => call<Pattern>("PATCH", `/api/shift-patterns/${id}`, { body }),
  removePattern: (id: string) => call<void>("DELETE", `/api/shift-patterns/${id}`),
  onShift: (teamId: string) => call<OnShift[]>("GET", `/api/teams/${teamId}/on-shift`),
  mine: (from: string, to: string) => call<Shift[]>("GET", `/api/me/shifts?${new URLSearchParams({ from, to })}`),

  readRoster: (file: Blob, query: { site_id?: string; create?: string }) =>
    call<Roster>("POST", `/api/roster?${new URLSearchParams(query)}`, { file, timeoutMs: ROSTER_MS }),
  roster: (id: string) => call<Roster>("GET", `/api/roster/${id}`),
  rosterChanges: (id: string, after: number) => call<Schemas["RosterChanges"]>("GET", `/api/roster/${id}/changes?after=${after}`),
  applyRoster: (id: string, leavingCount: number, skipErrors: boolean) =>
    call<Roster>("POST", `/api/roster/${id}/apply?skip_errors=${skipErrors}`, { body: { leaving_count: leavingCount }, timeoutMs: ROSTER_MS }),

  rosterFile: () => call<Blob>("GET", "/api/roster.csv", { timeoutMs: ROSTER_MS }),
  auditFile: () => call<Blob>("GET", "/api/audit.csv", { timeoutMs: ROSTER_MS }),
  readShifts: (teamId: string, file: Blob, { isApplied, isComplete, skipsErrors = false }: { isApplied: boolean; isComplete: boolean; skipsErrors?: boolean }) =>
    call<ShiftsRead>("POST", `/api/teams/${teamId}/shifts/import?apply=${isApplied}&complete=${isComplete}&skip_errors=${skipsErrors}`, { file, timeoutMs: ROSTER_MS }),

  audit: (query: { before?: string; person_id?: string }) => call<AuditPage>("GET", `/api/audit?${new URLSearchParams(query)}`),
};
