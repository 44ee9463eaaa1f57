import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ApiError } from "../api/client";
import { people } from "../api/people";
import type { JoinLook } from "../api/types";
import { sentenceOf } from "../api/sentence";
import { locale, t } from "../i18n";
import { navigate } from "../router";
import { me } from "../store/session";
import { EmptyState } from "../ui/empty-state";
import { Logo } from "../ui/logo";
import { Waiting } from "../ui/waiting";
import { type Attempt, findAttempt } from "./attempt";
import { inviteToken } from "./invite";
import { JoinForm } from "./join-form";
import { PhoneForm } from "./phone-form";
import { sendJoin } from "./send";
import "../people/forms.css";
import "./join.css";

type State =
  | { name: "looking" }
  | { name: "open"; token: string; look: JoinLook }
  | { name: "ended"; sentence: string }
  | { name: "unreachable"; sentence: string };

/** What a scanned code or a link opens. Looks first, so that a person sees what they are about to join. */
export function JoinPage() {
  const state = useSignal<State>({ name: "looking" });
  const start = () => {
    state.value = { name: "looking" };
    void begin().then((found) => (state.value = found));
  };
  useEffect(start, []);
  useEffect(() => {
    document.title = `${t("join.title")} · Twotap`;
  }, [locale.value]);
  return (
    <main id="main" class="join" tabIndex={-1}>
      <Logo />
      <JoinState state={state.value} retry={start} />
    </main>
  );
}

/** A try whose answer never came is made again first: its link may be used up, by ourselves. */
async function begin(): Promise<State> {
  const kept = findAttempt(inviteToken());
  if (kept && !me.value) return repeat(kept);
  const token = inviteToken();
  if (!token) return { name: "ended", sentence: t("join.no_token") };
  try {
    const look = await people.look(token);
    // A device's code makes this a phone for everybody: that has a page of its own.
    if (look.kind === "device") navigate("/enrol", { replace: true });
    return look.kind === "device" ? { name: "looking" } : { name: "open", token, look };
  } catch (error) {
    return stopped(error);
  }
}

async function repeat(kept: Attempt): Promise<State> {
  try {
    await sendJoin({ token: kept.token, name: kept.name, language: kept.language });
    return { name: "looking" };
  } catch (error) {
    return stopped(error);
  }
}

function stopped(error: unknown): State {
  const sentence = sentenceOf(error);
  const isPassing = error instanceof ApiError && error.isPassing;
  return isPassing ? { name: "unreachable", sentence } : { name: "ended", sentence };
}

function JoinState({ state, retry }: { state: State; retry: () => void }) {
  switch (state.name) {
    case "looking":
      return <Waiting />;
    case "open":
      return state.look.kind === "phone" ? <PhoneForm token={state.token} look={state.look} /> : <JoinForm token={state.token} look={state.look} />;
    case "unreachable":
      return (
        <EmptyState icon="cloud-off" title={t("join.unreachable")} text={state.sentence}>
          <button type="button" class="button primary" onClick={retry}>{t("action.retry")}</button>
        </EmptyState>
      );
    case "ended":
      return (
        <EmptyState icon="link" title={t("join.ended")} text={state.sentence}>
          <a class="button" href="/">{t(me.value ? "missing.home" : "join.home")}</a>
        </EmptyState>
      );
  }
}
