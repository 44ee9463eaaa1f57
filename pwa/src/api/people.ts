/** The part of the API about people: joining, waiting, sessions, sites, the directory. */
import { call } from "./client";
import type { components } from "./schema.generated";
import type { Invite, JoinIn, JoinLook, Me, Member, Role, Site, Team } from "./types";

type Schemas = components["schemas"];

export type InviteKind = Schemas["InviteKind"];
export type Scope = Schemas["Scope"];
export type Pending = Schemas["PendingOut"];
export type SessionHere = Schemas["SessionOut"];
export type SessionSeen = Schemas["SessionOfPerson"];
export type Admission = Schemas["AdmissionOut"];
export type RoleHeld = Schemas["HeldRole"];
/** As a list shows them, and as their own page does. */
export type PersonRow = Schemas["PersonRow"];
export type Person = Schemas["PersonDetail"];
export type PeoplePage = Schemas["PeopleOut"];
export type Organisation = Schemas["OrganisationOut"];
export type PasskeyRule = Schemas["PasskeyRule"];
export type SharedDevice = Schemas["EnrolledOut"];
export type PinCode = Schemas["CodeOut"];
type InviteAsked = Schemas["InviteIn"];

export interface PeopleQuery {
  q?: string;
  team_id?: string;
  site_id?: string;
  above?: "true";
  cursor?: string;
}

function searchOf(wanted: PeopleQuery): string {
  const search = new URLSearchParams(Object.entries(wanted).filter(([, value]) => value));
  return search.size > 0 ? `?${search}` : "";
}

export const people = {
  look: (token: string) => call<JoinLook>("POST", "/api/join/look", { body: { token } }),
  join: (body: JoinIn) => call<Me>("POST", "/api/join", { body }),
  newPhone: () => call<Invite>("POST", "/api/me/phone"),
  sessions: () => call<SessionHere[]>("GET", "/api/me/sessions"),
  endOtherSessions: () => call<void>("DELETE", "/api/me/sessions"),
  endSession: (id: string) => call<void>("DELETE", `/api/me/sessions/${id}`),
  setPin: (body: { pin: string; current_pin?: string }) => call<void>("PUT", "/api/me/pin", { body }),

  admissions: (teamId: string) => call<Admission[]>("GET", `/api/teams/${teamId}/admissions`),
  decide: (teamId: string, id: string, admit: boolean) =>
    call<void>("POST", `/api/teams/${teamId}/admissions/${id}`, { body: { admit } }),
  members: (teamId: string) => call<Member[]>("GET", `/api/teams/${teamId}/members`),
  invites: (teamId: string) => call<Invite[]>("GET", `/api/teams/${teamId}/invites`),
  invite: (teamId: string, body: InviteAsked) => call<Invite>("POST", `/api/teams/${teamId}/invites`, { body }),
  personalInvites: (teamId: string, body: { person_ids: string[]; expires_in_s: number }) =>
    call<Invite[]>("POST", `/api/teams/${teamId}/invites/personal`, { body }),
  sharedDevices: (teamId: string) => call<SharedDevice[]>("GET", `/api/teams/${teamId}/devices`),
  endSharedDevice: (id: string) => call<void>("DELETE", `/api/devices/${id}`),

  list: (wanted: PeopleQuery) => call<PeoplePage>("GET", `/api/people${searchOf(wanted)}`),
  add: (body: { name: string; language: string; team_id: string; role: Role }) => call<Person>("POST", "/api/people", { body }),
  get: (id: string) => call<Person>("GET", `/api/people/${id}`),
  change: (id: string, body: Schemas["PersonChange"]) => call<Person>("PATCH", `/api/people/${id}`, { body }),
  depart: (id: string) => call<void>("POST", `/api/people/${id}/depart`),
  phoneFor: (id: string) => call<Invite>("POST", `/api/people/${id}/phone`),
  pinCodeFor: (id: string) => call<PinCode>("POST", `/api/people/${id}/pin-code`),
  sessionsOf: (id: string) => call<SessionSeen[]>("GET", `/api/people/${id}/sessions`),
  endSessionsOf: (id: string) => call<void>("DELETE", `/api/people/${id}/sessions`),
  giveRole: (id: string, body: Schemas["RolePut"]) => call<void>("PUT", `/api/people/${id}/roles`, { body }),
  takeRole: (id: string, scope: Scope, scopeId: string) => call<void>("DELETE", `/api/people/${id}/roles/${scope}/${scopeId}`),

  sites: () => call<Site[]>("GET", "/api/sites"),
  createSite: (body: { name: string; zone: string }) => call<Site>("POST", "/api/sites", { body }),
  changeSite: (id: string, body: Schemas["SiteChange"]) => call<Site>("PATCH", `/api/sites/${id}`, { body }),
  teams: () => call<Team[]>("GET", "/api/teams"),
  organisation: () => call<Organisation>("GET", "/api/organisation"),
  changeOrganisation: (body: Schemas["OrganisationChange"]) => call<Organisation>("PATCH", "/api/organisation", { body }),
};
