/** One media element and what the screen needs to know about it. */
import { type Signal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

export interface Player {
  isPlaying: Signal<boolean>;
  isMuted: Signal<boolean>;
  hasFailed: Signal<boolean>;
  atMs: Signal<number>;
  play(): void;
  pause(): void;
  seek(positionMs: number): void;
}

let loud: HTMLMediaElement | null = null;

export function usePlayer(ref: RefObject<HTMLMediaElement | null>): Player {
  const isPlaying = useSignal(false);
  const isMuted = useSignal(true);
  const hasFailed = useSignal(false);
  const atMs = useSignal(0);
  useEffect(() => {
    const media = ref.current!;
    const listeners: Partial<Record<keyof HTMLMediaElementEventMap, () => void>> = {
      play: () => {
        isPlaying.value = true;
        hasFailed.value = false;
        silenceOthers(media);
      },
      pause: () => (isPlaying.value = false),
      ended: () => (isPlaying.value = false),
      timeupdate: () => (atMs.value = media.currentTime * 1000),
      volumechange: () => {
        isMuted.value = media.muted;
        silenceOthers(media);
      },
      error: () => (hasFailed.value = media.error !== null),
    };
    const entries = Object.entries(listeners);
    for (const [name, listener] of entries) media.addEventListener(name, listener);
    return () => {
      for (const [name, listener] of entries) media.removeEventListener(name, listener);
      media.pause();
      if (loud === media) loud = null;
    };
  }, []);
  return {
    isPlaying,
    isMuted,
    hasFailed,
    atMs,
    play: () => {
      const media = ref.current;
      // After a failure an element plays nothing until it is told to load again.
      if (media?.error) media.load();
      void media?.play().catch(() => undefined); // refused autoplay leaves the poster: that is fine
    },
    pause: () => ref.current?.pause(),
    seek: (positionMs) => {
      if (ref.current) ref.current.currentTime = positionMs / 1000;
      atMs.value = positionMs;
    },
  };
}

/** Two voices at once help nobody in a noisy hall. */
function silenceOthers(media: HTMLMediaElement): void {
  if (media.muted || media.paused) return;
  if (loud && loud !== media) loud.pause();
  loud = media;
}
