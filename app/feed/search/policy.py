"""What a person typed, as words to look for, and where a text has them. Pure.

Both engines are given words folded here, so that they find the same: no case, no marks over letters
(nor Arabic vowel signs), and scripts written without spaces taken letter by letter, in a row.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, zip_longest
from typing import Any
from uuid import UUID

WORDS_MAX_COUNT = 12
WORD_MAX_CHARS = 64
NAMES_KEPT_COUNT = 20_000
SNIPPET_MAX_CHARS = 160
_WORD = re.compile(r"[^\W_]+")
# Han, kana, Thai, Lao, Khmer, Burmese.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_TATWEEL = "\u0640"


@dataclass(frozen=True)
class Piece:
    text: str
    is_hit: bool


@dataclass(frozen=True)
class Word:
    """Folded, and where it stands in what was written."""

    folded: str
    start: int
    end: int


def fold(text: str) -> str:
    return "".join(_fold_letter(letter) for letter in text)


def words_in(text: str) -> list[Word]:
    """A mark over a letter, folded away, neither ends a word nor moves where one stands."""
    folded = [(letter, at) for at, written in enumerate(text) for letter in _fold_letter(written)]
    found = []
    for match in _WORD.finditer("".join(letter for letter, _ in folded)):
        for start, end in _split(match):
            found.append(
                Word(
                    folded="".join(letter for letter, _ in folded[start:end]),
                    start=folded[start][1],
                    end=folded[end - 1][1] + 1,
                )
            )
    return found


def indexed(text: str) -> str:
    """The text as the index keeps it."""
    return " ".join(word.folded for word in words_in(text))


def terms_of(query: str) -> list[list[str]]:
    """Terms that must all be found, each a row of words; the last word of each may go on.

    Whatever an engine would take for an operator is no part of a word, so nothing typed can be one.
    """
    terms = []
    for typed in query[: WORDS_MAX_COUNT * WORD_MAX_CHARS].split():
        term = [word.folded[:WORD_MAX_CHARS] for word in words_in(typed)]
        if term:
            terms.append(term)
    return terms[:WORDS_MAX_COUNT]


def author_token(person_id: UUID) -> str:
    """Stands in the index for whoever said it."""
    return f"by{person_id.hex}"


def is_named(name: str, term: Sequence[str]) -> bool:
    return any(_hits(_name_words(name), [term]))


def fts5_match(terms: Sequence[Sequence[str]], *, authors: Sequence[Sequence[str]] = ()) -> str:
    """`authors`: for each term, the tokens of those who are called so."""
    return " AND ".join(
        "(" + " OR ".join([f'"{" ".join(term)}"*', *tokens]) + ")"
        for term, tokens in zip_longest(terms, authors, fillvalue=())
    )


def postgres_match(terms: Sequence[Sequence[str]], *, authors: Sequence[Sequence[str]] = ()) -> str:
    return " & ".join(
        "(" + " | ".join([f"({_postgres_row(term)})", *tokens]) + ")"
        for term, tokens in zip_longest(terms, authors, fillvalue=())
    )


def spoken_at_ms(segments: Sequence[Mapping[str, Any]], terms: Sequence[Sequence[str]]) -> int | None:
    """When the first hit is spoken. What Whisper calls a word may be several of ours."""
    said = [word for segment in segments for word in segment["words"]]
    spoken = [(found.folded, word["start_ms"]) for word in said for found in words_in(word["text"])]
    hits = _hits([folded for folded, _ in spoken], terms)
    return next((start for (_, start), is_hit in zip(spoken, hits, strict=True) if is_hit), None)


def snippet(text: str, terms: Sequence[Sequence[str]], *, max_chars: int = SNIPPET_MAX_CHARS) -> list[Piece]:
    """What stands around the first hit, cut between words, hits marked."""
    words = words_in(text)
    hits = _hits([word.folded for word in words], terms)
    first = next((word.start for word, is_hit in zip(words, hits, strict=True) if is_hit), 0)
    from_char = max((word.start for word in words if word.start <= max(0, first - max_chars // 4)), default=0)
    if first < max_chars // 4:
        from_char = 0
    to_char = min(len(text), from_char + max_chars)
    marked = [False] * len(text)
    for word, is_hit in zip(words, hits, strict=True):
        marked[word.start : word.end] = [is_hit] * (word.end - word.start)
    shown = groupby(range(from_char, to_char), key=marked.__getitem__)
    return [Piece("".join(text[at] for at in run), is_hit) for is_hit, run in shown]


@lru_cache(maxsize=NAMES_KEPT_COUNT)
def _name_words(name: str) -> list[str]:
    """Everybody's name is looked at in every search."""
    return [word.folded for word in words_in(name)]


def _postgres_row(term: Sequence[str]) -> str:
    return " <-> ".join(f"'{word}'" for word in term) + ":*"


def _hits(words: Sequence[str], terms: Sequence[Sequence[str]]) -> list[bool]:
    hits = [False] * len(words)
    for term in terms:
        for at in range(len(words) - len(term) + 1):
            row = words[at : at + len(term)]
            if list(row[:-1]) == list(term[:-1]) and row[-1].startswith(term[-1]):
                hits[at : at + len(term)] = [True] * len(term)
    return hits


def _fold_letter(letter: str) -> str:
    if letter == _TATWEEL:
        return ""
    plain = unicodedata.normalize("NFKD", letter.casefold())
    # Casefolding may leave a mark behind, as of the Turkish capital I with a dot.
    return "".join(one for one in plain if not unicodedata.category(one).startswith("M"))


def _split(match: re.Match[str]) -> list[tuple[int, int]]:
    """One word, or each letter by itself where words are not set apart."""
    parts: list[tuple[int, int]] = []
    for is_unspaced, run in groupby(
        range(match.start(), match.end()), key=lambda at: bool(_UNSPACED.match(match.string[at]))
    ):
        places = list(run)
        parts += [(at, at + 1) for at in places] if is_unspaced else [(places[0], places[-1] + 1)]
    return parts
