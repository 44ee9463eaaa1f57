/** The API by the names the phone uses. Shapes come from the server's own description; only commands are told here. */
import type { components } from "./schema.generated";

type Schemas = components["schemas"];

export type Role = Schemas["Role"];
export type ClipKind = Schemas["ClipKind"];
export type AudienceKind = Schemas["AudienceKind"];
export type Ask = Schemas["Ask"];
export type AnswerKind = Schemas["AnswerKind"];
export type Named = Schemas["Named"];
export type Site = Schemas["SiteOut"];
export type Team = Schemas["TeamOut"];
export type Limits = Schemas["Limits"];
export type Me = Schemas["Me"];
export type Member = Schemas["MemberOut"];
export type Invite = Schemas["InviteOut"];
export type InviteIn = Schemas["InviteIn"];
export type JoinIn = Schemas["JoinIn"];
export type JoinLook = Schemas["LookOut"];
export type MeChange = Schemas["MeChange"];
export type Answer = Schemas["AnswerOut"];
export type Reply = Schemas["ReplyOut"];
export type Post = Schemas["PostOut"];
export type Board = Schemas["BoardOut"];
export type Rendition = Schemas["RenditionOut"];
export type Word = Schemas["WordOut"];
export type Segment = Schemas["SegmentOut"];
export type Transcript = Schemas["TranscriptOut"];
export type Clip = Schemas["ClipOut"];
export type CommandResult = Schemas["CommandResult"];

/** The change log knows rows of every kind, so the server describes them as objects; these are the two it sends. */
export interface SyncDelta extends Omit<Schemas["SyncOut"], "posts" | "clips"> {
  posts: Post[];
  clips: Clip[];
}

export interface PostCreate {
  post_id: string;
  team_id: string;
  text: string;
  clip_id: string | null;
  ask: Ask;
  to: { kind: AudienceKind; person_ids: string[] };
}

export interface PostAnswer {
  post_id: string;
  version: number;
  answer: AnswerKind;
}

/** What was answered a moment ago was a slip of the thumb. */
export interface AnswerUndo {
  post_id: string;
  version: number;
}

export interface ReplyCreate {
  reply_id: string;
  post_id: string;
  text: string;
  clip_id: string | null;
}

/** What was sent off shift is not to wait for the shift. */
export interface PostShow {
  post_id: string;
}

export interface ReplyShow {
  reply_id: string;
  post_id: string;
}

/** What one person did on this phone, by kind. */
export interface CommandBodies {
  "post.create": PostCreate;
  "post.answer": PostAnswer;
  "answer.undo": AnswerUndo;
  "reply.create": ReplyCreate;
  "post.show": PostShow;
  "reply.show": ReplyShow;
}

export type CommandKind = keyof CommandBodies;

export interface CommandIn<K extends CommandKind = CommandKind> {
  id: string;
  kind: K;
  captured_at: string;
  body: CommandBodies[K];
}
