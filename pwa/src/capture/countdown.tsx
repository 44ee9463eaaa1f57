import { t } from "../i18n";

interface Props {
  leftMs: number;
  isRecording: boolean;
}

/** Read out at these, and silent in between: a voice counting down would be in the recording. */
const SPOKEN_AT_S = [10, 5];

export function Countdown({ leftMs, isRecording }: Props) {
  const left = Math.ceil(leftMs / 1_000);
  const spoken = isRecording ? (SPOKEN_AT_S.find((mark) => left <= mark && left > mark - 3) ?? null) : null;
  return (
    <>
      <p class="countdown" data-recording={isRecording} data-ending={isRecording && left <= 5} aria-hidden="true">
        <i />
        <span>{`0:${String(left).padStart(2, "0")}`}</span>
      </p>
      <p class="visually-hidden" role="status">
        {isRecording && (spoken === null ? t("capture.recording") : t("capture.left", { seconds: spoken }))}
      </p>
    </>
  );
}
