import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import { me } from "../store/session";
import { Avatar } from "../ui/avatar";
import { Glyph } from "./glyph";
import { lock } from "./lock";
import { secondsLeft, stillHere } from "./watch";

/** On every page, in the same words: whose turn it is, and how it ends. */
export function LockControl() {
  const person = me.value?.person;
  if (!person) return null;
  return (
    <>
      <button type="button" class="lock-control" onClick={() => void lock()} title={t("shared.switch")}>
        <Glyph name="lock" />
        <span class="lock-control-words">
          <span>{t("shared.lock")}</span>
          <span class="lock-control-name" dir="auto">{person.name}</span>
        </span>
      </button>
      {secondsLeft.value !== null && <StillThere id={person.id} name={person.name} leftS={secondsLeft.value} />}
    </>
  );
}

/** Quiet, and easily answered: a tap anywhere says yes, and reaches nothing beneath. */
function StillThere({ id, name, leftS }: { id: string; name: string; leftS: number }) {
  const here = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    here.current?.focus({ preventScroll: true });
    return () => (before instanceof HTMLElement ? before.focus({ preventScroll: true }) : undefined);
  }, []);
  return (
    <div class="still-ground" role="presentation" onClick={stillHere}>
      <div class="still-there" role="alertdialog" aria-modal="true" aria-labelledby="still-there" aria-describedby="still-there-text">
        <p class="still-who"><Avatar id={id} name={name} /><span dir="auto">{name}</span></p>
        <h2 id="still-there">{t("shared.still_there")}</h2>
        <p id="still-there-text">{t("shared.locks_in", { count: leftS })}</p>
        <div class="still-buttons">
          <button type="button" class="button" onClick={lockNow}>{t("shared.lock_now")}</button>
          <button type="button" class="button primary" ref={here}>{t("shared.here")}</button>
        </div>
      </div>
    </div>
  );
}

function lockNow(event: Event): void {
  event.stopPropagation();
  void lock();
}
