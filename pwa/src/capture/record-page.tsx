import { useSignal } from "@preact/signals";
import { ComposePage } from "../compose/compose-page";
import { discardItem } from "../outbox/outbox";
import { DraftLines } from "./draft-lines";
import { type Mode, ModeTabs } from "./mode-tabs";
import { Recorder } from "./recorder";
import { DiscardedLine } from "./discarded-line";
import "./capture.css";

/** Record, look, send: three taps after the first. What was recorded stays on the phone until it is sent or thrown away. */
export function RecordPage() {
  const mode = useSignal<Mode>("video");
  const hasChosen = useSignal(false);
  /** The take to send; null for words alone. Undefined while there is nothing to send yet. */
  const taken = useSignal<string | null | undefined>(undefined);
  const discarded = useSignal<string | null>(null);

  const choose = (next: Mode): void => {
    hasChosen.value = true;
    mode.value = next;
    if (next === "text") taken.value = null;
  };
  const recordAgain = (): void => {
    taken.value = undefined;
    if (mode.value === "text") mode.value = "video";
  };
  const discard = (takeId: string): void => {
    discarded.value = takeId;
    void discardItem(takeId);
    recordAgain();
  };
  const restore = (takeId: string): void => {
    discarded.value = null;
    taken.value = takeId;
  };

  if (taken.value !== undefined) return <ComposePage takeId={taken.value} onAgain={recordAgain} onDiscard={discard} />;
  const kind = mode.value === "text" ? "video" : mode.value;
  return (
    <Recorder kind={kind} opensAtOnce={hasChosen.value} onTake={(takeId) => (taken.value = takeId)}>
      {discarded.value === null ? (
        <DraftLines onContinue={(takeId) => (taken.value = takeId)} onDiscard={discard} />
      ) : (
        <DiscardedLine key={discarded.value} takeId={discarded.value} onUndone={restore} onOver={() => (discarded.value = null)} />
      )}
      <ModeTabs mode={kind} onMode={choose} />
    </Recorder>
  );
}
