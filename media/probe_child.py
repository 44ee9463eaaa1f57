"""The measuring half of the probe: PyAV on a foreign file, run only inside the sandbox.

    python probe_child.py FILE DEMUXER STOP_AFTER_MS

Writes one JSON object to standard output, in the shape `media.facts` reads. It knows no limit but
STOP_AFTER_MS and decides nothing. It imports nothing of the darkroom, so only this file is bound.
"""

import json
import sys
from typing import Any

import av

_MAX_PACKETS = 100_000
_DECODED_PACKETS = 40
_SEI, _PICTURES = 6, (1, 5)
_MATRICES = {1: "bt709", 2: "", 5: "bt470bg", 6: "smpte170m"}
_TRANSFERS = {16: "smpte2084", 18: "arib-std-b67"}


def main(path: str, demuxer: str, stop_after_ms: int) -> dict[str, Any]:
    try:
        with av.open(
            f"file:{path}",
            format=demuxer,
            # The frame rate is counted from the packets here; guessing it first costs 40 ms of decoding.
            options={"protocol_whitelist": "file", "fpsprobesize": "0"},
            metadata_errors="replace",
        ) as container:
            streams = [_described(stream) for stream in container.streams]
            found = {
                "promised_ms": container.duration // 1000 if container.duration else None,
                "streams": streams,
                "stopped": len(streams) > 64 or _walk(container, streams, stop_after_ms),
            }
    except Exception as failure:  # noqa: BLE001 - whatever a foreign file provokes is the file's fault
        return {"error": type(failure).__name__}
    return found


def _described(stream: Any) -> dict[str, Any]:
    context = stream.codec_context
    facts: dict[str, Any] = {
        "index": stream.index,
        "type": stream.type if context else "unknown",
        "codec": context.name if context else "",
        "profile": stream.profile or "",
        "is_picture": bool(stream.disposition & av.stream.Disposition.attached_pic),
        "packet_count": 0,
        "starts": [],
        "end_ms": 0.0,
    }
    if facts["type"] == "video":
        ratio = stream.sample_aspect_ratio
        facts |= {
            "width_px": context.width,
            "height_px": context.height,
            "pixel_format": context.pix_fmt or "",
            "pixel_aspect": float(ratio) if ratio else 1.0,
            "matrix": _MATRICES.get(context.colorspace, "other"),
            "transfer": _TRANSFERS.get(context.color_trc, ""),
            "rotation_deg": 0,
            "is_decoded": False,
            "has_notes": False,
        }
    if facts["type"] == "audio":
        facts |= {"sample_rate_hz": context.sample_rate, "channel_count": context.channels}
    return facts


def _walk(container: Any, streams: list[dict[str, Any]], stop_after_ms: int) -> bool:
    """Count every packet's time, and decode one picture of each video stream for its rotation.

    Returns whether it stopped early because the file goes on past the limit.
    """
    count = 0
    try:
        for packet in container.demux():
            facts = streams[packet.stream_index]
            count += 1
            if (
                facts["type"] == "video"
                and not facts["is_decoded"]
                and facts["packet_count"] < _DECODED_PACKETS
            ):
                _look(packet, facts)
            if packet.size == 0 and packet.pts is None:
                continue
            if facts["codec"] == "h264" and not facts["has_notes"]:
                facts["has_notes"] = _has_notes(packet)
            if _timed(packet, facts) > stop_after_ms or count > _MAX_PACKETS:
                return True
    except av.error.FFmpegError:
        # What was read until here is what the file holds; the caller compares it with the promise.
        return False
    return False


def _timed(packet: Any, facts: dict[str, Any]) -> float:
    """Milliseconds from the stream's first packet to this one's end.

    A packet to discard lies outside the edit list: it is decoded and never shown.
    """
    at = packet.pts if packet.pts is not None else packet.dts
    facts["packet_count"] += 1
    if at is None or packet.time_base is None or packet.is_discard:
        return 0.0
    unit_ms = float(packet.time_base) * 1000
    if facts["type"] == "video" or not facts["starts"]:
        facts["starts"].append(round(at * unit_ms, 3))
    facts["end_ms"] = max(facts["end_ms"], round((at + (packet.duration or 0)) * unit_ms, 3))
    return float(facts["end_ms"] - min(facts["starts"][0], facts["starts"][-1]))


def _has_notes(packet: Any) -> bool:
    """Whether an H.264 packet begins with SEI, where cameras write free text. When in doubt, it does."""
    body, at = memoryview(packet), 0
    while at + 5 <= len(body):
        kind = body[at + 4] & 31
        if kind == _SEI:
            return True
        if kind in _PICTURES:
            return False
        at += 4 + int.from_bytes(body[at : at + 4], "big")
    return True


def _look(packet: Any, facts: dict[str, Any]) -> None:
    try:
        frames = packet.decode()
    except av.error.FFmpegError:
        return
    if frames:
        frame = frames[0]
        facts["is_decoded"] = True
        facts["rotation_deg"] = -frame.rotation % 360
        facts["pixel_format"] = frame.format.name
        facts["transfer"] = _TRANSFERS.get(frame.color_trc, "")


if __name__ == "__main__":
    json.dump(main(sys.argv[1], sys.argv[2], int(sys.argv[3])), sys.stdout)
