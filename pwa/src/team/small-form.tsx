import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { sentenceOf } from "../api/sentence";

interface Props {
  label: string;
  button: string;
  hint?: string;
  initial?: string;
  /** Raises ApiError; its sentence is shown under the field. */
  save: (name: string) => Promise<void>;
  /** More to say before the name, and after it. */
  children?: ComponentChildren;
  after?: ComponentChildren;
}

/** One name and one button. */
export function SmallForm({ label, button, hint, initial = "", save, children, after }: Props) {
  const name = useSignal(initial);
  const trouble = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const id = useId();
  const submit = async () => {
    const wanted = name.value.trim();
    if (!wanted || wanted === initial || isBusy.value) return;
    isBusy.value = true;
    try {
      await save(wanted);
      name.value = initial === "" ? "" : wanted;
      trouble.value = null;
    } catch (error) {
      trouble.value = sentenceOf(error);
    }
    isBusy.value = false;
  };
  return (
    <form
      class="small-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {children}
      <label class="field">
        <span>{label}</span>
        <input
          type="text"
          value={name.value}
          onInput={(event) => (name.value = event.currentTarget.value)}
          maxLength={80}
          dir="auto"
          autocomplete="off"
          aria-invalid={trouble.value !== null}
          aria-describedby={trouble.value ? `${id}-trouble` : hint ? `${id}-hint` : undefined}
        />
      </label>
      {after}
      {hint && <p class="field-hint" id={`${id}-hint`}>{hint}</p>}
      {trouble.value && <p class="field-trouble" id={`${id}-trouble`} role="alert">{trouble.value}</p>}
      <button type="submit" class="button" aria-disabled={isBusy.value || !name.value.trim() || name.value.trim() === initial}>{button}</button>
    </form>
  );
}
