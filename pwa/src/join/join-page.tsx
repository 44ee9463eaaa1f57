import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { api, ApiError } from "../api/client";
import { sentenceOf } from "../api/sentence";
import type { JoinLook } from "../api/types";
import { LANGUAGES, type Locale, locale, t, useLocale } from "../i18n";
import { navigate } from "../router";
import { beginSession, me } from "../store/session";
import { requestSync } from "../sync/engine";
import { EmptyState } from "../ui/empty-state";
import { Logo } from "../ui/logo";
import { notify } from "../ui/notices";
import { Waiting } from "../ui/waiting";
import { forgetInvite, inviteToken } from "./invite";

type State =
  | { name: "looking" }
  | { name: "open"; token: string; look: JoinLook }
  | { name: "ended"; sentence: string }
  | { name: "unreachable"; sentence: string };

export function JoinPage() {
  const state = useSignal<State>({ name: "looking" });
  const look = () => {
    state.value = { name: "looking" };
    void lookAtInvite().then((found) => (state.value = found));
  };
  useEffect(look, []);
  useEffect(() => {
    document.title = `${t("join.title")} · Twotap`;
  }, [locale.value]);
  return (
    <main id="main" class="join" tabIndex={-1}>
      <Logo />
      <JoinState state={state.value} retry={look} />
    </main>
  );
}

async function lookAtInvite(): Promise<State> {
  const token = inviteToken();
  if (!token) return { name: "ended", sentence: t("join.no_token") };
  try {
    return { name: "open", token, look: await api.lookAtInvite(token) };
  } catch (error) {
    const sentence = sentenceOf(error);
    const isPassing = error instanceof ApiError && error.isPassing;
    return isPassing ? { name: "unreachable", sentence } : { name: "ended", sentence };
  }
}

function JoinState({ state, retry }: { state: State; retry: () => void }) {
  switch (state.name) {
    case "looking":
      return <Waiting />;
    case "open":
      return <JoinForm token={state.token} look={state.look} />;
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

function JoinForm({ token, look }: { token: string; look: JoinLook }) {
  const person = me.value?.person;
  const name = useSignal(person?.name ?? "");
  const trouble = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (isBusy.value) return;
    if (!name.value.trim()) {
      trouble.value = t("join.name_missing");
      return;
    }
    isBusy.value = true;
    trouble.value = await join(token, name.value.trim());
    isBusy.value = false;
  };
  return (
    <form class="join-form" onSubmit={(event) => void submit(event)} noValidate>
      <h1>{t("join.heading", { team: look.team ?? look.organisation })}</h1>
      <p class="join-where">{[look.site, look.organisation].filter(Boolean).join(" · ")}</p>
      {look.role !== "worker" && <p class="join-role">{t(`join.as.${look.role}`)}</p>}
      {person ? (
        <p class="join-known">{t("join.known", { name: person.name })}</p>
      ) : (
        <NameAndLanguage name={name.value} setName={(next) => (name.value = next)} isWrong={trouble.value !== null} />
      )}
      {trouble.value && <p class="field-trouble" id="join-trouble" role="alert">{trouble.value}</p>}
      <button type="submit" class="button primary large" aria-disabled={isBusy.value}>{t("join.button")}</button>
      {!person && <p class="join-privacy">{t("join.privacy")}</p>}
    </form>
  );
}

interface NameProps {
  name: string;
  setName: (name: string) => void;
  isWrong: boolean;
}

function NameAndLanguage({ name, setName, isWrong }: NameProps) {
  return (
    <>
      <label class="field">
        <span>{t("join.name")}</span>
        <input
          type="text"
          name="name"
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
          autocomplete="name"
          autocapitalize="words"
          maxLength={80}
          dir="auto"
          aria-invalid={isWrong}
          aria-describedby={isWrong ? "join-trouble" : undefined}
        />
      </label>
      <label class="field">
        <span>{t("join.language")}</span>
        <select value={locale.value} onChange={(event) => void useLocale(event.currentTarget.value as Locale)}>
          {Object.entries(LANGUAGES).map(([code, label]) => <option key={code} value={code} lang={code}>{label}</option>)}
        </select>
      </label>
    </>
  );
}

/** Answers with a sentence when it did not work. */
async function join(token: string, name: string): Promise<string | null> {
  try {
    const found = await api.join({ token, name, language: me.value?.person.language ?? locale.value, device_label: deviceLabel() });
    forgetInvite();
    await beginSession(found);
    navigate("/", { replace: true });
    notify(t("join.welcome", { name: found.person.name }));
    void requestSync();
    return null;
  } catch (error) {
    return sentenceOf(error);
  }
}

/** What the person will recognise in a list of their devices. */
function deviceLabel(): string {
  const known = ["iPhone", "iPad", "Android", "Windows", "Mac", "Linux"];
  return known.find((name) => navigator.userAgent.includes(name)) ?? "Phone";
}
