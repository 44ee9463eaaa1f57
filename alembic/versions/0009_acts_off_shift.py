"""Acts off shift

Revision: 0009
After: 0008
"""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel

from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OWNERS = {"answer": "person_id", "post": "author_id", "reply": "author_id"}


def upgrade() -> None:
    for table, owner in OWNERS.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("is_held", sa.Boolean(), server_default=sa.false(), nullable=False))
            batch_op.add_column(sa.Column("held_until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
            batch_op.create_index(
                f"ix_{table}_held",
                [owner],
                unique=False,
                sqlite_where=sa.text("is_held = 1"),
                postgresql_where=sa.text("is_held"),
            )


def downgrade() -> None:
    for table in OWNERS:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_index(f"ix_{table}_held")
            batch_op.drop_column("held_until")
            batch_op.drop_column("is_held")
