"""What to tell ffmpeg, as lists. Pure; ffmpeg-python writes the filter graph and escapes it.

Every list forces the demuxer, allows no protocol but files, maps only the tracks the probe chose
and leaves all metadata behind. Sizes, times and names come from the probe and from here; nothing
a sender wrote reaches a command line.
"""

from dataclasses import dataclass
from typing import Any

import ffmpeg

from media.darkroom import AudioStream, Pass, Probe, VideoStream
from media.plan import LARGE_SHORT_SIDE_PX, MAX_FRAME_RATE, SMALL_SHORT_SIDE_PX, scaled_size

SAMPLE_RATE_HZ = 16_000
POSTER_NAME = "poster.jpg"
SAMPLES_NAME = "samples.s16le"

_LOUDNESS = {"I": -16, "TP": -1.5, "LRA": 11}
_MEASURED_MS = 3_000
"""loudnorm looks 3 s ahead; given less, and silent, it writes NaN, which the encoder refuses."""

_CLEAN = {"map_metadata": -1, "map_chapters": -1, "fflags": "+bitexact"}
_MP4 = {**_CLEAN, "format": "mp4", "movflags": "+faststart"}
_SEI = "filter_units=remove_types=6"
"""Removes H.264 SEI messages: cameras write free text into them, and no decoder needs it."""

_RUNGS = {
    "480p": {"crf": 26, "maxrate": "1200k", "bufsize": "2400k", "b:a": "80k"},
    "720p": {"crf": 25, "maxrate": "2800k", "bufsize": "5600k", "b:a": "96k"},
}
_LOOKED_AT_FRAMES = 24
_LOOKED_AT_S = 4
_DARK_LUMA = 28


@dataclass(frozen=True)
class Workbench:
    """Where the files are as the tool sees them, and what this ffmpeg can do."""

    source: str
    folder: str
    thread_count: int
    can_tone_map: bool
    max_duration_s: int

    def out(self, name: str) -> str:
        return f"file:{self.folder}/{name}"


def pass_arguments(bench: Workbench, probe: Probe, a_pass: Pass) -> list[list[str]]:
    """Arguments after the program's name for one pass over a video or a voice note.

    More than one list: runs that share no work and are made side by side.
    """
    if a_pass.name == "remux":
        runs = _remux(bench, probe, a_pass)
    elif a_pass.name == "voice":
        runs = [_voice(bench, probe)]
    else:
        runs = [_rung(bench, probe, a_pass)]
    return [_compiled(outputs) for outputs in runs]


def poster_arguments(bench: Workbench, probe: Probe) -> list[str]:
    """A poster at any price: the first picture of a clip that is dark throughout."""
    assert probe.video
    picture = _small_picture(bench, probe.video, _picture(_source(bench, probe), probe.video))
    return _compiled([_poster_output(bench, picture)])


def _compiled(outputs: list[Any]) -> list[str]:
    merged = ffmpeg.merge_outputs(*outputs) if len(outputs) > 1 else outputs[0]
    arguments = ("-nostdin", "-hide_banner", "-nostats", "-v", "warning", "-progress", "pipe:1")
    compiled = merged.global_args(*arguments).compile(overwrite_output=True)
    return [str(argument) for argument in compiled[1:]]


def _source(bench: Workbench, probe: Probe, **options: Any) -> Any:
    return ffmpeg.input(
        f"file:{bench.source}",
        format=probe.demuxer,
        protocol_whitelist="file",
        t=options.pop("t", bench.max_duration_s),
        threads=bench.thread_count,
        **options,
    )


def _picture(source: Any, video: VideoStream) -> Any:
    return source[str(video.index)]


def _remux(bench: Workbench, probe: Probe, a_pass: Pass) -> list[list[Any]]:
    """The copy waits for the disk and the rest for the processor, so they are runs of their own."""
    video, audio = probe.video, probe.audio
    assert video
    source = _source(bench, probe)
    tracks = [_picture(source, video), *([source[str(audio.index)]] if audio else [])]
    clean = {"bsf:v": _SEI} if video.has_notes else {}
    runs = [[ffmpeg.output(*tracks, bench.out("remux.mp4"), c="copy", **clean, **_MP4)]]
    if a_pass.has_poster:
        # A second look at the same file that decodes key frames only: a fraction of a full decode.
        keys = _source(bench, probe, skip_frame="nokey", t=_LOOKED_AT_S)
        picture = _small_picture(bench, video, _picture(keys, video))
        runs.append([_poster_output(bench, _chosen(picture, every=1))])
    if audio and a_pass.has_samples:
        runs.append([_samples_output(bench, _samples(source[str(audio.index)]))])
    return runs


