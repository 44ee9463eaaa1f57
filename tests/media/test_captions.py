"""Captions are short lines, in time, and safe to put into a page."""

from itertools import pairwise

import pytest

from media.captions import LINE_WIDTH, cues_of, webvtt
from media.darkroom import Segment, Transcript, Word


def spoken(text: str, *, start_ms: int = 0, word_ms: int = 300, joined: str = " ") -> Transcript:
    words = tuple(
        Word(start_ms + at * word_ms, start_ms + (at + 1) * word_ms, word, 0.9)
        for at, word in enumerate(text.split(" "))
    )
    written = joined.join(text.split(" "))
    return Transcript("speech", "en", written, (Segment(start_ms, words[-1].end_ms, written, words),))


def test_a_sentence_is_shown_while_it_is_said() -> None:
    assert webvtt(spoken("Forklift two is down.", start_ms=3_723_450)) == (
        "WEBVTT\n\n01:02:03.450 --> 01:02:04.650\nForklift two is down.\n"
    )


def test_silence_has_no_captions() -> None:
    assert webvtt(Transcript("no_speech", "en", "")) == "WEBVTT\n"


def test_long_speech_becomes_short_lines_in_order() -> None:
    text = (
        "Good morning everybody, the delivery at door four is late again, so please take the pallets "
        "from the cold store first. Ben checks the temperatures at nine. If anything is above five "
        "degrees, tell me at once and do not put it on the shelf."
    )

    cues = cues_of(spoken(text))

    assert " ".join(line for cue in cues for line in cue.lines) == text
    assert all(len(cue.lines) <= 2 for cue in cues)
    assert all(len(line) <= LINE_WIDTH for cue in cues for line in cue.lines)
    assert all(cue.end_ms - cue.start_ms <= 6_500 for cue in cues)
    assert all(cue.end_ms <= later.start_ms for cue, later in pairwise(cues))
    assert any(cue.lines[-1].endswith("first.") for cue in cues)


def test_a_pause_ends_a_caption() -> None:
    early, late = spoken("Stop.").segments[0], spoken("Go.", start_ms=9_000).segments[0]
    together = Segment(0, 9_300, "Stop. Go.", (*early.words, *late.words))

    cues = cues_of(Transcript("speech", "en", "Stop. Go.", (together,)))

    assert [cue.lines for cue in cues] == [("Stop.",), ("Go.",)]
    assert cues[0].end_ms < 2_000


def test_a_short_word_stays_long_enough_to_read() -> None:
    cue = cues_of(spoken("Yes.", word_ms=120))[0]

    assert cue.end_ms - cue.start_ms >= 800


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("Fish & chips", "Fish &amp; chips"),
        ("00:01 --> 00:02", "00:01 --&gt; 00:02"),
    ],
)
def test_what_was_said_cannot_break_out_of_a_caption(said: str, written: str) -> None:
    assert webvtt(spoken(said)).splitlines()[3] == written


def test_scripts_without_spaces_stay_without_them() -> None:
    cues = cues_of(spoken("倉庫 の 扉 が 壊れ て い ます 。", joined=""))

    assert "".join(line for cue in cues for line in cue.lines) == "倉庫の扉が壊れています。"
    assert all(len(line) <= LINE_WIDTH // 2 + 1 for cue in cues for line in cue.lines)


def test_a_segment_without_word_times_is_shown_whole() -> None:
    transcript = Transcript("speech", "en", "Edited by hand.", (Segment(500, 2_500, "Edited\nby  hand."),))

    assert webvtt(transcript) == "WEBVTT\n\n00:00:00.500 --> 00:00:02.500\nEdited by hand.\n"
