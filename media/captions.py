"""WebVTT from a transcript's words: at most two short lines, shown while they are said. Pure."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from media.darkroom import Segment, Transcript, Word

LINE_WIDTH = 37
_MAX_CUE_MS = 6_000
_MIN_CUE_MS = 800
_PAUSE_MS = 700
_SENTENCE_ENDS = (".", "?", "!", "。", "？", "！", "؟", "।")
_CLAUSE_ENDS = (",", ";", ":", "、", "，", "،")


@dataclass(frozen=True)
class Cue:
    start_ms: int
    end_ms: int
    lines: tuple[str, ...]


def webvtt(transcript: Transcript) -> str:
    """The captions as a WebVTT file; only its header when nobody spoke."""
    parts = ["WEBVTT\n"]
    for cue in cues_of(transcript):
        text = "\n".join(_escaped(line) for line in cue.lines)
        parts.append(f"{_clock(cue.start_ms)} --> {_clock(cue.end_ms)}\n{text}\n")
    return "\n".join(parts)


def cues_of(transcript: Transcript) -> tuple[Cue, ...]:
    """Cues in order, none overlapping the next; each stays long enough to be read where there is room."""
    pieces = [piece for segment in transcript.segments for piece in _pieces(segment)]
    cues: list[Cue] = []
    for at, (start_ms, end_ms, text) in enumerate(pieces):
        next_ms = pieces[at + 1][0] if at + 1 < len(pieces) else start_ms + _MIN_CUE_MS
        shown_until = min(
            max(end_ms, start_ms + _MIN_CUE_MS), max(next_ms, end_ms if at + 1 == len(pieces) else 0)
        )
        cues.append(Cue(start_ms, max(shown_until, start_ms + 1), _wrapped(text)))
    return tuple(cues)


def _pieces(segment: Segment) -> Iterator[tuple[int, int, str]]:
    """Runs of words that fit one cue, cut after sentences, at pauses and when full."""
    if not segment.words:
        yield segment.start_ms, segment.end_ms, " ".join(segment.text.split())
        return
    texts = _spaced(segment)
    start = 0
    for at, word in enumerate(segment.words):
        is_last = at + 1 == len(segment.words)
        if is_last or _ends_here(segment.words, texts, start, at):
            text = "".join(texts[start : at + 1]).strip()
            if text:
                yield segment.words[start].start_ms, word.end_ms, text
            start = at + 1


def _ends_here(words: Sequence[Word], texts: Sequence[str], start: int, at: int) -> bool:
    following = words[at + 1]
    text = "".join(texts[start : at + 1]).strip()
    with_next = _width(text + texts[at + 1].rstrip())
    return (
        with_next > 2 * LINE_WIDTH - 6
        or following.end_ms - words[start].start_ms > _MAX_CUE_MS
        or following.start_ms - words[at].end_ms > _PAUSE_MS
        or (text.endswith(_SENTENCE_ENDS) and _width(text) > LINE_WIDTH // 2)
        or (text.endswith(_CLAUSE_ENDS) and _width(text) > LINE_WIDTH)
    )


def _spaced(segment: Segment) -> list[str]:
    """Each word with the white space before it, as in the segment's text.

    Scripts without spaces between words are told apart this way; a word the text does not hold
    (somebody edited it) is set off by a space.
    """
    text, at, spaced = segment.text, 0, []
    for word in segment.words:
        bare = word.text.strip()
        found = text.find(bare, at)
        gap = text[at:found] if found >= 0 else " "
        spaced.append(("" if gap == "" else " ") + bare if gap.strip() == "" else gap + bare)
        at = found + len(bare) if found >= 0 else at
    return spaced


def _wrapped(text: str) -> tuple[str, ...]:
    """One line if it fits, else two of nearly the same width."""
    if _width(text) <= LINE_WIDTH:
        return (text,)
    spaces = [at for at, letter in enumerate(text) if letter == " "] or list(range(1, len(text)))
    cut = min(spaces, key=lambda at: abs(_width(text[:at]) - _width(text[at:].strip())))
    return text[:cut].strip(), text[cut:].strip()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _escaped(line: str) -> str:
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clock(at_ms: int) -> str:
    seconds, ms = divmod(at_ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{ms:03}"
