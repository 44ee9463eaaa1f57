import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { ApiError } from "../api/client";
import { sentenceOf } from "../api/sentence";
import { t } from "../i18n";
import { Avatar } from "../ui/avatar";
import { Icon } from "../ui/icon";
import { hasLine, refreshPhone } from "./phone";
import { PinPad } from "./pin-pad";
import { sharedApi } from "./shared-api";
import type { Tile } from "./types";
import { ChallengeAhead } from "./unlock";
import { unlockWith } from "./unlock-pad";

type Step = { name: "code" } | { name: "choose" } | { name: "repeat"; pin: string };

interface Props {
  tile: Tile;
  minChars: number;
  onBack: () => void;
}

/** A lead tells a code; whoever has it chooses their PIN, twice, and is in. */
export function FirstPin({ tile, minChars, onBack }: Props) {
  const step = useSignal<Step>({ name: "code" });
  const code = useSignal("");
  const trouble = useSignal<{ text: string } | null>(null);
  const isBusy = useSignal(false);
  const go = (next: Step, text: string | null = null) => {
    step.value = next;
    trouble.value = text === null ? null : { text };
  };
  const repeat = async (pin: string, again: string) => {
    if (pin !== again) return go({ name: "choose" }, t("shared.pins_differ"));
    isBusy.value = true;
    const failed = await choosePin(code.value, pin);
    isBusy.value = false;
    if (failed) go({ name: failed.isPins ? "choose" : "code" }, failed.text);
  };
  const current = step.value;
  if (current.name === "code") {
    const next = (typed: string) => {
      code.value = typed;
      go({ name: "choose" });
    };
    return <CodeForm tile={tile} initial={code.value} trouble={trouble.value?.text ?? null} onCode={next} onBack={onBack} />;
  }
  if (current.name === "choose") {
    return <PinPad tile={tile} title={t("shared.choose_pin", { count: minChars })} minChars={minChars} trouble={trouble.value} onDone={(pin) => go({ name: "repeat", pin })} onBack={() => go({ name: "code" })} />;
  }
  return <PinPad tile={tile} title={t("shared.once_more")} minChars={minChars} isBusy={isBusy.value} trouble={null} onDone={(again) => void repeat(current.pin, again)} onBack={() => go({ name: "choose" })} />;
}

/** Codes about the PIN itself; everything else is about the lead's code. */
const ABOUT_THE_PIN = /^pin\.(?:common|digits|too_short|too_long)$/;

async function choosePin(code: string, pin: string): Promise<{ text: string; isPins: boolean } | null> {
  try {
    const { person } = await sharedApi.setPin({ code, pin });
    void refreshPhone();
    const failed = await unlockWith(person.id, pin, new ChallengeAhead());
    return failed && { ...failed, isPins: true };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { text: sentenceOf(error), isPins: ABOUT_THE_PIN.test(error.code) };
  }
}

interface CodeProps {
  tile: Tile;
  initial: string;
  trouble: string | null;
  onCode: (code: string) => void;
  onBack: () => void;
}

function CodeForm({ tile, initial, trouble, onCode, onBack }: CodeProps) {
  const field = useRef<HTMLInputElement>(null);
  const isMissing = useSignal(false);
  const submit = (event: Event) => {
    event.preventDefault();
    const typed = field.current?.value.trim() ?? "";
    isMissing.value = typed === "";
    if (typed) onCode(typed);
  };
  const said = trouble ?? (isMissing.value ? t("shared.code_missing") : null);
  return (
    <main id="main" class="pin" tabIndex={-1}>
      <header class="pin-head">
        <button type="button" class="icon-button" onClick={onBack} aria-label={t("action.back")}><Icon name="back" /></button>
        <Avatar id={tile.person.id} name={tile.person.name} />
        <strong class="pin-name" dir="auto">{tile.person.name}</strong>
      </header>
      <form class="code-form" onSubmit={submit} noValidate>
        <h1>{t("shared.first_title")}</h1>
        <p>{t("shared.first_text")}</p>
        {!hasLine.value && <p class="lock-line" data-tone="warn"><Icon name="cloud-off" /><span>{t("shared.first_needs_signal")}</span></p>}
        <label class="field">
          <span>{t("shared.code")}</span>
          <input ref={field} type="text" class="code-input" defaultValue={initial} autocomplete="off" autocapitalize="characters" spellcheck={false} dir="ltr" maxLength={20} aria-invalid={said !== null} aria-describedby={said ? "code-trouble" : undefined} />
        </label>
        {said && <p class="field-trouble" id="code-trouble" role="alert">{said}</p>}
        <button type="submit" class="button primary large">{t("shared.go_on")}</button>
      </form>
    </main>
  );
}
