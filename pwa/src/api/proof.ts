/** Weighty acts may need a fresh proof of who holds the phone. Whoever can get one from the person says so here. */

/** Answers whether the proof was given. `code` says what is missing: a fresh answer of a passkey, or a first passkey. */
export type Prover = (code: string) => Promise<boolean>;

const MISSING: readonly string[] = ["step_up.needed", "passkey.needed"];

let prover: Prover | null = null;
let current: Promise<boolean> | null = null;

export function proveWith(next: Prover): void {
  prover = next;
}

export const isProofMissing = (code: string): boolean => MISSING.includes(code);

/** Several acts at once wait for one proof. */
export function prove(code: string): Promise<boolean> {
  current ??= (prover?.(code) ?? Promise.resolve(false)).finally(() => (current = null));
  return current;
}
