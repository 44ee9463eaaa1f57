/** A place in a clip that somebody asked to hear, until its player is on the screen. */
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import type { Player } from "./player";

let wanted: { clipId: string; atMs: number } | null = null;

export function jumpTo(clipId: string, atMs: number): void {
  wanted = { clipId, atMs };
}

export function useJump(clipId: string, player: Player, media: RefObject<HTMLMediaElement | null>): void {
  useEffect(() => {
    if (wanted?.clipId !== clipId) return;
    player.seek(wanted.atMs);
    wanted = null;
    media.current?.closest("figure")?.scrollIntoView({ block: "center" });
  }, [clipId]);
}
