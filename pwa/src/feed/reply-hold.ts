/** A finger on the microphone. A tap starts a note that goes on by itself; a finger that stays is let go to send. */
import { type Signal, signal } from "@preact/signals";

export type Finger = Signal<"down" | "lifted" | "lost">;

/** Longer than a tap in gloves, shorter than the first word. */
export const HOLD_MS = 300;

export class Hold {
  #timer: ReturnType<typeof setTimeout> | null = null;
  #finger: Finger | null = null;
  #isSpent = false;

  constructor(readonly onHeld: (finger: Finger) => void) {}

  press(): void {
    this.lose();
    this.#isSpent = false;
    this.#timer = setTimeout(() => {
      this.#isSpent = true;
      this.#finger = signal<"down" | "lifted" | "lost">("down");
      this.onHeld(this.#finger);
    }, HOLD_MS);
  }

  lift(): void {
    this.#end("lifted");
  }

  /** The phone took the touch for something else: what was being said goes on, nothing is sent unasked. */
  lose(): void {
    this.#end("lost");
  }

  /** Whether the click that ends a touch is that of a finger that stayed. */
  get isSpent(): boolean {
    return this.#isSpent;
  }

  #end(how: "lifted" | "lost"): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#finger !== null) this.#finger.value = how;
    this.#timer = this.#finger = null;
  }
}
