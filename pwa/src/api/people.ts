/** The part of the API about people: joining, waiting, sessions, sites, the directory. Types come with the server's own. */
import { call } from "./client";
import type { Invite, JoinIn, JoinLook, Me, Member, Named, Role, Site, Team } from "./types";

export type InviteKind = "join" | "poster" | "phone" | "device";
export type Scope = "team" | "site" | "organisation";

export interface Pending {
  team: Named;
  site: Named;
  asked_at: string;
}

export interface WaitingMe extends Me {
  pending: Pending | null;
}

export interface Look extends JoinLook {
  kind: InviteKind;
  languages: string[];
  person: { name: string } | null;
}

export interface JoinAsked extends JoinIn {
  join_id: string;
  pin?: string;
}

export interface KindInvite extends Invite {
  kind: InviteKind;
  person: Named | null;
}

export interface InviteAsked {
  kind: InviteKind;
  role: Role;
  uses_max: number;
  expires_in_s: number;
}

export interface SessionHere {
  id: string;
  device: { id: string; kind: "personal" | "shared"; label: string };
  created_at: string;
  is_current: boolean;
}

export interface SessionSeen {
  id: string;
  device_kind: "personal" | "shared";
  created_on: string;
}

export interface Admission {
  id: string;
  person: Named & { language: string };
  role: Role;
  asked_at: string;
}

export interface RoleHeld {
  scope: Scope;
  id: string;
  name: string;
  role: Role;
}

export interface Person extends Named {
  language: string;
  external_id: string | null;
  teams: (Named & { role: Role })[];
  roles: RoleHeld[];
  is_departed: boolean;
}

export interface PeoplePage {
  people: Person[];
  next: string | null;
}

export interface SiteMore extends Site {
  languages: string[] | null;
  quiet_from: string | null;
  quiet_until: string | null;
}

export interface SiteAsked {
  name: string;
  zone: string;
  languages: string[] | null;
  quiet_from: string | null;
  quiet_until: string | null;
}

export type PasskeyRule = "offered" | "required";

export interface Organisation extends Named {
  passkeys: PasskeyRule;
}

export interface SharedDevice {
  id: string;
  label: string;
  created_at: string;
}

export interface PeopleQuery {
  q?: string;
  team_id?: string;
  site_id?: string;
  cursor?: string;
}

function searchOf(wanted: PeopleQuery): string {
  const search = new URLSearchParams(Object.entries(wanted).filter(([, value]) => value));
  return search.size > 0 ? `?${search}` : "";
}

export const people = {
  look: (token: string) => call<Look>("POST", "/api/join/look", { body: { token } }),
  join: (body: JoinAsked) => call<Me>("POST", "/api/join", { body }),
  newPhone: () => call<KindInvite>("POST", "/api/me/phone"),
  sessions: () => call<SessionHere[]>("GET", "/api/me/sessions"),
  endSession: (id: string) => call<void>("DELETE", `/api/me/sessions/${id}`),
  setPin: (pin: string) => call<void>("PUT", "/api/me/pin", { body: { pin } }),

  admissions: (teamId: string) => call<Admission[]>("GET", `/api/teams/${teamId}/admissions`),
  decide: (teamId: string, id: string, admit: boolean) =>
    call<void>("POST", `/api/teams/${teamId}/admissions/${id}`, { body: { admit } }),
  members: (teamId: string) => call<Member[]>("GET", `/api/teams/${teamId}/members`),
  invites: (teamId: string) => call<KindInvite[]>("GET", `/api/teams/${teamId}/invites`),
  invite: (teamId: string, body: InviteAsked) => call<KindInvite>("POST", `/api/teams/${teamId}/invites`, { body }),
  personalInvites: (teamId: string, body: { person_ids: string[]; expires_in_s: number }) =>
    call<KindInvite[]>("POST", `/api/teams/${teamId}/invites/personal`, { body }),
  sharedDevices: (teamId: string) => call<SharedDevice[]>("GET", `/api/teams/${teamId}/devices`),
  endSharedDevice: (id: string) => call<void>("DELETE", `/api/devices/${id}`),

  list: (wanted: PeopleQuery) => call<PeoplePage>("GET", `/api/people${searchOf(wanted)}`),
  add: (body: { name: string; language: string; team_id: string; role: Role }) => call<Person>("POST", "/api/people", { body }),
  get: (id: string) => call<Person>("GET", `/api/people/${id}`),
  change: (id: string, body: { name?: string; language?: string }) => call<Person>("PATCH", `/api/people/${id}`, { body }),
  depart: (id: string) => call<void>("POST", `/api/people/${id}/depart`),
  phoneFor: (id: string) => call<KindInvite>("POST", `/api/people/${id}/phone`),
  sessionsOf: (id: string) => call<SessionSeen[]>("GET", `/api/people/${id}/sessions`),
  endSessionsOf: (id: string) => call<void>("DELETE", `/api/people/${id}/sessions`),
  giveRole: (id: string, body: { scope: Scope; id: string; role: Role }) => call<void>("PUT", `/api/people/${id}/roles`, { body }),
  takeRole: (id: string, scope: Scope, scopeId: string) => call<void>("DELETE", `/api/people/${id}/roles/${scope}/${scopeId}`),

  sites: () => call<SiteMore[]>("GET", "/api/sites"),
  createSite: (body: { name: string; zone: string }) => call<SiteMore>("POST", "/api/sites", { body }),
  changeSite: (id: string, body: Partial<SiteAsked>) => call<SiteMore>("PATCH", `/api/sites/${id}`, { body }),
  teams: () => call<Team[]>("GET", "/api/teams"),
  organisation: () => call<Organisation>("GET", "/api/organisation"),
  changeOrganisation: (body: { name?: string; passkeys?: PasskeyRule }) => call<Organisation>("PATCH", "/api/organisation", { body }),
};
