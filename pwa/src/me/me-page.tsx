import { useSignal } from "@preact/signals";
import { api } from "../api/client";
import { sentenceOf } from "../api/sentence";
import { chooseSaving, isSavingChosen } from "../feed/thrift";
import { locale, type MessageKey, pickLocale, t, useLocale } from "../i18n";
import { isSameLanguage, orderLanguages, ownNameOf } from "../join/languages";
import { pending } from "../outbox/outbox";
import { listDrafts, listParcels, progressOf } from "../outbox/progress";
import { navigate } from "../router";
import { MyShifts } from "../plan/my-shifts";
import { Notifications } from "../push/notifications";
import { install, installWay } from "../shell/install";
import { leave, me, rememberMe } from "../store/session";
import { readFeed } from "../store/feed";
import { SmallForm } from "../team/small-form";
import { Icon } from "../ui/icon";
import { notify } from "../ui/notices";
import { Page } from "../ui/page";
import { MyPhones } from "./my-phones";
import { MyPin } from "./my-pin";
import { NewPhone } from "./new-phone";
import "../people/forms.css";
import "../people/people.css";
import "./me.css";

export function MePage() {
  const who = me.value;
  if (!who) return null;
  return (
    <Page title={t("me.title")} back>
      <section class="panel" aria-label={t("me.you")}>
        <SmallForm
          key={who.person.name}
          label={t("join.name")}
          button={t("action.save")}
          initial={who.person.name}
          save={async (name) => {
            await rememberMe(await api.updateMe({ name }));
            notify(t("me.saved"));
          }}
        />
        <LanguageChoice />
        <DataChoice />
      </section>
      <MyShifts />
      {who.device.kind === "personal" && <NewPhone />}
      <MyPhones />
      <MyPin />
      {who.device.kind === "personal" && <a class="button" href="/me/sign-in"><Icon name="key" /> {t("me.sign_in")}</a>}
      {who.device.kind === "personal" && <Notifications />}
      <TeamsOfMine />
      <InstallHint />
      <SignOut />
      <p class="version">Twotap {__VERSION__} · {who.organisation.name}</p>
    </Page>
  );
}

function LanguageChoice() {
  const trouble = useSignal<string | null>(null);
  const mine = me.value?.person.language ?? locale.value;
  const offered = orderLanguages([mine], navigator.languages);
  const choose = async (select: HTMLSelectElement) => {
    const before = locale.value;
    const language = select.value;
    try {
      await useLocale(pickLocale([language]));
      await rememberMe(await api.updateMe({ language }));
      trouble.value = null;
    } catch (error) {
      // Half changed would change back by itself at some later time.
      await useLocale(before);
      select.value = mine;
      trouble.value = sentenceOf(error);
    }
  };
  return (
    <>
      <label class="field">
        <span>{t("join.language")}</span>
        <select value={offered.find((tag) => isSameLanguage(tag, mine))} onChange={(event) => void choose(event.currentTarget)}>
          {offered.map((tag) => <option key={tag} value={tag} lang={tag}>{ownNameOf(tag)}</option>)}
        </select>
      </label>
      {trouble.value && <p class="field-trouble" role="alert">{trouble.value}</p>}
    </>
  );
}

function DataChoice() {
  return (
    <label class="switch">
      <span class="row-main">
        <strong>{t("me.save_data")}</strong>
        <small>{t("me.save_data_text")}</small>
      </span>
      <input type="checkbox" role="switch" checked={isSavingChosen.value} onChange={(event) => chooseSaving(event.currentTarget.checked)} />
    </label>
  );
}

function TeamsOfMine() {
  const teams = me.value?.teams ?? [];
  if (teams.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="my-teams">
      <h2 id="my-teams">{t("me.teams")}</h2>
      <ul class="plain">
        {teams.map((team) => (
          <li key={team.id}><strong><bdi>{team.name}</bdi></strong> <span><bdi>{team.site.name}</bdi> · {t(`role.${team.role}`)}</span></li>
        ))}
      </ul>
    </section>
  );
}

const STEPS: Readonly<Record<"share_menu" | "browser_menu", MessageKey>> = {
  share_menu: "install.share_menu",
  browser_menu: "install.browser_menu",
};

function InstallHint() {
  const way = installWay();
  if (way === "installed") return null;
  return (
    <section class="panel" aria-labelledby="install-title">
      <h2 id="install-title">{t("install.title")}</h2>
      <p>{t(way === "prompt" ? "install.text" : STEPS[way])}</p>
      {way === "prompt" && (
        <button type="button" class="button" onClick={() => void install()}><Icon name="add" /> {t("install.button")}</button>
      )}
    </section>
  );
}

function SignOut() {
  const trouble = useSignal<string | null>(null);
  const parcels = listParcels(pending.value).filter((parcel) => progressOf(parcel).stage !== "saved");
  const unsent = parcels.length + listDrafts(pending.value).length;
  const signOut = async () => {
    if (!confirm(t("me.leave_sure", { count: unsent }))) return;
    try {
      await leave();
      await readFeed();
      navigate("/", { replace: true });
    } catch (error) {
      trouble.value = sentenceOf(error);
    }
  };
  return (
    <section class="panel" aria-label={t("me.leave")}>
      <button type="button" class="button danger" onClick={() => void signOut()}><Icon name="leave" /> {t("me.leave")}</button>
      <p class="field-hint">{t("me.leave_text")}</p>
      {trouble.value && <p class="field-trouble" role="alert">{trouble.value}</p>}
    </section>
  );
}
