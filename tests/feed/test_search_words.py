"""What is looked for, and where it is found, whatever was typed."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.feed.search.policy import fts5_match, indexed, postgres_match, snippet, terms_of


def is_found(query: str, text: str) -> bool:
    with_index = sqlite3.connect(":memory:")
    try:
        with_index.execute("CREATE VIRTUAL TABLE found USING fts5(words)")
        with_index.execute("INSERT INTO found VALUES (?)", (indexed(text),))
        terms = terms_of(query)
        asked = "SELECT count(*) FROM found WHERE found MATCH ?"
        return bool(terms) and bool(with_index.execute(asked, (fts5_match(terms),)).fetchone()[0])
    finally:
        with_index.close()


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("fork", "Forklift 2 is down"),
        ("uber", "Überstunden am Freitag"),
        ("STRASSE", "Die Straße ist gesperrt"),
        ("Gefahr", "Gefahrstoffschrank abschließen"),
        ("السلامة", "تعليمات السَّلامة اليوم"),
        ("安全", "今天的安全检查"),
        ("down forklift", "Forklift 2 is down"),
    ],
)
def test_a_word_is_found_however_it_is_written(query: str, text: str) -> None:
    assert is_found(query, text)
    assert any(piece.is_hit for piece in snippet(text, terms_of(query)))


def test_unspaced_letters_must_stand_in_a_row() -> None:
    assert not is_found("安全", "全天安静")


@pytest.mark.parametrize("query", ["", " ", '"', '"""', "*", "( ) -", "\0", "\x01\x02", "&|!:<->", "'"])
def test_signs_alone_look_for_nothing(query: str) -> None:
    assert terms_of(query) == []


def test_an_operator_is_a_word() -> None:
    assert is_found("NEAR", "Stand near the gate")
    assert not is_found("gate OR bridge", "Stand near the gate")


def test_very_much_is_cut() -> None:
    assert len(terms_of("word " * 10_000)) == 12
    assert len(postgres_match(terms_of("x" * 10_000))) < 100


def test_a_snippet_has_what_was_written_around_the_hit() -> None:
    pieces = snippet("one two " * 100 + "Öl am Tor " + "three " * 100, terms_of("ol"))
    assert [piece.text for piece in pieces if piece.is_hit] == ["Öl"]
    assert sum(len(piece.text) for piece in pieces) <= 160


@given(query=st.text(max_size=60), text=st.text(max_size=200))
def test_nothing_typed_breaks_the_engine(query: str, text: str) -> None:
    is_found(query, text)
    written = "".join(piece.text for piece in snippet(text, terms_of(query), max_chars=1000))
    assert written == text


@given(text=st.text(min_size=1, max_size=20))
def test_a_text_is_found_by_itself(text: str) -> None:
    if terms_of(text):
        assert is_found(text, text)
