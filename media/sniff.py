"""Magic bytes decide what a file is, and which demuxer is forced on it.

Everything else is refused here, before any media library has seen it: playlists, concat scripts,
manifests, SVG and session descriptions are text that makes a demuxer open other files. AVI is
refused as well: its subtitle chunk may hold a playlist.
"""

from dataclasses import dataclass
from typing import Literal

from media.errors import MediaRefused

HEAD_BYTES = 4096

Family = Literal["av", "photo"]

_PHOTO_BRANDS = {
    b"heic": "heif", b"heix": "heif", b"heim": "heif", b"heis": "heif", b"hevc": "heif", b"hevx": "heif",
    b"mif1": "heif", b"msf1": "heif", b"avif": "avif", b"avis": "avif",
}  # fmt: skip
_OLD_QUICKTIME_BOXES = {b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}


@dataclass(frozen=True)
class Container:
    """`demuxer` is the name forced on ffmpeg with -f; None for photos, which ffmpeg never sees."""

    name: str
    family: Family
    demuxer: str | None


def sniff(head: bytes) -> Container:
    """Say what the file beginning with `head` (up to HEAD_BYTES of it) is.

    Raises MediaRefused `media.empty` for no bytes and `media.unknown_format` for anything that is
    not plainly one of the containers phones make.
    """
    if not head:
        raise MediaRefused("media.empty", "The file is empty.")
    found = _iso_base_media(head) or _by_first_bytes(head) or _riff(head) or _mpeg_audio(head)
    if found is None:
        raise MediaRefused(
            "media.unknown_format", "This file is not a video, voice note or photo that we can read."
        )
    return found


def _iso_base_media(head: bytes) -> Container | None:
    box = head[4:8]
    if box == b"ftyp":
        brand = head[8:12]
        if brand in _PHOTO_BRANDS:
            return Container(_PHOTO_BRANDS[brand], "photo", None)
        return Container("quicktime" if brand == b"qt  " else "mp4", "av", "mov")
    size = int.from_bytes(head[:4], "big")
    if box in _OLD_QUICKTIME_BOXES and (size >= 8 or size in (0, 1)):
        return Container("quicktime", "av", "mov")
    return None


def _by_first_bytes(head: bytes) -> Container | None:
    table = (
        (b"\xff\xd8\xff", Container("jpeg", "photo", None)),
        (b"\x89PNG\r\n\x1a\n", Container("png", "photo", None)),
        (b"\x1a\x45\xdf\xa3", Container("webm" if b"webm" in head[:64] else "matroska", "av", "matroska")),
        (b"OggS\x00", Container("ogg", "av", "ogg")),
        (b"fLaC", Container("flac", "av", "flac")),
        (b"#!AMR", Container("amr", "av", "amr")),
        (b"ID3", Container("mp3", "av", "mp3")),
    )
    return next((container for magic, container in table if head.startswith(magic)), None)


def _riff(head: bytes) -> Container | None:
    if not head.startswith(b"RIFF"):
        return None
    if head[8:12] == b"WAVE":
        return Container("wav", "av", "wav")
    if head[8:12] == b"WEBP":
        return Container("webp", "photo", None)
    return None


def _mpeg_audio(head: bytes) -> Container | None:
    """MP3 and ADTS begin with a sync word of only 11 or 12 bits, so two frames in a row must fit."""
    for name, frame_bytes in (("mp3", _mp3_frame_bytes), ("aac", _adts_frame_bytes)):
        first = frame_bytes(head)
        if first and frame_bytes(head[first:]):
            return Container(name, "av", name)
    return None


_MP3_KBITS_V1 = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_MP3_KBITS_V2 = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_MP3_RATES_HZ = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def _mp3_frame_bytes(head: bytes) -> int | None:
    """Length of the MPEG layer III frame at the start of `head`, or None when there is none."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return None
    version, rate_index, bits_index = head[1] >> 3 & 3, head[2] >> 2 & 3, head[2] >> 4
    if version == 1 or rate_index == 3 or not 1 <= bits_index <= 14:
        return None
    kbits = (_MP3_KBITS_V1 if version == 3 else _MP3_KBITS_V2)[bits_index - 1]
    samples_per_byte = 144_000 if version == 3 else 72_000
    return samples_per_byte * kbits // _MP3_RATES_HZ[version][rate_index] + (head[2] >> 1 & 1)


def _adts_frame_bytes(head: bytes) -> int | None:
    if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0:
        return None
    length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    return length if length > 7 else None
