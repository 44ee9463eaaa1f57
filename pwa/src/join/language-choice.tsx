import { t } from "../i18n";
import { isSameLanguage, ownNameOf } from "./languages";
import "../people/forms.css";

interface Props {
  offered: readonly string[];
  chosen: string;
  choose: (tag: string) => void;
}

/** Every language under its own name, each as large as a thumb. */
export function LanguageChoice({ offered, chosen, choose }: Props) {
  return (
    <fieldset class="choice">
      <legend>{t("join.language")}</legend>
      <div class="choice-chips">
        {offered.map((tag) => (
          <label key={tag} class="choice-chip">
            <input
              type="radio"
              name="language"
              value={tag}
              checked={isSameLanguage(tag, chosen)}
              onChange={() => choose(tag)}
            />
            <span lang={tag} dir="auto">{ownNameOf(tag)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
