/** Whether this browser is a shared phone, and the places of its parts, which no personal phone ever loads. */
import { signal } from "@preact/signals";
import type { ComponentType } from "preact";

export const SHARED_KEY = "twotap.shared";

export const isSharedPhone = signal(localStorage.getItem(SHARED_KEY) === "yes");

interface SharedParts {
  /** What is shown while nobody has unlocked it. */
  Door: ComponentType;
  /** Locks it, from every page. */
  LockControl: ComponentType;
}

export const sharedParts = signal<SharedParts | null>(null);

/** From the first moment of locking nothing of the person is on screen. */
export const isLocking = signal(false);
