import { useSignal } from "@preact/signals";
import { people, type Person, type RoleHeld } from "../api/people";
import type { Role } from "../api/types";
import { t } from "../i18n";
import { me } from "../store/session";
import type { Change } from "./person-page";
import { Loaded, orNull, useLoading } from "./loading";
import { groupedPlaces, keyOf, type Place, rolesOffered } from "./roles";

interface Props {
  person: Person;
  change: Change;
}

/** Everything this person may do: in teams, in whole sites, in the organisation. */
export function PersonRoles({ person, change }: Props) {
  return (
    <section class="panel" aria-labelledby="person-roles">
      <h2 id="person-roles">{t("roles.title")}</h2>
      {person.roles.length === 0 && <p>{t("roles.none")}</p>}
      <ul class="role-rows">
        {person.roles.map((held) => <RoleRow key={keyOf(held)} person={person} held={held} change={change} />)}
      </ul>
      <AddRole person={person} change={change} />
    </section>
  );
}

function RoleRow({ person, held, change }: Props & { held: RoleHeld }) {
  const { scope, id, name, role } = held;
  const isMine = person.id === me.value?.person.id;
  const remove = () => {
    if (confirm(t("roles.remove_sure", { name: person.name, place: name }))) void change(() => people.takeRole(person.id, scope, id));
  };
  return (
    <li class="role-row">
      <span class="row-main">
        <strong><bdi>{name}</bdi></strong>
        <small>{t(`roles.scope.${scope}`)}</small>
      </span>
      {isMine ? (
        <span class="row-note">{t(`role.${role}`)}</span>
      ) : (
        <select
          class="row-select"
          value={role}
          aria-label={t("roles.in", { place: name })}
          onChange={(event) => {
            const choice = event.currentTarget.value;
            // It shows what is, not what was asked for, until the server has agreed.
            event.currentTarget.value = role;
            if (choice === "remove") remove();
            else void change(() => people.giveRole(person.id, { scope, id, role: choice as Role }));
          }}
        >
          {rolesOffered(scope, role).map((one) => <option key={one} value={one}>{t(`role.${one}`)}</option>)}
          <option value="remove">{t("roles.remove")}</option>
        </select>
      )}
    </li>
  );
}

async function loadPlaces(): Promise<Place[]> {
  const [organisation, sites, teams] = await Promise.all([orNull(people.organisation()), orNull(people.sites()), people.teams()]);
  return groupedPlaces({ organisation, sites: sites ?? [], teams });
}

/** Folded away until it is wanted: what one sees first is what is. */
function AddRole({ person, change }: Props) {
  const isOpen = useSignal(false);
  return (
    <details class="more" open={isOpen.value} onToggle={(event) => (isOpen.value = event.currentTarget.open)}>
      <summary>{t("roles.add")}</summary>
      {isOpen.value && <AddRoleForm person={person} change={change} />}
    </details>
  );
}

function AddRoleForm({ person, change }: Props) {
  const places = useLoading(loadPlaces, "places");
  const chosen = useSignal("");
  const role = useSignal<Role>("worker");
  const held = new Set(person.roles.map(keyOf));
  const add = (free: Place[]) => {
    const place = free.find((one) => keyOf(one) === chosen.value) ?? free[0];
    if (place) void change(() => people.giveRole(person.id, { scope: place.scope, id: place.id, role: role.value }));
  };
  return (
    <Loaded of={places}>
      {(all) => {
        const free = all.filter((place) => !held.has(keyOf(place)));
        const place = free.find((one) => keyOf(one) === chosen.value) ?? free[0];
        if (!place) return <p>{t("roles.everywhere")}</p>;
        const offered = rolesOffered(place.scope);
        const wanted = offered.includes(role.value) ? role.value : offered[0];
        return (
          <>
            <label class="field">
              <span>{t("roles.where")}</span>
              <select value={keyOf(place)} onChange={(event) => (chosen.value = event.currentTarget.value)}>
                {free.map((one) => <option key={keyOf(one)} value={keyOf(one)}>{one.label}</option>)}
              </select>
            </label>
            <label class="field">
              <span>{t("roles.as")}</span>
              <select value={wanted} onChange={(event) => (role.value = event.currentTarget.value as Role)}>
                {offered.map((one) => <option key={one} value={one}>{t(`role.${one}`)}</option>)}
              </select>
            </label>
            <p class="field-hint">{t(`roles.hint.${place.scope}`)}</p>
            <button type="button" class="button" onClick={() => add(free)}>{t("roles.add_button")}</button>
          </>
        );
      }}
    </Loaded>
  );
}