def _rung(bench: Workbench, probe: Probe, a_pass: Pass) -> list[Any]:
    video = probe.video
    assert video
    assert a_pass.short_side_px
    source = _source(bench, probe)
    picture = _upright(bench, video, _picture(source, video), a_pass.short_side_px)
    outputs = []
    if a_pass.has_poster:
        copies = picture.filter_multi_output("split", 2)
        picture = copies[0]
        outputs.append(_poster_output(bench, _chosen(copies[1], every=8)))
    tracks = [picture]
    if probe.audio:
        heard = source[str(probe.audio.index)]
        if a_pass.has_samples:
            sounds = heard.filter_multi_output("asplit", 2)
            heard = sounds[0]
            outputs.append(_samples_output(bench, _samples(sounds[1])))
        tracks.append(_loud(heard, probe.audio, 48_000, min(2, probe.audio.channel_count)))
    return [ffmpeg.output(*tracks, bench.out(f"{a_pass.name}.mp4"), **_h264(bench, a_pass.name)), *outputs]


def _h264(bench: Workbench, rung: str) -> dict[str, Any]:
    return {
        **_MP4,
        **_RUNGS[rung],
        "c:v": "libx264", "preset": "veryfast", "profile:v": "high", "g": 60, "threads": bench.thread_count,
        "fps_mode": "vfr", "video_track_timescale": 90_000, "flags:v": "+bitexact", "bsf:v": _SEI,
        "c:a": "aac", "flags:a": "+bitexact",
    }  # fmt: skip


def _upright(bench: Workbench, video: VideoStream, picture: Any, short_side_px: int) -> Any:
    """Scaled, in SDR 4:2:0 and limited range. ffmpeg itself turns the picture before the first filter."""
    if video.frame_rate > MAX_FRAME_RATE + 0.5:
        picture = picture.filter("fps", 30)
    if video.matrix == "" and not video.transfer:
        # Players guess the matrix from the size: untagged HD scaled to 480p would change its colours.
        is_hd = min(video.width_px, video.height_px) >= LARGE_SHORT_SIDE_PX
        picture = picture.filter("setparams", colorspace="bt709" if is_hd else "smpte170m")
    width_px, height_px = scaled_size(video, short_side_px)
    picture = picture.filter("scale", width_px, height_px, out_range="tv" if not video.transfer else "auto")
    picture = picture.filter("setsar", 1)
    if video.transfer and bench.can_tone_map:
        picture = _tone_mapped(picture)
    return picture.filter("format", "yuv420p")


def _tone_mapped(picture: Any) -> Any:
    return (
        picture.filter("zscale", t="linear", npl=100)
        .filter("format", "gbrpf32le")
        .filter("zscale", p="bt709")
        .filter("tonemap", tonemap="hable", desat=0)
        .filter("zscale", t="bt709", m="bt709", r="tv")
    )


def _small_picture(bench: Workbench, video: VideoStream, picture: Any) -> Any:
    return _upright(bench, video, picture, SMALL_SHORT_SIDE_PX)


def _chosen(picture: Any, *, every: int) -> Any:
    """The most typical of the first pictures that are not dark; none when all of them are."""
    if every > 1:
        picture = picture.filter("select", f"not(mod(n,{every}))")
    return (
        picture.filter("signalstats")
        .filter("metadata", mode="select", key="lavfi.signalstats.YAVG", value=_DARK_LUMA, function="greater")
        .filter("thumbnail", n=_LOOKED_AT_FRAMES)
    )


def _poster_output(bench: Workbench, picture: Any) -> Any:
    """JPEG wants full range; asking for it here keeps it from leaking into the video's branch."""
    full = picture.filter("scale", out_range="pc").filter("format", "yuvj420p")
    options = {**_CLEAN, "flags:v": "+bitexact", "q:v": 5, "frames:v": 1, "fps_mode": "vfr"}
    return ffmpeg.output(full, bench.out(POSTER_NAME), format="mjpeg", **options)


def _voice(bench: Workbench, probe: Probe) -> list[Any]:
    assert probe.audio
    sounds = _source(bench, probe)[str(probe.audio.index)].filter_multi_output("asplit", 2)
    heard = _loud(sounds[0], probe.audio, 24_000, 1)
    options = {**_MP4, "c:a": "aac", "b:a": "30k", "flags:a": "+bitexact"}
    return [
        ffmpeg.output(heard, bench.out("voice.m4a"), **options),
        _samples_output(bench, _samples(sounds[1])),
    ]


def _loud(sound: Any, audio: AudioStream, sample_rate_hz: int, channel_count: int) -> Any:
    """For ears: EBU R128 loudness. Starts at zero, filling what a late track lacks."""
    layout = "mono" if channel_count == 1 else "stereo"
    sound = sound.filter("aresample", **{"async": 1, "first_pts": 0})
    sound = sound.filter("aformat", channel_layouts=layout)
    if audio.duration_ms > _MEASURED_MS:
        sound = sound.filter("loudnorm", **_LOUDNESS)
    else:
        sound = sound.filter("dynaudnorm", framelen=200, gausssize=5, peak=0.8)
    return sound.filter("aresample", sample_rate_hz)


def _samples(sound: Any) -> Any:
    """For Whisper: raw. Loudness and denoising filters raised its error rate in the lab."""
    return sound.filter("aresample", SAMPLE_RATE_HZ, **{"async": 1, "first_pts": 0})


def _samples_output(bench: Workbench, sound: Any) -> Any:
    return ffmpeg.output(
        sound, bench.out(SAMPLES_NAME), format="s16le", ac=1, ar=SAMPLE_RATE_HZ, **{"c:a": "pcm_s16le"}
    )
