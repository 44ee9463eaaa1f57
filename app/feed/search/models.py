from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, Integer
from sqlmodel import Field, SQLModel


class SearchEntry(SQLModel, table=True):
    """What is found of one post or reply, `subject_id`. `id` goes by when it was published.

    Both engines index `words` by themselves: SQLite's triggers keep the FTS5 table `search_words`, and
    Postgres has an index of that name.
    """

    __tablename__ = "search_entry"
    __table_args__ = {"sqlite_autoincrement": True}

    # SQLite autoincrements only INTEGER PRIMARY KEY; Postgres needs 64 bits.
    id: int | None = Field(
        default=None,
        sa_column=Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    )
    subject_id: UUID = Field(unique=True)
    post_id: UUID = Field(foreign_key="post.id", index=True)
    published_at: datetime = Field(index=True)
    words: str
