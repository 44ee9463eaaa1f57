import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { addWords, type Area, t } from "../i18n";
import { EmptyState } from "../ui/empty-state";
import { Waiting } from "../ui/waiting";

/** A page whose script is fetched when it is first shown. When that fails it says so and offers another try. */
export function lazily<P extends object>(load: () => Promise<ComponentType<P>>, words: Area = "shell"): ComponentType<P> {
  const loaded = signal<ComponentType<P> | null>(null);
  const hasFailed = signal(false);
  const fetchIt = () => {
    hasFailed.value = false;
    Promise.all([load(), addWords(words)]).then(
      ([component]) => (loaded.value = component),
      () => (hasFailed.value = true),
    );
  };
  return function Lazily(props: P) {
    useEffect(() => {
      if (!loaded.value) fetchIt();
    }, []);
    const Loaded = loaded.value;
    if (Loaded) return <Loaded {...props} />;
    if (!hasFailed.value) return <Waiting />;
    return (
      <EmptyState icon="cloud-off" title={t("page.failed")} text={t("error.network")}>
        <button type="button" class="button primary" onClick={fetchIt}>{t("action.retry")}</button>
      </EmptyState>
    );
  };
}
