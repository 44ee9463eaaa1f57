import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { api } from "../api/client";
import { sentenceOf } from "../api/sentence";
import type { Invite, Member, Role } from "../api/types";
import { t } from "../i18n";
import { me } from "../store/session";
import { Avatar } from "../ui/avatar";
import { Page } from "../ui/page";
import { Waiting } from "../ui/waiting";
import { InviteMaker } from "./invite-maker";
import { InviteList } from "./invite-list";
import "./team.css";

interface Loaded {
  members: Member[];
  invites: Invite[];
}

/** One team: let people in, see who is in it, change what they may do. */
export function TeamPage({ id }: { id: string }) {
  const loaded = useSignal<Loaded | null>(null);
  const trouble = useSignal<string | null>(null);
  const attempt = async (work: () => Promise<unknown>) => {
    try {
      await work();
      const [members, invites] = await Promise.all([api.members(id), api.invites(id)]);
      loaded.value = { members, invites };
      trouble.value = null;
    } catch (error) {
      trouble.value = sentenceOf(error);
    }
  };
  useEffect(() => void attempt(async () => undefined), [id]);
  const team = me.value?.teams.find((one) => one.id === id);
  return (
    <Page title={team?.name ?? t("team.one")} back>
      {trouble.value && <p class="page-trouble" role="alert">{trouble.value}</p>}
      {!loaded.value && !trouble.value && <Waiting />}
      {loaded.value && (
        <>
          <InviteMaker teamId={id} onMade={() => void attempt(async () => undefined)} />
          <InviteList invites={loaded.value.invites} revoke={(invite) => void attempt(() => api.revokeInvite(id, invite))} />
          <MemberList
            members={loaded.value.members}
            setRole={(person, role) => void attempt(() => api.setRole(id, person, role))}
            remove={(person) => void attempt(() => api.removeMember(id, person))}
          />
        </>
      )}
    </Page>
  );
}

interface MemberListProps {
  members: Member[];
  setRole: (personId: string, role: Role) => void;
  remove: (personId: string) => void;
}

function MemberList({ members, setRole, remove }: MemberListProps) {
  return (
    <section aria-labelledby="members-title">
      <h2 id="members-title">{t("team.members", { count: members.length })}</h2>
      <ul class="rows">
        {members.map((member) => (
          <li key={member.person.id} class="row">
            <Avatar id={member.person.id} name={member.person.name} />
            <span class="row-main"><strong><bdi>{member.person.name}</bdi></strong></span>
            {member.person.id === me.value?.person.id ? (
              <span class="row-note">{t("post.you")} · {t(`role.${member.role}`)}</span>
            ) : (
              <MemberActions member={member} setRole={setRole} remove={remove} />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

type MemberActionsProps = Omit<MemberListProps, "members"> & { member: Member };

function MemberActions({ member, setRole, remove }: MemberActionsProps) {
  const { id, name } = member.person;
  const isSure = () => confirm(t("team.remove_sure", { name }));
  return (
    <select
      class="row-select"
      value={member.role}
      aria-label={t("team.role_of", { name })}
      onChange={(event) => {
        const choice = event.currentTarget.value;
        if (choice !== "remove") setRole(id, choice as Role);
        else if (isSure()) remove(id);
        else event.currentTarget.value = member.role;
      }}
    >
      <option value="worker">{t("role.worker")}</option>
      <option value="lead">{t("role.lead")}</option>
      {member.role === "admin" && <option value="admin">{t("role.admin")}</option>}
      <option value="remove">{t("team.remove")}</option>
    </select>
  );
}
