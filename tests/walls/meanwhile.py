"""What happens between a door and a decision: a request knows its actor, and then the actor loses it.

Plain functions over a matrix, so that the mutants of the walls meet them, too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import Session, SQLModel, col

from app.clips.models import Clip
from app.core.actor import Actor
from app.core.errors import NotFound, Unauthenticated
from app.people.access import (
    authorize,
    held_ids,
    is_admin,
    is_own,
    require_not_ended,
    seen_teams,
    visible_team_ids,
)
from app.people.models import DeviceSession, Organisation, Person, Role, Site, Team
from app.people.queries import find_signed_in
from tests.walls.matrix import Matrix

ADMIN = "admin of the organisation"
TARGETS: dict[str, type[SQLModel]] = {
    "team": Team,
    "site": Site,
    "organisation": Organisation,
    "person": Person,
}


@contextmanager
def acting(matrix: Matrix, name: str = ADMIN) -> Iterator[tuple[Session, Actor]]:
    """Somebody let in at the door, and a transaction that is undone."""
    with matrix.db.connected(), matrix.db.undone(), matrix.db.writing() as session:
        token = matrix.world.cookies[name]["__Host-twotap"]
        found = find_signed_in(session, token, at=matrix.world.now)
        assert found is not None
        yield session, found.actor


def holds_everything(session: Session, matrix: Matrix, actor: Actor) -> bool:
    """True or False; anything in between fails."""
    world, held = matrix.world, set()
    for kind, target in TARGETS.items():
        one = world.at["T1"][kind]
        try:
            authorize(session, actor, target, one, needs=Role.ADMIN)  # type: ignore[type-var]
            held.add(True)
        except NotFound:
            held.add(False)
        held.add(one in session.scalars(held_ids(actor, target, needs=Role.ADMIN)).all())
    team_id, clip_id = world.at["T1"]["team"], world.own[ADMIN]["clip"]
    held.add(team_id in session.scalars(visible_team_ids(actor)).all())
    held.add(team_id in session.scalars(seen_teams(actor)).all())
    held.add(clip_id in session.scalars(select(col(Clip.id)).where(is_own(actor, col(Clip.author_id)))).all())
    held.add(is_admin(session, actor))
    assert len(held) == 1, held
    return held.pop()


def revoke(session: Session, actor: Actor) -> None:
    session.get_one(DeviceSession, actor.session_id).revoked_at = _now(session, actor)
    session.flush()


def lock(session: Session, actor: Actor) -> None:
    session.get_one(DeviceSession, actor.session_id).locked_at = _now(session, actor)
    session.flush()


def _now(session: Session, actor: Actor) -> datetime:
    return session.get_one(DeviceSession, actor.session_id).created_at


def nothing_happened_and_everything_is_held(matrix: Matrix) -> None:
    with acting(matrix) as (session, actor):
        assert holds_everything(session, matrix, actor)


def whoever_was_signed_out_holds_nothing(matrix: Matrix) -> None:
    for change in (revoke, lock):
        with acting(matrix) as (session, actor):
            change(session, actor)
            assert not holds_everything(session, matrix, actor)


def whoever_departed_holds_nothing_through_any_role(matrix: Matrix) -> None:
    with acting(matrix) as (session, actor):
        session.get_one(Person, actor.person_id).departed_at = matrix.world.now
        session.flush()
        for kind, target in TARGETS.items():
            assert matrix.world.at["T1"][kind] not in session.scalars(
                held_ids(actor, target, needs=Role.WORKER)
            )


def what_came_sealed_outlives_the_lock_but_not_the_end_of_the_session(matrix: Matrix) -> None:
    with acting(matrix) as (session, actor):
        sealed = replace(actor, is_sealed=True)
        lock(session, actor)
        assert holds_everything(session, matrix, sealed)
        revoke(session, actor)
        assert not holds_everything(session, matrix, sealed)


def somebody_elses_end_changes_nothing(matrix: Matrix) -> None:
    with acting(matrix, "lead") as (session, lead):
        revoke(session, lead)
        token = matrix.world.cookies[ADMIN]["__Host-twotap"]
        found = find_signed_in(session, token, at=matrix.world.now)
        assert found is not None
        assert holds_everything(session, matrix, found.actor)
        require_not_ended(session, found.actor, at=matrix.world.now)


def a_request_that_lasts_notices_the_end(matrix: Matrix) -> None:
    now = matrix.world.now
    with acting(matrix) as (session, actor):
        require_not_ended(session, actor, at=now)
        _assert_ended(session, actor, at=now + timedelta(days=20))
        require_not_ended(session, actor, at=now + timedelta(days=20, seconds=-1))
    for change in (revoke, lock):
        with acting(matrix) as (session, actor):
            change(session, actor)
            _assert_ended(session, actor, at=now)


def _assert_ended(session: Session, actor: Actor, *, at: datetime) -> None:
    with pytest.raises(Unauthenticated, match=r"^session\.none"):
        require_not_ended(session, actor, at=at)


def the_token_before_a_rotation_works_and_one_before_that_does_not(matrix: Matrix) -> None:
    with acting(matrix) as (session, actor):
        row = session.get_one(DeviceSession, actor.session_id)
        row.previous_token_hash, row.token_hash = row.token_hash, b"the next"
        session.flush()
        token = matrix.world.cookies[ADMIN]["__Host-twotap"]
        assert find_signed_in(session, token, at=matrix.world.now) is not None
        row.previous_token_hash = b"the next but one"
        session.flush()
        assert find_signed_in(session, token, at=matrix.world.now) is None


CHECKS = (
    nothing_happened_and_everything_is_held,
    whoever_was_signed_out_holds_nothing,
    whoever_departed_holds_nothing_through_any_role,
    what_came_sealed_outlives_the_lock_but_not_the_end_of_the_session,
    somebody_elses_end_changes_nothing,
    a_request_that_lasts_notices_the_end,
    the_token_before_a_rotation_works_and_one_before_that_does_not,
)
