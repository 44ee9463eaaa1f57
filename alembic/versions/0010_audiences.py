"""Audiences

Revision: 0010
After: 0009
"""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel

from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "addressee",
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"]),
        sa.PrimaryKeyConstraint("post_id", "person_id"),
    )
    op.create_index("ix_addressee_person_id", "addressee", ["person_id"], unique=False)
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("audience", sa.String(length=24), server_default="team", nullable=False)
        )
    with op.batch_alter_table("asked", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("cost_s", sa.Integer(), server_default="0", nullable=False))
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("attention_budget_s", sa.Integer(), server_default="90", nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.drop_column("attention_budget_s")
    with op.batch_alter_table("asked", schema=None) as batch_op:
        batch_op.drop_column("cost_s")
        batch_op.drop_column("asked_at")
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_column("audience")
    op.drop_index("ix_addressee_person_id", table_name="addressee")
    op.drop_table("addressee")
