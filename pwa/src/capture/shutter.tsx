import type { ClipKind } from "../outbox/item";
import { Icon } from "../ui/icon";
import type { CaptureState } from "./session";

interface Props {
  state: CaptureState["name"];
  kind: ClipKind;
  label: string;
  /** 0 to 1 of the time there is. */
  spent: number;
  /** The last seconds: the ring says so by more than colour. */
  isEnding: boolean;
  onPress: () => void;
}

const RADIUS = 46;
const LENGTH = 2 * Math.PI * RADIUS;

/** The one button of the recorder. Its ring is the time that is left. */
export function Shutter({ state, kind, label, spent, isEnding, onPress }: Props) {
  const isRecording = state === "recording";
  return (
    <button
      type="button"
      class="shutter"
      data-state={isRecording ? "recording" : "ready"}
      data-kind={kind}
      data-ending={isEnding}
      aria-label={label}
      disabled={state === "opening" || state === "finishing"}
      onClick={onPress}
    >
      <svg viewBox="0 0 100 100" aria-hidden="true">
        <circle class="shutter-track" cx="50" cy="50" r={RADIUS} />
        {isRecording && <circle class="shutter-left" cx="50" cy="50" r={RADIUS} stroke-dasharray={LENGTH} stroke-dashoffset={LENGTH * spent} />}
      </svg>
      <span class="shutter-core">{kind === "voice" && !isRecording && <Icon name="mic" />}</span>
    </button>
  );
}
