/** The question between a weighty act and its doing. It stands beside the app, whatever page asked. */
import { useSignal } from "@preact/signals";
import { render } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { ApiError } from "../api/client";
import { signInApi, type Ceremony } from "../api/sign-in";
import { addWords, type MessageKey, t } from "../i18n";
import { Icon } from "../ui/icon";
import { registerPasskey, stepUp, wordsFor } from "./ceremonies";
import { hasPasskeys } from "./web-authn";
import "./signin.css";

/** True once the person has proven that it is them; false when they would rather not. */
export async function askForProof(code: string): Promise<boolean> {
  await addWords("signin");
  const place = document.createElement("div");
  document.body.append(place);
  try {
    return await new Promise<boolean>((settle) => {
      render(<ProofDialog isFirst={code === "passkey.needed"} settle={settle} />, place);
    });
  } finally {
    render(null, place);
    place.remove();
  }
}

interface Props {
  /** There is no passkey yet: setting one up is the proof. */
  isFirst: boolean;
  settle: (isProven: boolean) => void;
}

function ProofDialog({ isFirst, settle }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const trouble = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const begun = useRef<Ceremony | null>(null);
  const begin = async () => (begun.current = await signInApi.beginStepUp());
  useEffect(() => {
    dialog.current?.showModal();
    // Asked for before the tap: some browsers allow the phone's question only right after one.
    if (!isFirst) begin().catch(() => undefined);
  }, []);
  const confirm = async () => {
    if (isBusy.value) return;
    isBusy.value = true;
    trouble.value = null;
    try {
      if (isFirst) await registerPasskey({ isProof: true });
      else await stepUp(begun.current ?? (await begin()));
      settle(true);
    } catch (error) {
      trouble.value = wordsFor(error);
      // A question is good for one answer. The next try asks its own.
      begun.current = null;
      if (!isFirst && !(error instanceof ApiError && error.isPassing)) begin().catch(() => undefined);
    } finally {
      isBusy.value = false;
    }
  };
  const words: readonly [MessageKey, MessageKey, MessageKey] = isFirst
    ? ["signin.first.title", "signin.first.text", "signin.add"]
    : ["signin.proof.title", "signin.proof.text", "signin.proof.button"];
  return (
    <dialog ref={dialog} class="proof" aria-labelledby="proof-title" onCancel={() => settle(false)}>
      <span class="empty-icon"><Icon name="key" /></span>
      <h2 id="proof-title">{t(words[0])}</h2>
      <p>{t(hasPasskeys() ? words[1] : "signin.impossible")}</p>
      {trouble.value && <p class="field-trouble" role="alert">{trouble.value}</p>}
      {hasPasskeys() && (
        <button type="button" class="button primary large" aria-disabled={isBusy.value} onClick={() => void confirm()}>
          <Icon name="key" /> {t(words[2])}
        </button>
      )}
      <button type="button" class="button quiet" onClick={() => settle(false)}>{t("signin.not_now")}</button>
    </dialog>
  );
}
