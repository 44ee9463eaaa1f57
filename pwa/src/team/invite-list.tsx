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
  const end = (id: string) => {
    if (confirm(t("invite.revoke_sure"))) revoke(id);
  };
  return (
    <section aria-labelledby="invites-title">
      <h2 id="invites-title">{t("invite.open")}</h2>
      <ul class="rows">
        {invites.map((invite) => (
          <li key={invite.id} class="row">
            <span class="row-main">
              <strong>{invite.person ? <bdi>{invite.person.name}</bdi> : t(`invite.kind.${invite.kind === "phone" ? "join" : invite.kind}`)}</strong>
              <small>{termsOf(invite)}</small>
            </span>
            <button type="button" class="button small quiet" onClick={() => end(invite.id)}>{t("invite.revoke")}</button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function termsOf(invite: Invite): string {
  const until = t("invite.until", { time: dayAndTime(invite.expires_at) });
  const used = invite.uses_max > 1 ? `${t("invite.used", { used: invite.used_count, max: invite.uses_max })} · ` : "";
  return `${t(`role.${invite.role}`)} · ${used}${until}`;
}
