import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { api } from "../api/client";
import { sentenceOf } from "../api/sentence";
import type { Invite, Member, Role, Team } from "../api/types";
import { t } from "../i18n";
import { me, refreshMe } from "../store/session";
import { Avatar } from "../ui/avatar";
import { notify } from "../ui/notices";
import { Page } from "../ui/page";
import { Waiting } from "../ui/waiting";
import { InviteMaker } from "./invite-maker";
import { InviteList } from "./invite-list";
import { SmallForm } from "./small-form";
import { TroubleLine } from "./trouble-line";
import "./team.css";

interface Loaded {
  team: Team | null;
  members: Member[];
  invites: Invite[];
}

/** One team: let people in, see who is in it, change what they may do. */
export function TeamPage({ id }: { id: string }) {
  const loaded = useSignal<Loaded | null>(null);
  const trouble = useSignal<string | null>(null);
  const load = async () => {
    const [teams, members, invites] = await Promise.all([api.teams(), api.members(id), api.invites(id)]);
    loaded.value = { team: teams.find((one) => one.id === id) ?? null, members, invites };
  };
  const attempt = async (work?: () => Promise<unknown>) => {
    try {
      await work?.();
      await load();
      trouble.value = null;
      if (work) await refreshMe();
    } catch (error) {
      trouble.value = sentenceOf(error);
    }
  };
  useEffect(() => void attempt(), [id]);
  const team = loaded.value?.team ?? me.value?.teams.find((one) => one.id === id);
  return (
    <Page title={team?.name ?? t("team.one")} back>
      {trouble.value && <TroubleLine text={trouble.value} retry={() => void attempt()} />}
      {!loaded.value && !trouble.value && <Waiting />}
      {loaded.value && (
        <>
          <InviteMaker teamId={id} onMade={() => void attempt()} />
          <InviteList invites={loaded.value.invites} revoke={(invite) => void attempt(() => api.revokeInvite(id, invite))} />
          <MemberList
            members={loaded.value.members}
            setRole={(person, role) => void attempt(() => api.setRole(id, person, role))}
            remove={(person) => void attempt(() => api.removeMember(id, person))}
          />
          {team && me.value?.is_admin && <TeamName team={team} reload={load} />}
        </>
      )}
    </Page>
  );
}

function TeamName({ team, reload }: { team: Team; reload: () => Promise<void> }) {
  return (
    <section class="panel" aria-labelledby="rename-title">
      <h2 id="rename-title">{t("team.rename")}</h2>
      <SmallForm
        key={team.name}
        label={t("admin.team_name")}
        button={t("action.save")}
        initial={team.name}
        save={async (name) => {
          await api.renameTeam(team.id, name);
          await Promise.all([reload(), refreshMe()]);
          notify(t("me.saved"));
        }}
      />
    </section>
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
        // It shows what is, not what was asked for, until the server has agreed.
        event.currentTarget.value = member.role;
        if (choice !== "remove") setRole(id, choice as Role);
        else if (isSure()) remove(id);
      }}
    >
      <option value="worker">{t("role.worker")}</option>
      <option value="lead">{t("role.lead")}</option>
      {member.role === "admin" && <option value="admin">{t("role.admin")}</option>}
      <option value="remove">{t("team.remove")}</option>
    </select>
  );
}
