"""Names, languages and zones: what is taken, and what is refused with which code."""

import pytest

from app.core.errors import Malformed
from app.people.schemas import checked_language, checked_name, checked_zone


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Ben", "Ben"),
        ("  Mari\u0301a  ", "María"),
        ("Nguyễn Thị Hương", "Nguyễn Thị Hương"),
        ("عبد الرحمن", "عبد الرحمن"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("O'Brien-Smith, Jr.", "O'Brien-Smith, Jr."),
        ("x" * 80, "x" * 80),
        ("👷", "👷"),
    ],
)
def test_names_of_people_are_kept_as_written(given: str, kept: str) -> None:
    assert checked_name(given) == kept


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("", "name.empty"),
        (" \t ", "name.empty"),
        ("\u200b\u200d", "name.empty"),
        ("x" * 81, "name.too_long"),
        ("Be\x00n", "name.characters"),
        ("Be\nn", "name.characters"),
        ("Be\x1b[31mn", "name.characters"),
        ("\u202enimda", "name.characters"),
        ("\ud800", "name.characters"),
    ],
)
def test_names_that_hide_something_are_refused(given: str, code: str) -> None:
    with pytest.raises(Malformed) as refusal:
        checked_name(given)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("given", "kept"),
    [("en", "en"), ("PT-br", "pt-BR"), ("zh-hant-tw", "zh-Hant-TW"), ("es-419", "es-419"), ("FIL", "fil")],
)
def test_language_tags_are_kept_in_their_usual_case(given: str, kept: str) -> None:
    assert checked_language(given) == kept


@pytest.mark.parametrize(
    "given", ["", "x", "xx", "english", "en_US", "en-", "en-US-x-y", "en-U", "e\u0308n", "en-US-Latn", "-"]
)
def test_other_language_tags_are_refused(given: str) -> None:
    with pytest.raises(Malformed) as refusal:
        checked_language(given)
    assert refusal.value.code == "language.unknown"


def test_zones_are_those_of_the_world() -> None:
    assert checked_zone("Asia/Kathmandu") == "Asia/Kathmandu"
    for given in ("", "Mars/Olympus", "../etc/passwd", "europe/berlin", "CEST"):
        with pytest.raises(Malformed):
            checked_zone(given)
