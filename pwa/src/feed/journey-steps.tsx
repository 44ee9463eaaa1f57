import { locale, numberFormat, t } from "../i18n";
import { syncState } from "../sync/engine";
import { Icon } from "../ui/icon";
import { type Journey, STAGES } from "./journey";
import { OffShiftChoice } from "./off-shift-note";
import { waitingSentence } from "./waiting-reason";

/** Four steps; the words say the same as the bars. */
export function JourneySteps({ journey }: { journey: Journey }) {
  if (journey.name === "refused") {
    return <p class="journey-text" data-tone="bad" role="alert"><Icon name="alert" /> {journey.sentence ?? t("journey.refused")}</p>;
  }
  if (journey.name === "off_shift") return <OffShiftChoice row={journey.post} />;
  const reached = journey.name === "on_phone" ? -1 : STAGES.indexOf(journey.stage);
  return (
    <div class="journey">
      <ol class="journey-bars" aria-hidden="true">
        {STAGES.map((stage, index) => (
          <li key={stage} data-done={index < reached} data-now={index === reached} />
        ))}
      </ol>
      <p class="journey-text" role="status">
        <Icon name={journey.name === "on_phone" ? "phone" : "cloud"} /> {sentenceOf(journey)}
      </p>
    </div>
  );
}

function sentenceOf(journey: Extract<Journey, { name: "on_phone" | "under_way" }>): string {
  if (journey.name === "on_phone") return waitingSentence(journey.trouble, syncState.value);
  const { stage, percent } = journey;
  if (percent === null || percent === 0) return t(`journey.${stage}`);
  const shown = numberFormat(locale.value, { style: "percent" }).format(percent / 100);
  return `${t(`journey.${stage}`)} ${shown}`;
}
