/** The API as the phone sees it. Ids are UUIDs, times are ISO 8601 in UTC. */

export type Role = "worker" | "lead" | "admin";
export type ClipKind = "video" | "voice" | "photo";
export type Ask = "none" | "acknowledge";
export type AnswerKind = "got_it" | "problem";

export interface Named {
  id: string;
  name: string;
}

export interface Site extends Named {
  zone: string;
}

export interface Team extends Named {
  site: Site;
  role: Role;
  member_count: number;
}

export interface Limits {
  clip_max_s: number;
  upload_max_bytes: number;
  text_max_chars: number;
  upload_chunk_bytes: number;
}

export interface Me {
  person: Named & { language: string };
  organisation: Named;
  device: { id: string; kind: string; label: string };
  teams: Team[];
  is_admin: boolean;
  limits: Limits;
}

export interface Answer {
  kind: AnswerKind;
  version: number;
  captured_at: string;
  arrived_at: string;
}

export interface Reply {
  id: string;
  author: Named;
  clip_id: string | null;
  text: string;
  captured_at: string;
  arrived_at: string;
  published_at: string | null;
}

export interface Post {
  id: string;
  team_id: string;
  author: Named;
  clip_id: string | null;
  text: string;
  ask: Ask;
  version: number;
  captured_at: string;
  arrived_at: string;
  published_at: string | null;
  asked: boolean;
  my_answer: Answer | null;
  /** Only the author, leads of the team and admins are given counts. */
  counts: { asked: number; got_it: number; problem: number } | null;
  replies: Reply[];
}

export interface Rendition {
  id: string;
  name: string;
  role: "play" | "poster" | "photo" | "thumb";
  url: string;
  content_type: string;
  size_bytes: number;
  width_px: number | null;
  height_px: number | null;
}

export interface Word {
  start_ms: number;
  end_ms: number;
  text: string;
  probability: number;
}

export interface Segment {
  start_ms: number;
  end_ms: number;
  text: string;
  words: Word[];
}

export interface Transcript {
  verdict: "speech" | "no_speech";
  language: string;
  text: string;
  segments: Segment[];
}

export interface Clip {
  id: string;
  kind: ClipKind;
  author_id: string;
  state: "preparing" | "playable" | "ready" | "refused";
  progress: { stage: "queued" | "preparing" | "captioning"; percent: number } | null;
  refusal: { code: string; sentence: string } | null;
  duration_ms: number | null;
  width_px: number | null;
  height_px: number | null;
  /** About a hundred loudness values, 0 to 255. */
  peaks: number[] | null;
  renditions: Rendition[];
  captions_url: string | null;
  transcript: Transcript | null;
}

export interface SyncDelta {
  cursor: number;
  more: boolean;
  reset: boolean;
  /** True when who I am or which teams I am in changed: fetch /api/me again. */
  me: boolean;
  posts: Post[];
  clips: Clip[];
  removed: { posts: string[]; clips: string[] };
}

export interface PostCreate {
  post_id: string;
  team_id: string;
  text: string;
  clip_id: string | null;
  ask: Ask;
}

export interface PostAnswer {
  post_id: string;
  version: number;
  answer: AnswerKind;
}

export interface ReplyCreate {
  reply_id: string;
  post_id: string;
  text: string;
  clip_id: string | null;
}

/** What one person did on this phone, by kind. */
export interface CommandBodies {
  "post.create": PostCreate;
  "post.answer": PostAnswer;
  "reply.create": ReplyCreate;
}

export type CommandKind = keyof CommandBodies;

export interface CommandIn<K extends CommandKind = CommandKind> {
  id: string;
  kind: K;
  captured_at: string;
  body: CommandBodies[K];
}

export interface CommandResult {
  id: string;
  outcome: "applied" | "already_applied" | "refused";
  status: number;
  code: string | null;
  sentence: string | null;
  result: Record<string, unknown> | null;
}

export interface Board {
  asked_count: number;
  answered: { person: Named; kind: AnswerKind; captured_at: string; arrived_at: string }[];
  missing: Named[];
}

export interface Member {
  person: Named;
  role: Role;
}

export interface Invite {
  id: string;
  /** Only in the answer to creating it; a list never repeats the token. */
  url?: string | null;
  qr_svg?: string | null;
  role: Role;
  uses_max: number;
  used_count: number;
  expires_at: string;
}

export interface JoinLook {
  organisation: string;
  site: string | null;
  team: string | null;
  role: Role;
}
