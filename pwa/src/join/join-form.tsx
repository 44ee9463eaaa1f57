import { useSignal } from "@preact/signals";
import type { JoinLook } from "../api/types";
import { ApiError } from "../api/client";
import { sentenceOf } from "../api/sentence";
import { pickLocale, t, useLocale } from "../i18n";
import { me } from "../store/session";
import { isPinShaped, PIN_MAX_DIGITS } from "./pin";
import { LanguageChoice } from "./language-choice";
import { firstChoice, orderLanguages } from "./languages";
import { sendJoin } from "./send";

interface Props {
  token: string;
  look: JoinLook;
}

/** Name, language and, for who works with shared phones, a PIN. Nothing else is asked. */
export function JoinForm({ token, look }: Props) {
  const person = me.value?.person;
  const offered = orderLanguages(look.languages, navigator.languages);
  const language = useSignal(person?.language ?? firstChoice(offered, navigator.languages));
  const name = useSignal(person?.name ?? "");
  const pin = useSignal("");
  const trouble = useSignal<Trouble | null>(null);
  const isBusy = useSignal(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (isBusy.value) return;
    trouble.value = wrongIn(name.value, pin.value);
    if (trouble.value) return;
    isBusy.value = true;
    try {
      await sendJoin({ token, name: name.value.trim(), language: language.value, pin: pin.value });
    } catch (error) {
      const field = error instanceof ApiError && error.code.startsWith("pin.") ? "pin" : "form";
      trouble.value = { field, sentence: sentenceOf(error) };
    }
    isBusy.value = false;
  };
  const choose = (tag: string) => {
    language.value = tag;
    void useLocale(pickLocale([tag]));
  };
  return (
    <form class="join-form" onSubmit={(event) => void submit(event)} noValidate>
      <h1>{t("join.heading", { team: look.team })}</h1>
      <p class="join-where"><bdi>{look.site}</bdi> · <bdi>{look.organisation}</bdi></p>
      {look.role !== "worker" && <p class="join-role">{t(`join.as.${look.role}`)}</p>}
      {person ? (
        <p class="join-known">{t("join.known", { name: person.name })}</p>
      ) : (
        <>
          <LanguageChoice offered={offered} chosen={language.value} choose={choose} />
          <NameField name={name.value} setName={(next) => (name.value = next)} isWrong={trouble.value?.field === "name"} />
          <PinField pin={pin.value} setPin={(next) => (pin.value = next)} isWrong={trouble.value?.field === "pin"} />
        </>
      )}
      {trouble.value && <p class="field-trouble" id="join-trouble" role="alert">{trouble.value.sentence}</p>}
      <button type="submit" class="button primary large" aria-disabled={isBusy.value}>{t("join.button")}</button>
      {look.kind === "poster" && <p class="join-privacy">{t("join.poster_hint")}</p>}
      {!person && <p class="join-privacy">{t("join.privacy")}</p>}
    </form>
  );
}

interface Trouble {
  field: "name" | "pin" | "form";
  sentence: string;
}

function wrongIn(name: string, pin: string): Trouble | null {
  if (!name.trim()) return { field: "name", sentence: t("join.name_missing") };
  if (pin && !isPinShaped(pin)) return { field: "pin", sentence: t("pin.shape") };
  return null;
}

interface NameProps {
  name: string;
  setName: (name: string) => void;
  isWrong: boolean;
}

function NameField({ name, setName, isWrong }: NameProps) {
  return (
    <label class="field">
      <span>{t("join.name")}</span>
      <input
        type="text"
        name="name"
        value={name}
        onInput={(event) => setName(event.currentTarget.value)}
        autocomplete="name"
        autocapitalize="words"
        enterkeyhint="go"
        maxLength={80}
        dir="auto"
        aria-invalid={isWrong}
        aria-describedby={isWrong ? "join-trouble" : undefined}
      />
    </label>
  );
}

interface PinProps {
  pin: string;
  setPin: (pin: string) => void;
  isWrong: boolean;
}

/** Folded away: most people have a phone of their own and never need one. */
function PinField({ pin, setPin, isWrong }: PinProps) {
  return (
    <details class="more">
      <summary>{t("join.pin")}</summary>
      <label class="field">
        <span>{t("pin.label")}</span>
        <input
          type="password"
          name="pin"
          value={pin}
          onInput={(event) => setPin(event.currentTarget.value)}
          inputMode="numeric"
          autocomplete="off"
          maxLength={PIN_MAX_DIGITS}
          dir="ltr"
          aria-invalid={isWrong}
          aria-describedby={isWrong ? "join-trouble" : "pin-hint"}
        />
      </label>
      <p class="field-hint" id="pin-hint">{t("pin.hint")}</p>
    </details>
  );
}
