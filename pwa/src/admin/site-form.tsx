import { useSignal } from "@preact/signals";
import { people } from "../api/people";
import type { Site } from "../api/types";
import { sentenceOf } from "../api/sentence";
import { t } from "../i18n";
import { notify } from "../ui/notices";
import { LanguageList } from "./language-list";
import { quietSentence } from "./quiet";
import { ZoneField } from "./zone-field";

interface Props {
  site: Site;
  onSaved: () => Promise<void>;
}

/** What holds for everybody at a site. Saved together: half a set of quiet hours helps nobody. */
export function SiteForm({ site, onSaved }: Props) {
  const name = useSignal(site.name);
  const zone = useSignal(site.zone);
  const languages = useSignal<readonly string[]>(site.languages);
  const isQuiet = useSignal(site.quiet_from !== null);
  const from = useSignal(site.quiet_from ?? "20:00");
  const until = useSignal(site.quiet_until ?? "06:00");
  const trouble = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const save = async (event: Event) => {
    event.preventDefault();
    if (isBusy.value || !name.value.trim()) return;
    isBusy.value = true;
    try {
      await people.changeSite(site.id, {
        name: name.value.trim(),
        zone: zone.value,
        languages: [...languages.value],
        quiet_from: isQuiet.value ? from.value : null,
        quiet_until: isQuiet.value ? until.value : null,
      });
      trouble.value = null;
      notify(t("me.saved"));
      await onSaved();
    } catch (error) {
      trouble.value = sentenceOf(error);
    }
    isBusy.value = false;
  };
  return (
    <form class="panel" aria-labelledby="site-title" onSubmit={(event) => void save(event)}>
      <h2 id="site-title">{t("admin.site_settings")}</h2>
      <label class="field">
        <span>{t("admin.site_name")}</span>
        <input type="text" value={name.value} onInput={(event) => (name.value = event.currentTarget.value)} maxLength={80} dir="auto" autocomplete="off" />
      </label>
      <ZoneField value={zone.value} choose={(next) => (zone.value = next)} />
      <LanguageList chosen={languages.value} choose={(next) => (languages.value = next)} />
      <label class="switch">
        <span class="row-main">
          <strong>{t("admin.quiet")}</strong>
          <small>{isQuiet.value ? quietSentence(from.value, until.value) : t("admin.quiet_never")}</small>
        </span>
        <input type="checkbox" role="switch" checked={isQuiet.value} onChange={(event) => (isQuiet.value = event.currentTarget.checked)} />
      </label>
      {isQuiet.value && (
        <div class="field-row">
          <TimeField label={t("admin.quiet_from")} value={from.value} set={(next) => (from.value = next)} />
          <TimeField label={t("admin.quiet_until")} value={until.value} set={(next) => (until.value = next)} />
        </div>
      )}
      {trouble.value && <p class="field-trouble" role="alert">{trouble.value}</p>}
      <button type="submit" class="button primary" aria-disabled={isBusy.value || !name.value.trim()}>{t("action.save")}</button>
    </form>
  );
}

function TimeField({ label, value, set }: { label: string; value: string; set: (value: string) => void }) {
  return (
    <label class="field">
      <span>{label}</span>
      <input type="time" value={value} required onInput={(event) => event.currentTarget.value && set(event.currentTarget.value)} />
    </label>
  );
}
