import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { addWords, type Area, t } from "../i18n";
import { EmptyState } from "../ui/empty-state";
import { Waiting } from "../ui/waiting";

/** A page whose script is fetched when it is first shown. When that fails it says so and offers another try. */
export function lazily<P extends object>(load: () => Promise<ComponentType<P>>, ...words: Area[]): ComponentType<P> {
  const loaded = signal<ComponentType<P> | null>(null);
  const hasFailed = signal(false);
  let failures = 0;
  const fetchAgain = () => {
    // After an update the script has another name, which only a fresh page knows.
    if (failures > 1 && navigator.onLine) location.reload();
    else fetchIt();
  };
  const fetchIt = () => {
    hasFailed.value = false;
    Promise.all([load(), ...words.map(addWords)]).then(
      ([component]) => (loaded.value = component),
      () => {
        failures += 1;
        hasFailed.value = true;
      },
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
        <button type="button" class="button primary" onClick={fetchAgain}>{t("action.retry")}</button>
      </EmptyState>
    );
  };
}
