import type { Invite } from "../api/types";
import { t } from "../i18n";
import { dayAndTime } from "../i18n/time";

interface Props {
  invites: Invite[];
  revoke: (inviteId: string) => void;
}

/** The links that still let people in. */
export function InviteList({ invites, revoke }: Props) {
  if (invites.length === 0) return null;
  return (
    <section aria-labelledby="invites-title">
      <h2 id="invites-title">{t("invite.open")}</h2>
      <ul class="rows">
        {invites.map((invite) => (
          <li key={invite.id} class="row">
            <span class="row-main">
              <strong>{t(`role.${invite.role}`)} · {t("invite.used", { used: invite.used_count, max: invite.uses_max })}</strong>
              <small>{t("invite.until", { time: dayAndTime(invite.expires_at) })}</small>
            </span>
            <button type="button" class="button small quiet" onClick={() => revoke(invite.id)}>{t("invite.revoke")}</button>
          </li>
        ))}
      </ul>
    </section>
  );
}
