import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Invite, Team } from "../api/types";
import { dateFormat, directionOf, type Locale, locale, pickLocale, type t, wordsIn } from "../i18n";
import { Printed } from "../ui/printed";
import { QrCode } from "../ui/qr-code";
import "./poster.css";

interface Props {
  invite: Invite;
  team: Team;
}

/** More than three languages on one wall are read by nobody. */
const LANGUAGES_MAX = 3;

const STEPS = ["poster.step_scan", "poster.step_name", "poster.step_wait"] as const;

interface Told {
  language: Locale;
  say: typeof t;
}

/** One large code for the wall, with what to do in the languages of the site. */
export function Poster({ invite, team }: Props) {
  const told = useSignal<Told[]>([]);
  useEffect(() => {
    const spoken = team.site.languages;
    const wanted = [...new Set([...spoken.map((tag) => pickLocale([tag])), ...(spoken.length > 0 ? [] : [locale.value])])];
    void Promise.all(
      wanted.slice(0, LANGUAGES_MAX).map(async (language) => ({ language, say: await wordsIn("people", language) })),
    ).then((words) => (told.value = words));
  }, [team.id]);
  return (
    <Printed>
      <article class="poster">
        <h1><bdi>{team.name}</bdi></h1>
        <p class="poster-site"><bdi>{team.site.name}</bdi></p>
        <QrCode svg={invite.qr_svg ?? ""} label="" />
        {told.value.map(({ language, say }) => (
          <section key={language} lang={language} dir={directionOf(language)}>
            <h2>{say("poster.heading")}</h2>
            <ol>
              {STEPS.map((step) => <li key={step}>{say(step)}</li>)}
            </ol>
            <p class="poster-until">{say("poster.until", { date: dateFormat(language, { dateStyle: "long" }).format(Date.parse(invite.expires_at)) })}</p>
          </section>
        ))}
      </article>
    </Printed>
  );
}
