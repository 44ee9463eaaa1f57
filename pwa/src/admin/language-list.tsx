import { LANGUAGES, t } from "../i18n";
import { isSameLanguage, ownNameOf } from "../join/languages";
import "../people/forms.css";

interface Props {
  chosen: readonly string[];
  choose: (next: readonly string[]) => void;
}

/** Languages that crews speak and our screens do not: captions and later translation know them. */
const OTHERS = ["pl", "tr", "uk", "ru", "ro", "bg", "hr", "sr", "sq", "it", "fr", "nl", "el", "hu", "cs", "fa", "ps", "ur", "hi", "bn", "ta", "vi", "th", "fil", "zh", "ti", "am", "so", "sw"];

/** Spoken at a site, in the order of choosing: the first is offered first to whoever joins. */
export function LanguageList({ chosen, choose }: Props) {
  const isChosen = (tag: string) => chosen.some((one) => isSameLanguage(one, tag));
  const toggle = (tag: string) => choose(isChosen(tag) ? chosen.filter((one) => !isSameLanguage(one, tag)) : [...chosen, tag]);
  const ours = Object.keys(LANGUAGES);
  const shown = [...chosen, ...ours.filter((tag) => !isChosen(tag))];
  return (
    <fieldset class="choice">
      <legend>{t("admin.languages")}</legend>
      <div class="choice-chips">
        {shown.map((tag) => (
          <label key={tag} class="choice-chip">
            <input type="checkbox" checked={isChosen(tag)} onChange={() => toggle(tag)} />
            <span lang={tag} dir="auto">{ownNameOf(tag)}</span>
          </label>
        ))}
      </div>
      <label class="field">
        <span>{t("admin.language_other")}</span>
        <select value="" onChange={(event) => event.currentTarget.value && toggle(event.currentTarget.value)}>
          <option value="">{t("admin.language_choose")}</option>
          {OTHERS.filter((tag) => !isChosen(tag)).map((tag) => <option key={tag} value={tag} lang={tag}>{ownNameOf(tag)}</option>)}
        </select>
      </label>
      <p class="field-hint">{t("admin.languages_hint")}</p>
    </fieldset>
  );
}
