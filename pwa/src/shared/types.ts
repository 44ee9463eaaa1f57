/** What the server says to a shared phone. */
import type { Me, Named } from "../api/types";

export interface Tile {
  person: Named;
  on_shift: boolean;
  has_pin: boolean;
}

export interface SharedDevice {
  id: string;
  label: string;
}

export interface Enrolled {
  device: SharedDevice;
  team: Named;
  site: Named & { zone: string };
}

/** Kept on the phone, so that the tiles are there without signal, too. */
export interface SharedPhone extends Enrolled {
  languages: string[];
  lock_after_s: number;
  pin_min_chars: number;
  tiles: Tile[];
}

export interface Challenge {
  challenge_id: string;
  nonce: string;
}

export interface Unlocked {
  me: Me;
  session_id: string;
  seal_key: string;
}

export interface SealKey {
  session_id: string;
  seal_key: string;
}

export interface EnvelopeResult {
  id: string;
  outcome: "applied" | "already_applied" | "refused";
  status: number;
  code: string | null;
  sentence: string | null;
}
