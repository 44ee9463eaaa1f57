import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../i18n";
import { navigate } from "../router";
import { me, refreshMe } from "../store/session";
import { keepWords, unsentWords } from "../store/words";
import { clipLimits } from "../capture/clip-limits";
import { EmptyState } from "../ui/empty-state";
import { Icon } from "../ui/icon";
import { notify } from "../ui/notices";
import { useArrival } from "../ui/page";
import { AudienceChoice } from "./audience-choice";
import { askedOf, canChoose, canSend, reachOf, usualAsk, usualTeam, WHOLE_TEAM } from "./draft";
import { type Reach, useReach } from "./reach";
import { sendPost } from "./send-post";
import { TakePreview } from "./take-preview";
import { TeamChoice } from "./team-choice";
import "./compose.css";

interface Props {
  /** Null: words alone. */
  takeId: string | null;
  onAgain: () => void;
  onDiscard: (takeId: string) => void;
}

const LAST_TEAM_KEY = "twotap.last-team";
const WORDS_PLACE = "post";
/** Nobody needs a counter before it matters. */
const LEFT_SHOWN = 120;

/** Look at it, say who gets it, send. */
export function ComposePage({ takeId, onAgain, onDiscard }: Props) {
  const teams = me.value?.teams ?? [];
  const personId = me.value?.person.id ?? "";
  const teamId = useSignal(localStorage.getItem(LAST_TEAM_KEY));
  // By its id, so that the head count is the newest known.
  const team = usualTeam(teams, teamId.value);
  const ask = useSignal(usualAsk(team));
  const to = useSignal(WHOLE_TEAM);
  const text = useSignal(unsentWords(personId, WORDS_PLACE));
  const isSending = useSignal(false);
  const reach = useReach({ takeId, text: text.value, team, ask: ask.value, to: to.value }).value;
  const heading = useArrival(t("compose.title"));
  const textMax = clipLimits().text_max_chars;

  useEffect(() => void refreshMe(), []);
  const write = (next: string): void => {
    text.value = next;
    keepWords(personId, WORDS_PLACE, next);
  };

  const send = async (): Promise<void> => {
    if (team === null || isSending.value) return;
    isSending.value = true;
    try {
      await sendPost({ takeId, text: text.value, team, ask: ask.value, to: to.value });
      localStorage.setItem(LAST_TEAM_KEY, team.id);
      keepWords(personId, WORDS_PLACE, "");
      notify(t("compose.sent"));
      navigate("/", { replace: true });
    } catch {
      isSending.value = false;
      notify(t("compose.not_kept"), "bad");
    }
  };

  return (
    <>
      <header class="page-head">
        <button type="button" class="icon-button" onClick={onAgain} aria-label={t("compose.back")}><Icon name="back" /></button>
        <h1 ref={heading} tabIndex={-1}>{t("compose.title")}</h1>
        {takeId !== null && <button type="button" class="button quiet small" onClick={() => onDiscard(takeId)}>{t("capture.discard")}</button>}
      </header>
      <main id="main" class="page compose" tabIndex={-1}>
        {takeId !== null && <TakePreview takeId={takeId} />}
        <TextField text={text.value} max={textMax} isAlone={takeId === null} onText={write} />
        {teams.length > 1 && (
          <TeamChoice
            teams={teams}
            chosen={team}
            onTeam={(next) => {
              teamId.value = next.id;
              ask.value = usualAsk(next);
              to.value = WHOLE_TEAM;
            }}
          />
        )}
        {team === null ? (
          <EmptyState icon="team" title={t("compose.no_team")} text={t("compose.no_team.text")} />
        ) : (
          <>
            <AskToggle isOn={ask.value === "acknowledge"} onToggle={(isOn) => (ask.value = isOn ? "acknowledge" : "none")} />
            {ask.value !== "none" && canChoose(team) && <AudienceChoice team={team} to={to.value} onTo={(next) => (to.value = next)} />}
            {reach && <ReachNote reach={reach} />}
          </>
        )}
      </main>
      <footer class="compose-foot">
        <p class="compose-reach">
          {team && <><Icon name="team" /> <span><bdi><b>{team.name}</b></bdi> · {t("compose.goes_to", { count: reachOf(team) })} · {askedWords(reach?.asked_count ?? askedOf(team, ask.value, to.value))}</span></>}
        </p>
        <button type="button" class="button primary compose-send" onClick={() => void send()} disabled={team === null || isSending.value || !canSend({ takeId, text: text.value, ask: ask.value, to: to.value })}>
          <Icon name="send" /> {t("compose.send")}
        </button>
      </footer>
    </>
  );
}

function askedWords(count: number | null): string {
  return count === null ? t("compose.asks.on_shift") : t("compose.asks", { count });
}

/** What it costs them, before it is sent. */
function ReachNote({ reach }: { reach: Reach }) {
  const names = reach.over_budget.map((person) => person.name).join(", ");
  return (
    <div class="compose-reach-note" role="status">
      <p class="compose-note">{t("compose.cost", { seconds: reach.cost_s })}</p>
      {names !== "" && <p class="compose-over"><Icon name="alert" /> <span>{t("compose.over", { names })}</span></p>}
    </div>
  );
}

interface TextProps {
  text: string;
  max: number;
  isAlone: boolean;
  onText: (text: string) => void;
}

function TextField({ text, max, isAlone, onText }: TextProps) {
  const left = max - [...text].length;
  return (
    <label class="compose-text">
      <span class="visually-hidden">{t("compose.text")}</span>
      <textarea
        rows={isAlone ? 5 : 2}
        value={text}
        maxLength={max}
        {...(text === "" ? {} : { dir: "auto" as const })}
        placeholder={t(isAlone ? "compose.text.alone" : "compose.text.with_clip")}
        onInput={(event) => onText(event.currentTarget.value)}
      />
      {left <= LEFT_SHOWN && <small role="status">{t("compose.text.left", { count: left })}</small>}
    </label>
  );
}

function AskToggle({ isOn, onToggle }: { isOn: boolean; onToggle: (isOn: boolean) => void }) {
  return (
    <label class="switch ask-toggle">
      <span class="ask-words">
        <strong>{t("compose.ask")}</strong>
        <small>{t("compose.ask.hint")}</small>
      </span>
      <input type="checkbox" role="switch" checked={isOn} onChange={(event) => onToggle(event.currentTarget.checked)} />
    </label>
  );
}
