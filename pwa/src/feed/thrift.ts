/** Whether this phone is to be spared data: nothing plays by itself then. */
import { signal } from "@preact/signals";

interface NetworkInformation extends EventTarget {
  readonly saveData?: boolean;
  readonly type?: string;
  readonly effectiveType?: string;
}

const CHOICE_KEY = "twotap.save_data";
const network = (navigator as Navigator & { connection?: NetworkInformation }).connection;

export const isSavingChosen = signal(localStorage.getItem(CHOICE_KEY) === "yes");
const isNetworkDear = signal(isDear());

export const isThrifty = (): boolean => isSavingChosen.value || isNetworkDear.value;

network?.addEventListener?.("change", () => {
  isNetworkDear.value = isDear();
});

export function chooseSaving(isWanted: boolean): void {
  localStorage.setItem(CHOICE_KEY, isWanted ? "yes" : "no");
  isSavingChosen.value = isWanted;
}

/** Safari and Firefox tell nothing; there the person's own choice decides alone. */
function isDear(): boolean {
  if (!network) return false;
  return network.saveData === true || network.type === "cellular" || /^(?:slow-)?2g$|^3g$/.test(network.effectiveType ?? "");
}
