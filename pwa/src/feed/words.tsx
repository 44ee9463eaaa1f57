import { Fragment } from "preact";
import type { Transcript, Word } from "../api/types";
import { t } from "../i18n";
import { isUncertain } from "./caption-lines";

const UNSPACED: readonly string[] = ["zh", "yue", "ja", "th", "lo", "km", "my"];

interface Props {
  words: readonly Word[];
  language: string;
}

/** Words as heard. Those the machine was not sure of are underlined with dots, never silently trusted. */
export function Words({ words, language }: Props) {
  const gap = UNSPACED.includes(language) ? "" : " ";
  return (
    <span lang={language} dir="auto">
      {words.map((word, index) => (
        <Fragment key={index}>
          {index > 0 && gap}
          {isUncertain(word) ? <span class="word-uncertain">{word.text.trim()}</span> : word.text.trim()}
        </Fragment>
      ))}
    </span>
  );
}

/** The whole transcript, in the language it was spoken in. */
export function TranscriptText({ transcript }: { transcript: Transcript }) {
  if (transcript.verdict === "no_speech") return <p class="transcript-none">{t("clip.no_speech")}</p>;
  const words = transcript.segments.flatMap((segment) => segment.words);
  const hasUncertain = words.some(isUncertain);
  return (
    <>
      <p class="transcript">
        {words.length > 0 ? <Words words={words} language={transcript.language} /> : <span dir="auto">{transcript.text}</span>}
      </p>
      {hasUncertain && (
        <p class="transcript-key">
          <span class="word-uncertain">{t("clip.uncertain_example")}</span> {t("clip.uncertain")}
        </p>
      )}
    </>
  );
}
