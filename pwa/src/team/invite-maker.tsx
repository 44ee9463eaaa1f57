import { type Signal, useSignal } from "@preact/signals";
import { people } from "../api/people";
import { sentenceOf } from "../api/sentence";
import type { Invite, InviteIn, Role, Team } from "../api/types";
import { t } from "../i18n";
import { CodeSheet } from "../people/code-sheet";
import { Icon } from "../ui/icon";
import { InviteKindChoice, type MadeKind } from "./invite-kind";
import { Poster } from "./poster";

const MINUTE_S = 60;
const HOUR_S = 3600;
const TERMS = {
  minutes: { expires_in_s: 15 * MINUTE_S, label: "invite.minutes" },
  hour: { expires_in_s: HOUR_S, label: "invite.hour" },
  day: { expires_in_s: 24 * HOUR_S, label: "invite.day" },
  week: { expires_in_s: 7 * 24 * HOUR_S, label: "invite.week" },
  month: { expires_in_s: 30 * 24 * HOUR_S, label: "invite.month" },
} as const;
type Term = keyof typeof TERMS;

const OFFERED: Readonly<Record<MadeKind, { terms: readonly Term[]; uses: readonly number[]; roles: readonly Role[] }>> = {
  join: { terms: ["minutes", "hour", "day", "week"], uses: [1, 10, 30, 100], roles: ["worker", "lead"] },
  poster: { terms: ["day", "week", "month"], uses: [100, 500], roles: ["worker"] },
  device: { terms: ["minutes", "hour"], uses: [1], roles: ["worker"] },
};
/** What fits most: one person beside me, a wall for a month, a tablet in my hand. */
const USUAL: Readonly<Record<MadeKind, { term: Term; uses: number }>> = {
  join: { term: "minutes", uses: 1 },
  poster: { term: "month", uses: 100 },
  device: { term: "minutes", uses: 1 },
};

interface Wish {
  kind: MadeKind;
  term: Term;
  uses: number;
  role: Role;
}

const wishFor = (kind: MadeKind): Wish => ({ kind, role: "worker", ...USUAL[kind] });

function askedOf({ kind, term, uses, role }: Wish): InviteIn {
  return { kind, role, uses_max: uses, expires_in_s: TERMS[term].expires_in_s };
}

interface Props {
  team: Team;
  onMade: () => void;
}

/** Three ways to let people in, each in plain words; the sheet of personal codes is a page of its own. */
export function InviteMaker({ team, onMade }: Props) {
  const wish = useSignal<Wish>(wishFor("join"));
  const made = useSignal<Invite | null>(null);
  const trouble = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const make = async () => {
    if (isBusy.value) return;
    isBusy.value = true;
    try {
      made.value = await people.invite(team.id, askedOf(wish.value));
      trouble.value = null;
      onMade();
    } catch (error) {
      trouble.value = sentenceOf(error);
    }
    isBusy.value = false;
  };
  if (made.value) return <Made invite={made.value} kind={wish.value.kind} team={team} close={() => (made.value = null)} again={() => void make()} />;
  return (
    <section class="invite-maker" aria-labelledby="invite-title">
      <h2 id="invite-title">{t("invite.title")}</h2>
      <InviteKindChoice chosen={wish.value.kind} choose={(kind) => (wish.value = wishFor(kind))} />
      <Details wish={wish} />
      {trouble.value && <p class="field-trouble" role="alert">{trouble.value}</p>}
      <button type="button" class="button primary large" aria-disabled={isBusy.value} onClick={() => void make()}><Icon name="qr" /> {t("invite.make")}</button>
      <a class="button" href={`/team/${team.id}/codes`}><Icon name="text" /> {t("codes.link")}</a>
    </section>
  );
}

function Details({ wish }: { wish: Signal<Wish> }) {
  const { kind, term, uses, role } = wish.value;
  const offered = OFFERED[kind];
  return (
    <div class="field-row">
      {offered.roles.length > 1 && (
        <label class="field">
          <span>{t("invite.role")}</span>
          <select value={role} onChange={(event) => (wish.value = { ...wish.value, role: event.currentTarget.value as Role })}>
            {offered.roles.map((one) => <option key={one} value={one}>{t(`role.${one}`)}</option>)}
          </select>
        </label>
      )}
      {offered.uses.length > 1 && (
        <label class="field">
          <span>{t("invite.uses")}</span>
          <select value={uses} onChange={(event) => (wish.value = { ...wish.value, uses: Number(event.currentTarget.value) })}>
            {offered.uses.map((count) => <option key={count} value={count}>{t("invite.people", { count })}</option>)}
          </select>
        </label>
      )}
      <label class="field">
        <span>{t("invite.expires")}</span>
        <select value={term} onChange={(event) => (wish.value = { ...wish.value, term: event.currentTarget.value as Term })}>
          {offered.terms.map((one) => <option key={one} value={one}>{t(TERMS[one].label)}</option>)}
        </select>
      </label>
    </div>
  );
}

interface MadeProps {
  invite: Invite;
  kind: MadeKind;
  team: Team;
  close: () => void;
  again: () => void;
}

function Made({ invite, kind, team, close, again }: MadeProps) {
  return (
    <CodeSheet invite={invite} title={t(`invite.scan.${kind}`)} hint={t(`invite.then.${kind}`)} close={close} again={again}>
      <p class="invite-terms">{t("invite.people", { count: invite.uses_max })} · {t(`role.${invite.role}`)}</p>
      {kind === "poster" && (
        <>
          <button type="button" class="button primary" onClick={() => print()}>{t("invite.print")}</button>
          <Poster invite={invite} team={team} />
        </>
      )}
    </CodeSheet>
  );
}
