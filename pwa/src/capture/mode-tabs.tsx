import { t } from "../i18n";

export const MODES = ["video", "voice", "photo", "text"] as const;
export type Mode = (typeof MODES)[number];

/** Radio buttons, so that arrow keys and screen readers work as everywhere else. */
export function ModeTabs({ mode, onMode }: { mode: Mode; onMode: (mode: Mode) => void }) {
  return (
    <fieldset class="mode-tabs">
      <legend class="visually-hidden">{t("capture.modes")}</legend>
      {MODES.map((each) => (
        <label key={each}>
          <input class="visually-hidden" type="radio" name="mode" value={each} checked={each === mode} onChange={() => onMode(each)} />
          <span>{t(`capture.mode.${each}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}
