"""Reading the change log."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Select, and_, false, func, null, select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.sync.models import Change
from app.sync.schemas import Domains, Row

DELTA_CHANGES_COUNT = 500
WAKE_CHANGES_COUNT = 5_000
# How far a cursor may tell that anything happened at all, see _cursor.
CURSOR_STRIDE = 1_024


@dataclass(frozen=True)
class Changed:
    """What changed for one person since a cursor.

    `is_reset`: the cursor is of no use, or the person may see something else now: start over.
    `is_me`: their own name, roles or teams changed.
    """

    cursor: int
    more: bool = False
    is_reset: bool = False
    is_me: bool = False
    ids: dict[str, list[UUID]] = field(default_factory=dict)


@dataclass(frozen=True)
class Delta:
    changed: Changed
    rows: dict[str, Sequence[Row]]
    removed: dict[str, list[UUID]]


@dataclass(frozen=True)
class Notice:
    """One line of the change log, as far as waking somebody needs it."""

    seq: int
    scope: str
    kind: str


def read_delta(session: Session, actor: Actor, since: int, domains: Domains) -> Delta:
    """One query for the changes and one per kind; none for a kind that did not change."""
    changed = read_changed(session, actor, since, kinds=domains.sources.keys())
    rows: dict[str, Sequence[Row]] = {}
    removed: dict[str, list[UUID]] = {}
    for kind, source in domains.sources.items():
        if changed.is_reset:
            rows[source.plural] = source.snapshot(session, actor, rows)
            continue
        ids = changed.ids.get(kind, [])
        rows[source.plural] = source.read(session, actor, ids) if ids else []
        removed[source.plural] = _missing(ids, rows[source.plural])
    return Delta(changed, rows, removed)


def read_changed(session: Session, actor: Actor, since: int, *, kinds: Collection[str]) -> Changed:
    """A kind that nobody keeps rows of ("me") means that the actor's own rights or name changed.

    The ends of the log come with the changes in one statement, from one snapshot, so that the
    cursor never steps over a change that was committed in between. A first copy needs its newest line
    as well, and in the same statement, for it has to do with few.
    """
    first = select(func.min(col(Change.seq))).scalar_subquery()
    last = select(func.max(col(Change.seq))).scalar_subquery()
    mine = _newest_of(actor.scopes).scalar_subquery() if not since else null()
    ends = select(first.label("first"), last.label("last"), mine.label("mine")).subquery("ends")
    wanted = and_(col(Change.scope).in_(actor.scopes), col(Change.seq) > since) if since else false()
    found = session.connection().execute(
        select(
            ends.c.first, ends.c.last, ends.c.mine, col(Change.seq), col(Change.kind), col(Change.object_id)
        )
        .select_from(ends.outerjoin(Change, wanted))
        .order_by(col(Change.seq))
        .limit(DELTA_CHANGES_COUNT + 1)
    )
    lines = found.all()
    first_seq, newest = lines[0].first or 0, lines[0].last or 0
    if since == 0 or since > newest or since < first_seq - 1:
        seen = lines[0].mine if since == 0 else read_newest_seq_for(session, actor.scopes)
        return Changed(cursor=_cursor(seen or 0, first_seq, newest), is_reset=True)
    changes = [line for line in lines if line.seq is not None]
    more = len(changes) > DELTA_CHANGES_COUNT
    changes = changes[:DELTA_CHANGES_COUNT]
    seen = changes[-1].seq if changes else since
    if any(change.kind not in kinds for change in changes):
        return Changed(cursor=seen, more=more, is_reset=True, is_me=True)
    ids: dict[str, dict[UUID, None]] = {}
    for change in changes:
        ids.setdefault(change.kind, {})[change.object_id] = None
    return Changed(
        cursor=seen if more else _cursor(seen, first_seq, newest),
        more=more,
        ids={kind: list(unique) for kind, unique in ids.items()},
    )


def _cursor(seen: int, first: int, newest: int) -> int:
    """Where to go on from: after the newest line that concerns this person, and not a line further.

    The end of the whole log would tell them that somebody did something somewhere, as at night in
    a crew that is alone on its machine. Only who would fall off the log's other end is carried along,
    and in strides that tell nothing.
    """
    middle = first + (newest - first) // 2
    return max(seen, first - 1, middle - middle % CURSOR_STRIDE, min(newest, 1))


def _missing(ids: Sequence[UUID], rows: Sequence[Row]) -> list[UUID]:
    found = {_id_of(row) for row in rows}
    return [row_id for row_id in ids if row_id not in found]


def _id_of(row: Row) -> UUID:
    value = getattr(row, "id") if isinstance(row, BaseModel) else row["id"]  # noqa: B009 - the model is the reader's own
    return value if isinstance(value, UUID) else UUID(str(value))


def read_newest_seq(session: Session) -> int:
    newest = session.connection().execute(select(func.max(col(Change.seq)))).scalar()
    return newest or 0


def read_newest_seq_for(session: Session, scopes: Sequence[str]) -> int:
    return session.connection().execute(_newest_of(scopes)).scalar() or 0


def _newest_of(scopes: Sequence[str]) -> Select[int | None]:
    return select(func.max(col(Change.seq))).where(col(Change.scope).in_(scopes))


def list_notices(session: Session, after: int) -> list[Notice]:
    """The next lines of everybody's changes."""
    found = session.connection().execute(
        select(col(Change.seq), col(Change.scope), col(Change.kind))
        .where(col(Change.seq) > after)
        .order_by(col(Change.seq))
        .limit(WAKE_CHANGES_COUNT)
    )
    return [Notice(seq or 0, scope, kind) for seq, scope, kind in found]
