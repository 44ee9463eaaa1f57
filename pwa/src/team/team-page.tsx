import { useEffect } from "preact/hooks";
import { type Admission, people, type SharedDevice } from "../api/people";
import { api } from "../api/client";
import type { Invite, Member, Team } from "../api/types";
import { t } from "../i18n";
import { Loaded, orNull, useLoading } from "../people/loading";
import { PlaceLink } from "../people/place-link";
import { me, refreshMe } from "../store/session";
import { notify } from "../ui/notices";
import { Page } from "../ui/page";
import { AddPerson } from "./add-person";
import { InviteList } from "./invite-list";
import { InviteMaker } from "./invite-maker";
import { MemberList } from "./member-list";
import { SharedPhones } from "./shared-phones";
import { SmallForm } from "./small-form";
import { WaitingPeople } from "./waiting-people";
import "../people/forms.css";
import "../people/people.css";

interface Known {
  team: Team;
  members: Member[];
  invites: Invite[];
  waiting: Admission[];
  /** Null: this server shares no phones. */
  devices: SharedDevice[] | null;
}

async function load(id: string): Promise<Known> {
  const [teams, members, invites, waiting, devices] = await Promise.all([
    people.teams(),
    people.members(id),
    people.invites(id),
    people.admissions(id),
    orNull(people.sharedDevices(id)),
  ]);
  return { team: teams.find((one) => one.id === id)!, members, invites, waiting, devices };
}

/** One team: let people in, see who is in it, change what they may do. */
export function TeamPage({ id }: { id: string }) {
  const known = useLoading(() => load(id), id);
  const waitingCount = me.value?.teams.find((one) => one.id === id)?.waiting_count;
  // Somebody may be standing in front of the poster: the live line says so, and the names are fetched.
  useEffect(() => {
    if (known.value.value) void known.reload();
  }, [waitingCount]);
  const name = known.value.value?.team.name ?? me.value?.teams.find((one) => one.id === id)?.name;
  const change = async (work: () => Promise<unknown>, said?: string) => {
    if (!(await known.attempt(work))) return;
    if (said) notify(said);
    await refreshMe();
  };
  const decide = (ids: string[], admit: boolean) =>
    void change(
      () => Promise.all(ids.map((one) => people.decide(id, one, admit))),
      t(admit ? "waiting.admitted" : "waiting.refused", { count: ids.length }),
    );
  return (
    <Page title={name ?? t("team.one")} back>
      <Loaded of={known}>
        {({ team, members, invites, waiting, devices }) => (
          <>
            <WaitingPeople waiting={waiting} decide={decide} />
            <PlaceLink href={`/team/${id}/handover`} icon="share" label={t("place.handover")} />
            <PlaceLink href={`/team/${id}/shifts`} icon="clock" label={t("place.shifts")} />
            <InviteMaker team={team} onMade={() => void known.reload()} />
            <InviteList invites={invites} revoke={(one) => void change(() => api.revokeInvite(id, one))} />
            <MemberList members={members} />
            <AddPerson team={team} onAdded={() => void known.reload()} />
            {devices && <SharedPhones devices={devices} end={(one) => void change(() => people.endSharedDevice(one))} />}
            {team.role === "admin" && <TeamName team={team} reload={known.reload} />}
          </>
        )}
      </Loaded>
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
