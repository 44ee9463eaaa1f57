import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { dateFormat, LANGUAGES, type Locale, locale, t, useLocale } from "../i18n";
import { EmptyState } from "../ui/empty-state";
import { Icon } from "../ui/icon";
import { now } from "../ui/now";
import { waiting } from "./courier";
import { FirstPin } from "./first-pin";
import { Glyph } from "./glyph";
import { hasLine, isExpelled, phone } from "./phone";
import { Tiles } from "./tiles";
import type { SharedPhone, Tile } from "./types";
import { UnlockPad } from "./unlock-pad";
import { LANGUAGE_KEY } from "./wipe";

type Turn = { name: "tiles" } | { name: "pin"; tile: Tile } | { name: "first"; tile: Tile };

/** Somebody who tapped a tile and walked away leaves the screen as they found it. */
const RESTLESS_MS = { pin: 60_000, first: 5 * 60_000 } as const;

export function LockScreen() {
  const turn = useSignal<Turn>({ name: "tiles" });
  const rest = () => (turn.value = { name: "tiles" });
  useEffect(() => {
    document.title = "Twotap";
  }, []);
  useEffect(() => {
    if (turn.value.name === "tiles") return;
    const timer = setTimeout(rest, RESTLESS_MS[turn.value.name]);
    return () => clearTimeout(timer);
  }, [turn.value]);
  if (isExpelled.value) return <Expelled />;
  const known = phone.value;
  if (!known) return <FirstLook />;
  const current = turn.value;
  if (current.name === "tiles") {
    const choose = (tile: Tile) => (turn.value = { name: tile.has_pin ? "pin" : "first", tile });
    return <Rest phone={known} choose={choose} />;
  }
  const forgot = () => (turn.value = { name: "first", tile: current.tile });
  return current.name === "pin" ? (
    <UnlockPad tile={current.tile} minChars={known.pin_min_chars} onBack={rest} onForgot={forgot} />
  ) : (
    <FirstPin tile={current.tile} minChars={known.pin_min_chars} onBack={rest} />
  );
}

function Rest({ phone: known, choose }: { phone: SharedPhone; choose: (tile: Tile) => void }) {
  return (
    <main id="main" class="lock" tabIndex={-1}>
      <header class="lock-head">
        <div class="lock-place">
          <h1 dir="auto">{known.team.name}</h1>
          <p dir="auto">{known.site.name}</p>
        </div>
        <Clock zone={known.site.zone} />
      </header>
      <Standing />
      <Tiles tiles={known.tiles} choose={choose} />
      <footer class="lock-foot">
        <LanguageSwitch languages={known.languages} />
        <span class="lock-label" dir="auto">{known.device.label}</span>
      </footer>
    </main>
  );
}

/** The site's time: a tablet on a wall is looked at for this as well. */
function Clock({ zone }: { zone: string }) {
  const options = { hour: "numeric", minute: "2-digit", timeZone: zone } as const;
  return <time class="lock-clock">{dateFormat(locale.value, options).format(now.value)}</time>;
}

/** Signal, and what waits for it or for its owner. Never whose. */
function Standing() {
  const { envelopes, parcels } = waiting.value;
  return (
    <div class="lock-standing" role="status">
      {!hasLine.value && <p class="lock-line" data-tone="warn"><Icon name="cloud-off" /><span>{t("shared.offline")}</span></p>}
      {envelopes > 0 && <p class="lock-line"><Icon name="send" /><span>{t("shared.waiting", { count: envelopes })}</span></p>}
      {parcels > 0 && <p class="lock-line"><Icon name="clock" /><span>{t("shared.waiting_owner", { count: parcels })}</span></p>}
    </div>
  );
}

/** The site's languages stand first. */
function LanguageSwitch({ languages }: { languages: readonly string[] }) {
  const first = languages.map((tag) => tag.split("-")[0] ?? "").filter((tag): tag is Locale => tag in LANGUAGES);
  const all = [...new Set([...first, ...(Object.keys(LANGUAGES) as Locale[])])];
  return (
    <label class="lock-language">
      <Glyph name="globe" />
      <span class="visually-hidden">{t("join.language")}</span>
      <select value={locale.value} onChange={(event) => speak(event.currentTarget.value as Locale)}>
        {all.map((code) => <option key={code} value={code} lang={code}>{LANGUAGES[code]}</option>)}
      </select>
    </label>
  );
}

function speak(language: Locale): void {
  localStorage.setItem(LANGUAGE_KEY, language);
  void useLocale(language);
}

/** Enrolled, and its crew not heard of yet. */
function FirstLook() {
  return (
    <main id="main" class="lock" tabIndex={-1}>
      <EmptyState icon={hasLine.value ? "clock" : "cloud-off"} title={t("shared.no_crew_yet")} text={t("shared.no_crew_yet_text")} />
    </main>
  );
}

function Expelled() {
  return (
    <main id="main" class="lock" tabIndex={-1}>
      <EmptyState icon="link" title={t("shared.expelled")} text={t("shared.expelled_text")}>
        <button type="button" class="button primary" onClick={() => location.reload()}>{t("shared.expelled_go_on")}</button>
      </EmptyState>
    </main>
  );
}
