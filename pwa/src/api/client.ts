/**
 * The one way to the server. Every failure is an ApiError that says which call failed and how:
 *   ApiError  status 0, code "network"   the phone has no connection, or the request was cut
 *             status 4xx/5xx             the server's problem document (RFC 9457)
 */
import type {
  Board, Clip, Invite, InviteIn, JoinIn, JoinLook, Me, MeChange, Member, Post, Role, Site, SyncDelta, Team,
} from "./types";
import { mayPass } from "./gate";
import { isProofMissing, prove } from "./proof";

export class ApiError extends Error {
  constructor(
    readonly method: string,
    readonly url: string,
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly facts: Readonly<Record<string, unknown>> = {},
    readonly retryAfterMs: number | null = null,
  ) {
    super(`${method} ${url}: ${status} ${code} ${detail}`);
    this.name = "ApiError";
  }

  /** Worth sending again unchanged: no connection, too many requests, or the server's own trouble. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** A line that says nothing for this long is no line: whoever waits is told, and a later try starts afresh. */
const TIMEOUT_MS = 30_000;

async function problemOf(method: string, url: string, response: Response): Promise<ApiError> {
  const type = response.headers.get("content-type") ?? "";
  const body: Record<string, unknown> = type.includes("json") ? await response.json().catch(() => ({})) : {};
  const code = typeof body.code === "string" ? body.code : `http.${response.status}`;
  const detail = typeof body.detail === "string" ? body.detail : "";
  const retryAfterMs = Number(response.headers.get("retry-after")) * 1000 || null;
  return new ApiError(method, url, response.status, code, detail, body, retryAfterMs);
}

interface Asking {
  body?: unknown;
  /** Sent as it is, in place of a body. Its type says what it holds. */
  file?: Blob;
  timeoutMs?: number;
  /** Goes out even when the page does. */
  keepalive?: boolean;
}

/** Calls once more when the person has just proven that it is them. */
export async function call<T>(method: string, url: string, asking: Asking = {}): Promise<T> {
  try {
    return await callOnce<T>(method, url, asking);
  } catch (error) {
    if (!(error instanceof ApiError && isProofMissing(error.code) && (await prove(error.code)))) throw error;
    return callOnce<T>(method, url, asking);
  }
}

/** JSON, nothing, or a file to keep. */
async function contentOf(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  const isFile = (response.headers.get("content-disposition") ?? "").startsWith("attachment");
  return isFile ? response.blob() : response.json();
}

/** For the proof itself, which must not wait for another. */
export async function callOnce<T>(method: string, url: string, { body, file, timeoutMs = TIMEOUT_MS, keepalive = false }: Asking = {}): Promise<T> {
  const contentType = file ? file.type : body === undefined ? null : "application/json";
  if (!mayPass(url)) throw new ApiError(method, url, 0, "network", "not signed in there yet");
  try {
    const response = await fetch(url, {
      method,
      credentials: "same-origin",
      headers: { accept: "application/json", ...(contentType && { "content-type": contentType }) },
      body: file ?? (body === undefined ? null : JSON.stringify(body)),
      signal: AbortSignal.timeout(timeoutMs),
      keepalive,
    });
    if (!response.ok) throw await problemOf(method, url, response);
    return (await contentOf(response)) as T;
  } catch (cause) {
    // A cut in the middle of an answer, or a café's sign-in page instead of one, is no connection either.
    throw cause instanceof ApiError ? cause : new ApiError(method, url, 0, "network", String(cause));
  }
}

export const api = {
  me: () => call<Me>("GET", "/api/me"),
  updateMe: (body: MeChange) => call<Me>("PATCH", "/api/me", { body }),
  leave: () => call<void>("POST", "/api/me/leave"),

  lookAtInvite: (token: string) => call<JoinLook>("POST", "/api/join/look", { body: { token } }),
  join: (body: JoinIn) => call<Me>("POST", "/api/join", { body }),

  sync: (since: number) => call<SyncDelta>("GET", `/api/sync?since=${since}`),
  post: (id: string) => call<Post>("GET", `/api/posts/${id}`),
  clip: (id: string) => call<Clip>("GET", `/api/clips/${id}`),
  board: (postId: string) => call<Board>("GET", `/api/posts/${postId}/board`),

  sites: () => call<Site[]>("GET", "/api/sites"),
  createSite: (body: { name: string; zone: string }) => call<Site>("POST", "/api/sites", { body }),
  teams: () => call<Team[]>("GET", "/api/teams"),
  createTeam: (body: { name: string; site_id: string }) => call<Team>("POST", "/api/teams", { body }),
  renameTeam: (teamId: string, name: string) => call<Team>("PATCH", `/api/teams/${teamId}`, { body: { name } }),
  members: (teamId: string) => call<Member[]>("GET", `/api/teams/${teamId}/members`),
  setRole: (teamId: string, personId: string, role: Role) =>
    call<Member>("PATCH", `/api/teams/${teamId}/members/${personId}`, { body: { role } }),
  removeMember: (teamId: string, personId: string) =>
    call<void>("DELETE", `/api/teams/${teamId}/members/${personId}`),
  invites: (teamId: string) => call<Invite[]>("GET", `/api/teams/${teamId}/invites`),
  createInvite: (teamId: string, body: InviteIn) => call<Invite>("POST", `/api/teams/${teamId}/invites`, { body }),
  revokeInvite: (teamId: string, inviteId: string) =>
    call<void>("DELETE", `/api/teams/${teamId}/invites/${inviteId}`),
};
