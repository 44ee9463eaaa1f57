"""ffprobe's JSON in the shape of `media.probe_child`, so that one set of rules reads both. Pure."""

from collections.abc import Mapping
from typing import Any

FFPROBE_ARGUMENTS = (
    "-v", "error", "-protocol_whitelist", "file", "-of", "json", "-show_format", "-show_streams",
    "-show_entries", "packet=stream_index,pts_time,dts_time,duration_time,flags",
)  # fmt: skip

_HDR_TRANSFERS = {"smpte2084", "arib-std-b67"}


def read_ffprobe(said: Mapping[str, Any], stop_after_ms: int) -> dict[str, Any]:
    """`stopped` is true when the file goes on for longer than `stop_after_ms`."""
    streams = {stream["index"]: _described(stream) for stream in said.get("streams", ())}
    for packet in said.get("packets", ()):
        if packet["stream_index"] in streams:
            _time(packet, streams[packet["stream_index"]])
    promised_s = said.get("format", {}).get("duration")
    ends = [stream["end_ms"] for stream in streams.values()]
    return {
        "promised_ms": round(float(promised_s) * 1000) if promised_s else None,
        "streams": list(streams.values()),
        "stopped": max(ends, default=0.0) >= stop_after_ms - 1000,
    }


def _described(stream: Mapping[str, Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "index": stream["index"],
        "type": stream.get("codec_type", ""),
        "codec": stream.get("codec_name", ""),
        "profile": stream.get("profile", ""),
        "is_picture": bool(stream.get("disposition", {}).get("attached_pic")),
        "packet_count": 0,
        "starts": [],
        "end_ms": 0.0,
    }
    if facts["type"] == "video":
        transfer, matrix = stream.get("color_transfer", ""), stream.get("color_space", "")
        facts |= {
            "width_px": stream.get("width", 0),
            "height_px": stream.get("height", 0),
            "pixel_format": stream.get("pix_fmt", ""),
            "pixel_aspect": _ratio(stream.get("sample_aspect_ratio", "1:1")),
            "matrix": "" if matrix in ("", "unknown") else matrix,
            "transfer": transfer if transfer in _HDR_TRANSFERS else "",
            "rotation_deg": _clockwise(stream),
            "is_decoded": bool(stream.get("pix_fmt")),
            "has_notes": True,
        }
    if facts["type"] == "audio":
        facts |= {
            "sample_rate_hz": int(stream.get("sample_rate", 0)),
            "channel_count": int(stream.get("channels", 0)),
        }
    return facts


def _clockwise(stream: Mapping[str, Any]) -> int:
    """ffprobe says by how much the stored picture was turned, counter-clockwise positive."""
    turns = [side["rotation"] for side in stream.get("side_data_list", ()) if "rotation" in side]
    return -round(float(turns[0])) % 360 if turns else 0


def _ratio(words: str) -> float:
    left, _, right = words.partition(":")
    return int(left) / int(right) if left.isdigit() and right.isdigit() and int(right) and int(left) else 1.0


def _time(packet: Mapping[str, Any], facts: dict[str, Any]) -> None:
    facts["packet_count"] += 1
    at = packet.get("pts_time", packet.get("dts_time"))
    if at is None or "D" in packet.get("flags", ""):
        return
    at_ms = float(at) * 1000
    if facts["type"] == "video" or not facts["starts"]:
        facts["starts"].append(round(at_ms, 3))
    end_ms = at_ms + float(packet.get("duration_time", 0)) * 1000
    facts["end_ms"] = max(facts["end_ms"], round(end_ms, 3))
