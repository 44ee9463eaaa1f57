from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel


class Handover(SQLModel, table=True):
    """The key decides which of two leads took over."""

    team_id: UUID = Field(foreign_key="team.id", primary_key=True)
    number: int = Field(primary_key=True)
    taken_by: UUID = Field(foreign_key="person.id", index=True)
    taken_at: datetime
    item_count: int


class SettledItem(SQLModel, table=True):
    __tablename__ = "settled_item"

    post_id: UUID = Field(foreign_key="post.id", primary_key=True)
    settled_by: UUID = Field(foreign_key="person.id", index=True)
    settled_at: datetime
