"""Search

Revision: 0012
After: 0011
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
import sqlmodel

from alembic import op
from app.feed.search.indexing import words_of

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

AT_ONCE_COUNT = 500
_SAID = "INSERT INTO search_words(rowid, words) VALUES (new.id, new.words);"
_UNSAID = "INSERT INTO search_words(search_words, rowid, words) VALUES ('delete', old.id, old.words);"
SQLITE = (
    "CREATE VIRTUAL TABLE search_words USING fts5(words, content='search_entry', content_rowid='id')",
    f"CREATE TRIGGER search_entry_said AFTER INSERT ON search_entry BEGIN {_SAID} END",
    f"CREATE TRIGGER search_entry_unsaid AFTER DELETE ON search_entry BEGIN {_UNSAID} END",
    f"CREATE TRIGGER search_entry_changed AFTER UPDATE ON search_entry BEGIN {_UNSAID} {_SAID} END",
)


def upgrade() -> None:
    op.create_table(
        "search_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("published_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("words", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("subject_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_search_entry_post_id", "search_entry", ["post_id"])
    op.create_index("ix_search_entry_published_at", "search_entry", ["published_at"])
    if op.get_bind().dialect.name == "sqlite":
        for statement in SQLITE:
            op.execute(statement)
    else:
        op.execute("CREATE INDEX search_words ON search_entry USING gin (to_tsvector('simple', words))")
    _index_all(op.get_bind())


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_words")
    op.drop_table("search_entry")


def _index_all(connection: sa.Connection) -> None:
    """Everything published, in the order in which it was."""
    post, reply = _rows_of("post"), _rows_of("reply", "post_id")
    rows = connection.execute(
        sa.union_all(
            sa.select(post.c.id, post.c.id.label("post_id"), *_columns(post)).where(
                post.c.published_at.is_not(None)
            ),
            sa.select(reply.c.id, reply.c.post_id, *_columns(reply)).where(reply.c.published_at.is_not(None)),
        ).order_by("published_at")
    ).fetchall()
    entry = sa.table(
        "search_entry",
        sa.column("subject_id", sa.Uuid()),
        sa.column("post_id", sa.Uuid()),
        sa.column("published_at", sqlmodel.sql.sqltypes.UTCDateTime()),
        sa.column("words", sa.String()),
    )
    for start in range(0, len(rows), AT_ONCE_COUNT):
        some = rows[start : start + AT_ONCE_COUNT]
        said = _spoken(connection, [row.clip_id for row in some if row.clip_id is not None])
        connection.execute(
            sa.insert(entry),
            [
                {
                    "subject_id": row.id,
                    "post_id": row.post_id,
                    "published_at": row.published_at,
                    "words": words_of(row.author_id, [row.text, *said.get(row.clip_id, ())]),
                }
                for row in some
            ],
        )


def _rows_of(name: str, *more: str) -> sa.TableClause:
    ids = [sa.column(one, sa.Uuid()) for one in ("id", "author_id", "clip_id", *more)]
    at = sa.column("published_at", sqlmodel.sql.sqltypes.UTCDateTime())
    return sa.table(name, *ids, at, sa.column("text", sa.String()))


def _columns(table: sa.TableClause) -> list[Any]:
    return [table.c.author_id, table.c.clip_id, table.c.published_at, table.c.text]


def _spoken(connection: sa.Connection, clip_ids: list[Any]) -> dict[Any, list[str]]:
    transcript = sa.table(
        "transcript", sa.column("clip_id", sa.Uuid()), sa.column("verdict"), sa.column("text", sa.String())
    )
    found: dict[Any, list[str]] = {}
    for clip_id, said in connection.execute(
        sa.select(transcript.c.clip_id, transcript.c.text).where(
            transcript.c.clip_id.in_(clip_ids), transcript.c.verdict == "speech"
        )
    ):
        found.setdefault(clip_id, []).append(said)
    return found
