import type { InviteKind } from "../api/people";
import { t } from "../i18n";
import { Icon, type IconName } from "../ui/icon";

export type MadeKind = Exclude<InviteKind, "phone">;

const ICONS: Readonly<Record<MadeKind, IconName>> = { join: "qr", poster: "team", device: "phone" };
const KINDS = Object.keys(ICONS) as MadeKind[];

interface Props {
  chosen: MadeKind;
  choose: (kind: MadeKind) => void;
}

export function InviteKindChoice({ chosen, choose }: Props) {
  return (
    <fieldset class="choice">
      <legend class="visually-hidden">{t("invite.title")}</legend>
      <div class="choice-rows">
        {KINDS.map((kind) => (
          <label key={kind} class="choice-row">
            <input type="radio" name="invite-kind" value={kind} checked={kind === chosen} onChange={() => choose(kind)} />
            <Icon name={ICONS[kind]} />
            <span class="row-main">
              <strong>{t(`invite.kind.${kind}`)}</strong>
              {kind === chosen && <small>{t(`invite.kind_text.${kind}`)}</small>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
