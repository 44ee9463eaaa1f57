import type { ClipKind } from "../outbox/item";
import { t } from "../i18n";
import { Icon } from "../ui/icon";

interface Props {
  kind: ClipKind;
  /** Large when it is the only way that works here. */
  size: "small" | "large";
  onFile: (file: File) => void;
}

const ACCEPT: Record<ClipKind, string> = { video: "video/*", voice: "audio/*", photo: "image/*" };

/** The phone's own camera or files: always there, and the way out when recording in the page fails. */
export function FileChoice({ kind, size, onFile }: Props) {
  const onChange = (event: Event & { currentTarget: HTMLInputElement }): void => {
    const file = event.currentTarget.files?.[0];
    if (file) onFile(file);
    // The same file can be chosen again after a refusal.
    event.currentTarget.value = "";
  };
  return (
    <label class={size === "large" ? "file-choice button primary" : "file-choice capture-side"}>
      <Icon name={size === "large" && kind !== "voice" ? "record" : "phone"} />
      <span>{t(size === "large" ? `capture.file.${kind}` : "capture.file")}</span>
      {/* A named camera makes phones open it at once; a sound file is chosen, not recorded there. */}
      <input class="visually-hidden" type="file" accept={ACCEPT[kind]} onChange={onChange} {...(size === "large" && kind !== "voice" ? { capture: "environment" as const } : {})} />
    </label>
  );
}
