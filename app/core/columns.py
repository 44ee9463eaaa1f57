"""How values are kept in columns."""

from enum import StrEnum

from sqlalchemy import Enum

WORD_MAX_CHARS = 24


def word(kind: type[StrEnum]) -> Enum:
    """A column of one of the enumeration's words, kept as the word itself.

    Not a type of PostgreSQL's own: those outlive their tables and take a migration for each new word.
    """
    return Enum(
        kind,
        native_enum=False,
        length=WORD_MAX_CHARS,
        values_callable=lambda members: [member.value for member in members],
    )
