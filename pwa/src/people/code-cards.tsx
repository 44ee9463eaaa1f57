import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { PersonRow } from "../api/people";
import type { Invite, Team } from "../api/types";
import { dateFormat, directionOf, type Locale, pickLocale, type t, wordsIn } from "../i18n";
import { QrCode } from "../ui/qr-code";

export interface Card {
  person: PersonRow;
  team: Team;
  invite: Invite;
}

type Say = typeof t;

/** A card for each person, in the language that the person reads. */
export function CodeCards({ cards }: { cards: Card[] }) {
  const words = useSignal<ReadonlyMap<Locale, Say>>(new Map());
  useEffect(() => {
    const languages = [...new Set(cards.map((card) => pickLocale([card.person.language])))];
    void Promise.all(languages.map(async (language) => [language, await wordsIn("people", language)] as const)).then(
      (pairs) => (words.value = new Map(pairs)),
    );
  }, [cards]);
  return (
    <ul class="code-cards">
      {cards.map((card) => {
        const say = words.value.get(pickLocale([card.person.language]));
        return say && <CodeCard key={card.person.id} card={card} say={say} />;
      })}
    </ul>
  );
}

function CodeCard({ card, say }: { card: Card; say: Say }) {
  const { person, team, invite } = card;
  const language = pickLocale([person.language]);
  const until = dateFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(Date.parse(invite.expires_at));
  return (
    <li class="code-card" lang={language} dir={directionOf(language)}>
      <QrCode svg={invite.qr_svg ?? ""} label={say("codes.of", { name: person.name })} />
      <div class="code-card-text">
        <h3><bdi>{person.name}</bdi></h3>
        <p class="code-card-team"><bdi>{team.name}</bdi> · <bdi>{team.site.name}</bdi></p>
        <p>{say("codes.how")}</p>
        <p class="code-card-until">{say("codes.until", { time: until })}</p>
      </div>
    </li>
  );
}
