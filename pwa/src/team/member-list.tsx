import type { Member, Role } from "../api/types";
import { t } from "../i18n";
import { me } from "../store/session";
import { Avatar } from "../ui/avatar";
import { EmptyState } from "../ui/empty-state";

interface Props {
  members: Member[];
  setRole: (personId: string, role: Role) => void;
  remove: (personId: string) => void;
}

export function MemberList({ members, setRole, remove }: Props) {
  return (
    <section aria-labelledby="members-title">
      <h2 id="members-title">{t("team.members", { count: members.length })}</h2>
      {members.length === 0 && <EmptyState icon="team" title={t("team.empty")} text={t("team.empty_text")} />}
      <ul class="rows">
        {members.map((member) => (
          <li key={member.person.id} class="row member-row">
            <a class="member-link" href={`/people/${member.person.id}`}>
              <Avatar id={member.person.id} name={member.person.name} />
              <strong class="row-main"><bdi>{member.person.name}</bdi></strong>
            </a>
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

function MemberActions({ member, setRole, remove }: Omit<Props, "members"> & { member: Member }) {
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
