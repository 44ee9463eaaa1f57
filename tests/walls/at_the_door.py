"""What a door makes of who comes: the session, its token, the rights it brings and the pace it keeps.

Plain functions over a matrix, as in `meanwhile`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from sqlmodel import Session

from app.core.actor import Actor, person_scope, team_scope
from app.core.crypto import token_hash
from app.core.errors import Refused
from app.core.rates import Rates
from app.people.access import is_admin, require_not_above, require_over, team_member_ids
from app.people.models import DeviceSession
from app.people.policy import ROTATION_GRACE_S
from app.people.queries import SignedIn, find_signed_in
from tests.walls.calling import Answer, Request, call
from tests.walls.matrix import Matrix
from tests.walls.meanwhile import ADMIN, acting
from tests.walls.principals import ALL
from tests.walls.rows import TEAMS

PLENTY = {"device": 600, "site": 600, "presented": 600, "strangers": 600}
NEWEST, BEFORE = "the newest token", "the token before"
# Who acts, upon whom (a plain colleague, when nobody is named), and whether they may.
WEIGHTS = (
    ("worker", "", False),
    ("lead", "", True),
    ("lead", "lead", True),
    ("lead", "admin of the team", False),
    ("admin of the team", "admin of the team", True),
    ("lead", "worker of the site", False),
    ("lead of the site", "worker of the site", True),
    ("lead of the site", "admin of the site", False),
    ("lead of the site", "worker of the organisation", False),
    ("lead of the organisation", "worker of the organisation", True),
    ("lead of the organisation", "admin of the organisation", False),
    (ADMIN, "lead of the organisation", True),
)


def everybody_brings_what_they_hold(matrix: Matrix) -> None:
    for principal in ALL:
        if principal.standing not in {"in", "shared", "pending"}:
            continue
        with acting(matrix, principal.name) as (_, actor):
            seen = [team for team in TEAMS if team in principal.holds]
            teams = [team_scope(matrix.world.places[team]) for team in seen]
            assert set(actor.scopes) == {person_scope(actor.person_id), *teams}
            assert actor.is_pending == (principal.standing == "pending")
            assert actor.is_on_shared == (principal.standing == "shared")
            sites = {matrix.world.places[TEAMS[team]] for team in seen}
            assert actor.site_id == (sites.pop() if len(sites) == 1 else None)


def only_the_newest_token_brings_a_step_up(matrix: Matrix) -> None:
    with rotated(matrix), matrix.db.reading() as session:
        newest, before = who_comes(session, matrix, NEWEST), who_comes(session, matrix, BEFORE)
        assert newest.actor.stepped_up_at == matrix.world.now
        assert before.actor.stepped_up_at is None
        assert newest.expires_at == before.expires_at


def a_rotation_settles_by_its_new_token_when_all_others_have_arrived(matrix: Matrix) -> None:
    on_time = timedelta(seconds=ROTATION_GRACE_S)
    with rotated(matrix), matrix.db.reading() as session:
        assert who_comes(session, matrix, NEWEST, after=on_time).is_settling
        assert not who_comes(session, matrix, BEFORE, after=on_time).is_settling
        assert not who_comes(session, matrix, NEWEST, after=on_time - timedelta(seconds=1)).is_settling


def the_first_request_with_the_new_token_ends_the_one_before(matrix: Matrix) -> None:
    with rotated(matrix, ago=timedelta(seconds=ROTATION_GRACE_S)):
        assert asks(matrix, BEFORE).status == 200
        assert asks(matrix, BEFORE).status == 200, "the one before settles nothing"
        assert asks(matrix, NEWEST).status == 200
        assert asks(matrix, BEFORE).code == "session.none"
        assert asks(matrix, NEWEST).status == 200


def a_cookie_that_is_too_long_is_not_looked_for(matrix: Matrix) -> None:
    for token, status in (("t" * 200, 200), ("t" * 201, 401)):
        with rotated(matrix, newest=token):
            assert asks(matrix, token).status == status


def whoever_is_let_in_is_charged(matrix: Matrix) -> None:
    usual = matrix.app.state.rates
    matrix.app.state.rates = Rates({"person": 1, **PLENTY})
    try:
        with rotated(matrix):
            assert asks(matrix, NEWEST).status == 200
            assert asks(matrix, NEWEST).code == "rate.exceeded"
    finally:
        matrix.app.state.rates = usual


def whoever_acts_upon_others_holds_as_much_as_they(matrix: Matrix) -> None:
    for name, upon, is_let in WEIGHTS:
        person_id = matrix.world.own[upon]["person"] if upon else matrix.world.at["T1"]["person"]
        for require in (require_over, require_not_above):
            with acting(matrix, name) as (session, actor):
                assert _is_let(session, actor, require, person_id) is is_let, f"{name} upon {upon}"


def an_administrator_is_one_of_the_whole_organisation(matrix: Matrix) -> None:
    for name in (
        "worker",
        "lead",
        "admin of the team",
        "admin of the site",
        "lead of the organisation",
        ADMIN,
    ):
        with acting(matrix, name) as (session, actor):
            assert is_admin(session, actor) is (name == ADMIN), name


def a_crew_is_who_has_a_role_in_the_team_itself(matrix: Matrix) -> None:
    world = matrix.world
    with acting(matrix) as (session, actor):
        crew = set(session.scalars(team_member_ids(world.at["T1"]["team"])))
        assert {world.at["T1"]["person"], world.own["lead"]["person"]} <= crew
        assert not {world.at["T2"]["person"], world.own["lead of the site"]["person"], actor.person_id} & crew


def nobody_gives_or_takes_more_than_they_hold(matrix: Matrix) -> None:
    world = matrix.world
    team = f"/api/teams/{world.at['T1']['team']}"
    admin = f"{team}/members/{world.own['admin of the team']['person']}"
    for name, method, path, role, code in (
        ("lead", "POST", f"{team}/invites", "lead", None),
        ("lead", "POST", f"{team}/invites", "admin", "role.above_yours"),
        ("lead", "PATCH", admin, "worker", "role.above_yours"),
        ("admin of the site", "POST", f"{team}/invites", "admin", None),
        ("admin of the site", "PATCH", admin, "worker", None),
    ):
        with matrix.db.connected(), matrix.db.undone():
            request = Request(method=method, path=path, cookies=world.cookies[name], body={"role": role})
            assert matrix.runner.run(call(matrix.app, request)).code == code


def _is_let(session: Session, actor: Actor, require: Callable[..., None], person_id: UUID) -> bool:
    try:
        require(session, actor, person_id)
    except Refused:
        return False
    return True


@contextmanager
def rotated(matrix: Matrix, *, newest: str = NEWEST, ago: timedelta = timedelta()) -> Iterator[None]:
    """The session of an admin, just stepped up, whose token was changed `ago`. Undone at the end."""
    with acting(matrix) as (_, admin):
        session_id = admin.session_id
    with matrix.db.connected(), matrix.db.undone():
        with matrix.db.writing() as session:
            row = session.get_one(DeviceSession, session_id)
            row.token_hash, row.previous_token_hash = token_hash(newest), token_hash(BEFORE)
            row.rotated_at = matrix.world.now - ago
            row.stepped_up_at = matrix.world.now
        yield


def who_comes(session: Session, matrix: Matrix, token: str, *, after: timedelta = timedelta()) -> SignedIn:
    found = find_signed_in(session, token, at=matrix.world.now + after)
    assert found is not None
    return found


def asks(matrix: Matrix, token: str) -> Answer:
    request = Request(method="GET", path="/api/me", cookies={"__Host-twotap": token})
    return matrix.runner.run(call(matrix.app, request))


CHECKS = (
    everybody_brings_what_they_hold,
    only_the_newest_token_brings_a_step_up,
    a_rotation_settles_by_its_new_token_when_all_others_have_arrived,
    the_first_request_with_the_new_token_ends_the_one_before,
    a_cookie_that_is_too_long_is_not_looked_for,
    whoever_is_let_in_is_charged,
    whoever_acts_upon_others_holds_as_much_as_they,
    an_administrator_is_one_of_the_whole_organisation,
    a_crew_is_who_has_a_role_in_the_team_itself,
    nobody_gives_or_takes_more_than_they_hold,
)
