from enum import StrEnum
from uuid import UUID

from sqlmodel import Field, SQLModel


class AudienceKind(StrEnum):
    """The whole crew, some of it by name, or whoever of it is on shift."""

    TEAM = "team"
    PEOPLE = "people"
    ON_SHIFT = "on_shift"


class Addressee(SQLModel, table=True):
    """A person whom the author of a post named."""

    post_id: UUID = Field(foreign_key="post.id", primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", primary_key=True, index=True)
