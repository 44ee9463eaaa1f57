"""What somebody with the database, but without the key, might do to the log."""

import random
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from app.core.db import Database
from app.core.engines import WRITES
from app.core.ids import new_id
from app.people.audit.service import record_audit

FIRST_AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
Tampering = Callable[[Connection, random.Random, int], int]


def write_log(db: Database, count: int) -> None:
    organisation_id = new_id()
    with db.writing() as session:
        for number in range(count):
            record_audit(
                session,
                None,
                "person.departed",
                at=FIRST_AT + timedelta(seconds=number),
                organisation_id=organisation_id,
                object_id=new_id(),
                number=number,
                role="lead",
            )


def tamper(db: Database, how: Tampering, dice: random.Random, count: int) -> int:
    """The entry that must be found, after the triggers were taken away and put to sleep."""
    with db.engine.execution_options(**{WRITES: True}).begin() as connection:
        without_guards(connection)
        return how(connection, dice, count)


def without_guards(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        return
    for (name,) in connection.execute(
        text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit_%'")
    ).all():
        connection.execute(text(f"DROP TRIGGER {name}"))


def _run(connection: Connection, statement: str, **values: Any) -> None:
    assert connection.execute(text(statement), values).rowcount > 0


def flip_hash(connection: Connection, dice: random.Random, count: int) -> int:
    return _flip(connection, dice, count, "hash")


def flip_previous_hash(connection: Connection, dice: random.Random, count: int) -> int:
    return _flip(connection, dice, count, "previous_hash")


def _flip(connection: Connection, dice: random.Random, count: int, column: str) -> int:
    seq = dice.randint(1, count)
    value = bytearray(
        connection.execute(
            text(f"SELECT {column} FROM audit_entry WHERE seq = :seq"), {"seq": seq}
        ).scalar_one()
    )
    value[dice.randrange(32)] ^= 1 << dice.randrange(8)
    _run(
        connection, f"UPDATE audit_entry SET {column} = :value WHERE seq = :seq", value=bytes(value), seq=seq
    )
    return seq


def rewrite_action(connection: Connection, dice: random.Random, count: int) -> int:
    seq = dice.randint(1, count)
    _run(connection, "UPDATE audit_entry SET action = 'person.admitted' WHERE seq = :seq", seq=seq)
    return seq


def rewrite_facts(connection: Connection, dice: random.Random, count: int) -> int:
    seq = dice.randint(1, count)
    facts = f'{{"number": {seq - 1}, "role": "admin"}}'
    _run(connection, "UPDATE audit_entry SET facts = :facts WHERE seq = :seq", facts=facts, seq=seq)
    return seq


def forget_object(connection: Connection, dice: random.Random, count: int) -> int:
    seq = dice.randint(1, count)
    column = dice.choice(["object_id", "organisation_id"])
    _run(connection, f"UPDATE audit_entry SET {column} = NULL WHERE seq = :seq", seq=seq)
    return seq


def move_in_time(connection: Connection, dice: random.Random, count: int) -> int:
    seq, other = dice.sample(range(1, count + 1), 2)
    _run(
        connection,
        "UPDATE audit_entry SET at = (SELECT at FROM audit_entry WHERE seq = :other) WHERE seq = :seq",
        seq=seq,
        other=other,
    )
    return seq


def delete_one(connection: Connection, dice: random.Random, count: int) -> int:
    seq = dice.randint(1, count)
    _run(connection, "DELETE FROM audit_entry WHERE seq = :seq", seq=seq)
    return seq


def delete_and_close_up(connection: Connection, dice: random.Random, count: int) -> int:
    """So that the numbers have no gap."""
    seq = dice.randint(1, count - 1)
    _run(connection, "DELETE FROM audit_entry WHERE seq = :seq", seq=seq)
    _run(connection, "UPDATE audit_entry SET seq = -seq WHERE seq > :seq", seq=seq)
    _run(connection, "UPDATE audit_entry SET seq = -seq - 1 WHERE seq < 0")
    return seq


def swap_two(connection: Connection, dice: random.Random, count: int) -> int:
    first, second = sorted(dice.sample(range(1, count + 1), 2))
    for before, after in ((first, -first), (second, first), (-first, second)):
        _run(
            connection, "UPDATE audit_entry SET seq = :after WHERE seq = :before", before=before, after=after
        )
    return first


def put_one_in(connection: Connection, dice: random.Random, count: int) -> int:
    """A copy of another entry, with all that follow moved up."""
    seq, like = dice.randint(2, count), dice.randint(1, count)
    copied = "organisation_id, at, person_id, device_id, action, object_id, facts, previous_hash, hash"
    _run(connection, "UPDATE audit_entry SET seq = -seq WHERE seq >= :seq", seq=seq)
    _run(connection, "UPDATE audit_entry SET seq = -seq + 1 WHERE seq < 0")
    like += like >= seq
    _run(
        connection,
        f"INSERT INTO audit_entry (seq, {copied}) SELECT :seq, {copied} FROM audit_entry WHERE seq = :like",
        seq=seq,
        like=like,
    )
    return seq


def cut_off(connection: Connection, dice: random.Random, count: int) -> int:
    seq = dice.randint(1, count)
    _run(connection, "DELETE FROM audit_entry WHERE seq >= :seq", seq=seq)
    return seq


def cut_off_and_mend_head(connection: Connection, dice: random.Random, count: int) -> int:
    """The head's number and hash are there to be copied; its seal is not."""
    seq = cut_off(connection, dice, count)
    _run(connection, "UPDATE audit_head SET seq = :seq", seq=seq - 1)
    last = "SELECT hash FROM audit_entry WHERE seq = :seq"
    if connection.execute(text(last), {"seq": seq - 1}).first():
        _run(connection, f"UPDATE audit_head SET hash = ({last})", seq=seq - 1)
    return seq


def drop_head(connection: Connection, dice: random.Random, count: int) -> int:
    _run(connection, "DELETE FROM audit_head")
    return count + 1


def forge_another(connection: Connection, dice: random.Random, count: int) -> int:
    """At the end, following the last one, with a hash out of thin air."""
    _run(
        connection,
        "INSERT INTO audit_entry (seq, at, action, facts, previous_hash, hash)"
        " SELECT seq + 1, at, action, facts, hash, :made_up FROM audit_entry WHERE seq = :last",
        last=count,
        made_up=dice.randbytes(32),
    )
    return count + 1


TAMPERINGS: Mapping[str, Tampering] = {
    how.__name__: how
    for how in (
        flip_hash,
        flip_previous_hash,
        rewrite_action,
        rewrite_facts,
        forget_object,
        move_in_time,
        delete_one,
        delete_and_close_up,
        swap_two,
        put_one_in,
        cut_off,
        cut_off_and_mend_head,
        drop_head,
        forge_another,
    )
}
