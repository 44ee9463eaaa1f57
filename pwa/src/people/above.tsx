import { people, type PersonRow, type RoleHeld } from "../api/people";
import { t } from "../i18n";
import { Avatar } from "../ui/avatar";
import { Icon } from "../ui/icon";
import { Loaded, useLoading } from "./loading";
import { holdersOf } from "./roles";

interface Props {
  /** The site or the organisation. */
  placeId: string;
  title: string;
}

/** Who leads and looks after a whole site, or everything. Roles are given on a person's own page. */
export function Above({ placeId, title }: Props) {
  const found = useLoading(async () => (await people.list({ above: "true" })).people, placeId);
  return (
    <section aria-labelledby="above-title">
      <h2 id="above-title">{title}</h2>
      <Loaded of={found}>
        {(rows) => {
          const holders = holdersOf(rows, placeId);
          return (
            <>
              {holders.length > 0 && <ul class="rows">{holders.map(({ person, held }) => <Holder key={person.id} person={person} held={held} />)}</ul>}
              <p class="page-text">{t(holders.length === 0 ? "above.none" : "above.hint")}</p>
              <a class="button small" href="/people">{t("directory.title")}</a>
            </>
          );
        }}
      </Loaded>
    </section>
  );
}

function Holder({ person, held }: { person: PersonRow; held: RoleHeld }) {
  return (
    <li>
      <a class="row" href={`/people/${person.id}`}>
        <Avatar id={person.id} name={person.name} />
        <span class="row-main">
          <strong><bdi>{person.name}</bdi></strong>
          <small>{t(`role.${held.role}`)}</small>
        </span>
        <Icon name="chevron" />
      </a>
    </li>
  );
}
