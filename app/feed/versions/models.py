from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel


class UndoneAnswer(SQLModel, table=True):
    """An answer that its person took back at once. `captured_at` is the answer's own: it tells one from
    the next, so that taking the same one back again changes nothing.
    """

    __tablename__ = "undone_answer"

    post_id: UUID = Field(foreign_key="post.id", primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", primary_key=True, index=True)
    version: int = Field(primary_key=True)
    captured_at: datetime = Field(primary_key=True)
    undone_at: datetime
