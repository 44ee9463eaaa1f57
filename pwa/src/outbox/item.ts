/** What the outbox keeps: takes (recordings to upload) and commands (things a person did). */

export type ClipKind = "video" | "voice" | "photo";
export type CommandKind = "post.create" | "post.answer" | "answer.undo" | "reply.create" | "post.show" | "reply.show";

/** Why the last attempt did not get through. None of these is the item's own fault. */
export type Trouble = "unreachable" | "busy" | "signed_out";

/** The server looked at it and said no. Shown under "needs attention" until the person decides. */
export interface Refusal {
  status: number;
  code: string;
  sentence: string | null;
}

export type State =
  /** A take that nobody pressed Send on yet: being recorded, looked at, or left by a crash. */
  | { name: "held" }
  | { name: "waiting"; attempts: number; dueAt: number; trouble: Trouble | null }
  | { name: "sending"; attempts: number }
  | { name: "saved"; at: number }
  | { name: "stuck"; refusal: Refusal }
  /** Thrown away, but kept until the undo window closes. */
  | { name: "discarded"; at: number; was: "held" | "waiting" };

interface Kept {
  /** For a take this is also the clip's id. */
  id: string;
  /** Only sent while this person is signed in on this device. */
  ownerId: string;
  capturedAt: string;
  state: State;
}

export interface NewTake extends Kept {
  type: "take";
  kind: ClipKind;
  mimeType: string;
  durationMs: number | null;
  /** Loudness while recording, 0..255, so that the preview has a waveform at once. */
  peaks: number[] | null;
  language: string | null;
  teamId: string | null;
  sizeBytes: number;
  sentBytes: number;
  uploadUrl: string | null;
}

export interface NewCommand extends Kept {
  type: "command";
  /** What the server deduplicates by. A retry after a refusal gets a fresh one, else it hears the same refusal. */
  commandId: string;
  kind: CommandKind;
  body: Record<string, unknown>;
  /** The take whose upload must be complete first. */
  after: string | null;
}

/** `seq` is given by the database: the order in which things were done on this device. */
export type Take = NewTake & { seq: number };
export type Command = NewCommand & { seq: number };
export type Item = Take | Command;

export const isTake = (item: Item): item is Take => item.type === "take";
export const isCommand = (item: Item): item is Command => item.type === "command";
