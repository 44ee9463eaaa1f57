import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import { now } from "../ui/now";
import { moveIn } from "./desk";
import { abandon } from "./lock";
import { PinPad } from "./pin-pad";
import type { Tile } from "./types";
import { ChallengeAhead, unlock, type UnlockAnswer } from "./unlock";

interface Props {
  tile: Tile;
  minChars: number;
  onBack: () => void;
  onForgot: () => void;
}

/** Tile, PIN, in. */
export function UnlockPad({ tile, minChars, onBack, onForgot }: Props) {
  const ahead = useRef(new ChallengeAhead());
  const trouble = useSignal<{ text: string } | null>(null);
  const isBusy = useSignal(false);
  useEffect(() => ahead.current.ask(), []);
  const open = async (pin: string) => {
    isBusy.value = true;
    try {
      trouble.value = await unlockWith(tile.person.id, pin, ahead.current);
    } catch (problem) {
      trouble.value = { text: t("shared.broken") };
      throw problem;
    } finally {
      isBusy.value = false;
      if (trouble.value) ahead.current.ask();
    }
  };
  return (
    <PinPad tile={tile} title={t("shared.your_pin")} minChars={minChars} isBusy={isBusy.value} trouble={trouble.value} onDone={(pin) => void open(pin)} onBack={onBack}>
      <button type="button" class="button quiet" onClick={onForgot}>{t("shared.forgot")}</button>
    </PinPad>
  );
}

/** Null when the person is in. */
export async function unlockWith(personId: string, pin: string, ahead: ChallengeAhead): Promise<{ text: string } | null> {
  const answer = await unlock(personId, pin, ahead);
  if (answer.name !== "opened") return { text: troubleOf(answer) };
  try {
    await moveIn(answer, pin);
  } catch (problem) {
    await abandon();
    throw problem;
  }
  return null;
}

function troubleOf(answer: Exclude<UnlockAnswer, { name: "opened" }>): string {
  switch (answer.name) {
    case "wrong":
      return answer.triesLeft === null ? t("shared.wrong") : t("shared.wrong_left", { count: answer.triesLeft });
    case "paused":
      return t("shared.paused", { count: Math.max(1, Math.ceil((answer.untilMs - Math.max(now.value, Date.now())) / 60_000)) });
    case "needs_signal":
      return t(answer.why === "first_time" ? "shared.first_needs_signal" : "shared.tries_need_signal");
    case "refused":
      return answer.sentence;
  }
}
