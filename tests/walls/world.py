"""Two organisations with one of everything in every team, and one session for each principal.

Rows, not stories: the matrix asks thousands of times, and only needs them to stand.
"""

from datetime import time, timedelta

from app.core.ids import new_id
from app.feed.models import Asked
from app.people.models import (
    Admission,
    DeviceKind,
    DeviceSession,
    InviteKind,
    Membership,
    Organisation,
    Person,
    Role,
    Site,
    Team,
)
from app.people.shifts.models import Shift, ShiftPattern
from tests.walls.principals import ALL, Principal
from tests.walls.rows import DAY, SITES, TEAMS, Ids, Rows, World


class Builder(Rows):
    def build(self) -> World:
        world = self.world
        for name in ("O1", "O2"):
            world.places[name] = self.add(Organisation(name=name, created_at=self.now)).id
        for name, organisation in SITES.items():
            site = Site(
                organisation_id=world.places[organisation],
                name=name,
                zone="Europe/Berlin",
                created_at=self.now,
            )
            world.places[name] = self.add(site).id
        for name, site_name in TEAMS.items():
            team = Team(site_id=world.places[site_name], name=name, created_at=self.now)
            world.places[name] = self.add(team).id
        for name in TEAMS:
            world.at[name] = self.one_of_everything(name)
        world.ended = self.what_ended()
        # Nobody here is the last administrator, who cannot leave.
        self.person("T4", "Second", ("O2", Role.ADMIN))
        for principal in ALL:
            self.bring(principal)
        return world

    def one_of_everything(self, team: str) -> Ids:
        """Belonging to a colleague whom nobody plays."""
        colleague = self.person(team, "A colleague", (team, Role.WORKER))
        waiting = self.person(team, "Waiting", None)
        team_id = self.world.places[team]
        clip, rendition = self.clip(team, colleague, is_shared=True)
        kept = self.session_on(self.device(team), colleague)
        start = self.now + DAY
        shift = Shift(
            person_id=colleague.id, team_id=team_id, starts_at=start, ends_at=start + timedelta(hours=8)
        )
        pattern = ShiftPattern(
            person_id=colleague.id,
            team_id=team_id,
            weekdays=[0],
            starts=time(6),
            ends=time(14),
            first_on=self.now.date(),
            kept_until=self.now.date(),
            created_at=self.now,
        )
        admission = Admission(person_id=waiting.id, team_id=team_id, role=Role.WORKER, asked_at=self.now)
        post = self.post(team, colleague, clip=clip, is_published=True)
        self.invite(team, InviteKind.POSTER)
        self.invite(team, InviteKind.DEVICE)
        return {
            "team": team_id,
            "site": self.world.places[TEAMS[team]],
            "organisation": self.world.organisation_of(team),
            "person": colleague.id,
            "invite": self.invite(team).id,
            "admission": self.add(admission).id,
            "session": kept.id,
            "device": self.device(team, kind=DeviceKind.SHARED, token=str(new_id())).id,
            "passkey": self.passkey(colleague).id,
            "shift": self.add(shift).id,
            "pattern": self.add(pattern).id,
            "upload": self.upload(team, colleague).id,
            "clip": clip.id,
            "rendition": rendition.id,
            "post": post.id,
            "reply": self.reply(post, colleague).id,
            "import": self.roster_import(team).id,
        }

    def what_ended(self) -> Ids:
        """Of T1: what was there and is no more, and two people whom T1 shares with others."""
        gone = self.person("T1", "Gone", None)
        gone.departed_at = self.now
        invite, key, upload = self.invite("T1"), self.passkey(gone), self.upload("T1", gone)
        invite.revoked_at = key.revoked_at = upload.ended_at = self.now
        kept = self.session_on(self.device("T1"), gone)
        phone = self.device("T1", kind=DeviceKind.SHARED, token=str(new_id()))
        kept.revoked_at = phone.revoked_at = self.now
        self.session.flush()
        above = self.person("T1", "Above", ("T1", Role.WORKER))
        elsewhere = self.person("T1", "Elsewhere", ("T1", Role.WORKER))
        for person, name, place, role in (
            (above, "organisation_id", "O1", Role.ADMIN),
            (elsewhere, "team_id", "T3", Role.WORKER),
        ):
            where = {name: self.world.places[place]}
            self.add(Membership(person_id=person.id, role=role, created_at=self.now, **where))
        return {
            "who is above": above.id,
            "who works elsewhere": elsewhere.id,
            "person": gone.id,
            "invite": invite.id,
            "session": kept.id,
            "device": phone.id,
            "passkey": key.id,
            "upload": upload.id,
        }

    def bring(self, principal: Principal) -> None:
        """`own` things are private but for the person: an unshared clip, a post that waits for it."""
        home, standing = principal.home, principal.standing
        self.world.cookies[principal.name] = {}
        if standing == "anonymous":
            return
        person = self.person(home, principal.name, principal.given)
        token = f"session of {principal.name}"
        device_token = f"phone of {principal.name}"
        is_shared = standing in {"shared", "locked"}
        kind = DeviceKind.SHARED if is_shared else DeviceKind.PERSONAL
        device = self.device(home, kind=kind, token=device_token if is_shared else "")
        session = self.session_on(device, person, token)
        self.end(standing, person, session)
        cookies = {"__Host-twotap": token} | ({"__Host-twotap-device": device_token} if is_shared else {})
        self.world.cookies[principal.name] = cookies
        clip, rendition = self.clip(home, person, is_shared=False)
        waiting = self.post(home, person, clip=clip, is_published=False)
        self.world.own[principal.name] = {
            "person": person.id,
            "session": self.session_on(self.device(home), person).id,
            "upload": self.upload(home, person).id,
            "clip": clip.id,
            "rendition": rendition.id,
            "post": waiting.id,
            "reply": self.reply(waiting, person).id,
            "device": device.id,
        }
        for place in self.world.at.values():
            self.add(Asked(post_id=place["post"], person_id=person.id))

    def end(self, standing: str, person: Person, session: DeviceSession) -> None:
        if standing == "revoked":
            session.revoked_at = self.now
        elif standing == "expired":
            session.expires_at = self.now - DAY
        elif standing == "departed":
            person.departed_at = self.now
        elif standing == "locked":
            session.locked_at = self.now
        elif standing == "pending":
            team_id = self.world.places["T1"]
            self.add(Admission(person_id=person.id, team_id=team_id, role=Role.WORKER, asked_at=self.now))
        self.session.flush()
