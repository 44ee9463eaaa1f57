import type { Member } from "../api/types";
import { t } from "../i18n";
import { me } from "../store/session";
import { Avatar } from "../ui/avatar";
import { EmptyState } from "../ui/empty-state";
import { Icon } from "../ui/icon";

/** Who is in the team. What they may do, and whether they stay, is changed on their own page. */
export function MemberList({ members }: { members: Member[] }) {
  return (
    <section aria-labelledby="members-title">
      <h2 id="members-title">{t("team.members", { count: members.length })}</h2>
      {members.length === 0 && <EmptyState icon="team" title={t("team.empty")} text={t("team.empty_text")} />}
      <ul class="rows">
        {members.map(({ person, role }) => (
          <li key={person.id}>
            <a class="row" href={`/people/${person.id}`}>
              <Avatar id={person.id} name={person.name} />
              <span class="row-main">
                <strong><bdi>{person.name}</bdi></strong>
                <small>{person.id === me.value?.person.id ? `${t("post.you")} · ${t(`role.${role}`)}` : t(`role.${role}`)}</small>
              </span>
              <Icon name="chevron" />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
