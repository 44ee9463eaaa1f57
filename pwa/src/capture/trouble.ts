import type { ClipKind } from "../outbox/item";

/** Why there is no picture or sound, each with its own sentence and way out. */
export type TroubleCause =
  /** Plain http: browsers give camera and microphone to https and localhost only. */
  | "insecure"
  | "unsupported"
  | "denied"
  | "missing"
  /** Another app or a call holds the camera or microphone. */
  | "busy"
  | "failed";

const CAUSES: Record<string, TroubleCause> = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "busy",
  AbortError: "busy",
};

export class CaptureTrouble extends Error {
  constructor(readonly trouble: TroubleCause) {
    super(trouble);
  }
}

export function causeOf(problem: unknown): TroubleCause {
  if (problem instanceof CaptureTrouble) return problem.trouble;
  return CAUSES[(problem as { name?: string } | null)?.name ?? ""] ?? "failed";
}

/** Why nothing can be recorded in this page at all; null when asking makes sense. */
export function troubleOfPlace(place: { isSecureContext: boolean; hasMediaDevices: boolean; hasRecorder: boolean }): TroubleCause | null {
  if (!place.isSecureContext) return "insecure";
  return place.hasMediaDevices && place.hasRecorder ? null : "unsupported";
}

/** A photo needs a camera only. */
export function troubleHere(kind: ClipKind): TroubleCause | null {
  return troubleOfPlace({
    isSecureContext: globalThis.isSecureContext,
    hasMediaDevices: typeof navigator.mediaDevices?.getUserMedia === "function",
    hasRecorder: kind === "photo" || typeof MediaRecorder !== "undefined",
  });
}
