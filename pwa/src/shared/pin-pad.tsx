import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { t } from "../i18n";
import { Avatar } from "../ui/avatar";
import { Icon } from "../ui/icon";
import { Glyph } from "./glyph";
import type { Tile } from "./types";

export const PIN_MAX_CHARS = 12;
const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;

interface Props {
  tile: Tile;
  /** What is to be typed. */
  title: string;
  minChars: number;
  isBusy?: boolean;
  /** What went wrong; a new one empties the dots. */
  trouble: { text: string } | null;
  onDone: (pin: string) => void;
  onBack: () => void;
  children?: ComponentChildren;
}

/** Twelve large keys within one thumb's reach, for gloves as for keyboards. */
export function PinPad({ tile, title, minChars, isBusy = false, trouble, onDone, onBack, children }: Props) {
  const pin = useSignal("");
  const heading = useRef<HTMLHeadingElement>(null);
  const isEnough = pin.value.length >= minChars;
  const type = (digit: string) => {
    if (!isBusy && pin.value.length < PIN_MAX_CHARS) pin.value += digit;
    navigator.vibrate?.(8);
  };
  const erase = () => (pin.value = pin.value.slice(0, -1));
  const done = () => {
    if (isEnough && !isBusy) onDone(pin.value);
  };
  useEffect(() => heading.current?.focus({ preventScroll: true }), [title]);
  useEffect(() => {
    pin.value = "";
  }, [trouble, title]);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const isOnButton = event.target instanceof HTMLButtonElement;
      if (/^\d$/.test(event.key)) type(event.key);
      else if (event.key === "Backspace") erase();
      else if (event.key === "Escape") onBack();
      else if (event.key === "Enter" && !isOnButton) done();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  });
  return (
    <main id="main" class="pin" tabIndex={-1}>
      <header class="pin-head">
        <button type="button" class="icon-button" onClick={onBack} aria-label={t("action.back")}><Icon name="back" /></button>
        <Avatar id={tile.person.id} name={tile.person.name} />
        <strong class="pin-name" dir="auto">{tile.person.name}</strong>
      </header>
      <div class="pin-said">
        <h1 ref={heading} tabIndex={-1}>{title}</h1>
        <Dots key={trouble?.text ?? ""} count={pin.value.length} minChars={minChars} isShaken={trouble !== null && pin.value === ""} />
        <p class="pin-trouble" role="alert">{pin.value === "" || isBusy ? trouble?.text : ""}</p>
      </div>
      <div class="pin-keys" dir="ltr" role="group" aria-label={t("shared.keys")}>
        {DIGITS.map((digit) => <Key key={digit} digit={digit} press={type} />)}
        <button type="button" class="pin-key quiet" onClick={erase} aria-label={t("shared.erase")}><Glyph name="erase" /></button>
        <Key digit="0" press={type} />
        <button type="button" class="pin-key primary" onClick={done} aria-disabled={!isEnough || isBusy} aria-label={t("shared.ok")}>
          {isBusy ? <span class="pin-busy" role="status"><span class="visually-hidden">{t("waiting")}</span></span> : <Icon name="check" />}
        </button>
      </div>
      <div class="pin-foot">{children}</div>
    </main>
  );
}

function Key({ digit, press }: { digit: string; press: (digit: string) => void }) {
  return <button type="button" class="pin-key" onClick={() => press(digit)}>{digit}</button>;
}

/** As many rings as a PIN has at least; each digit fills one, and says nothing else. */
function Dots({ count, minChars, isShaken }: { count: number; minChars: number; isShaken: boolean }) {
  const rings = Array.from({ length: Math.max(count, minChars) }, (_, index) => <i key={index} data-filled={index < count} />);
  return (
    <p class="pin-dots" data-shaken={isShaken} dir="ltr">
      <span class="visually-hidden" role="status">{t("shared.typed", { count })}</span>
      <span aria-hidden="true">{rings}</span>
    </p>
  );
}
