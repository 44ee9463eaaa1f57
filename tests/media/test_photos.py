"""A photo is made anew from its pixels: upright, in its own colours, without a word about where or who."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageCms

from media.darkroom import Output
from tests.media.conftest import Develop, Made
from tests.media.test_developing import CORNERS, corners_of

Save = Callable[[Image.Image, Path], None]


def scene(width: int = 600, height: int = 400) -> Image.Image:
    picture = Image.new("RGB", (width, height), "black")
    for place, (left, top) in {
        "red": (0, 0),
        "lime": (width // 2, 0),
        "blue": (0, height // 2),
        "white": (width // 2, height // 2),
    }.items():
        picture.paste(place, (left, top, left + width // 2, top + height // 2))
    return picture


def exif(orientation: int = 1) -> Image.Exif:
    facts = Image.Exif()
    facts[0x0112] = orientation
    facts[0x010F] = "SecretPhones"
    facts[0x9286] = "note to self"
    facts.get_ifd(0x8825)[1] = "N"
    facts.get_ifd(0x8825)[2] = (48.0, 51.0, 29.0)
    return facts


def pictures(made: Made) -> dict[str, Output]:
    return {output.name: output for output in made.first.outputs}


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_every_phones_photo_becomes_two_sizes_in_two_formats(
    tmp_path: Path, develop: Develop, format_name: str
) -> None:
    pillow_heif.register_heif_opener()
    source = tmp_path / "photo"
    scene(2400, 1600).save(source, format_name, exif=exif())

    made = develop(source, "photo")

    outputs = pictures(made)
    assert set(outputs) == {"photo_avif", "photo_jpeg", "thumb_avif", "thumb_jpeg"}
    assert [outputs[name].role for name in ("photo_avif", "thumb_jpeg")] == ["photo", "thumb"]
    assert (made.first.width_px, made.first.height_px) == (2400, 1600)
    for name, size in {"photo": (1600, 1067), "thumb": (400, 267)}.items():
        for kind, content_type in {"avif": "image/avif", "jpeg": "image/jpeg"}.items():
            output = outputs[f"{name}_{kind}"]
            with Image.open(output.path) as picture:
                assert picture.size == (output.width_px, output.height_px) == size
                assert corners_of(np.asarray(picture.convert("RGB"))) == CORNERS
                assert not picture.getexif()
            assert output.content_type == content_type


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_comes_out_upright(tmp_path: Path, develop: Develop, orientation: int) -> None:
    stored = {
        1: scene(),
        2: scene().transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        3: scene().transpose(Image.Transpose.ROTATE_180),
        4: scene().transpose(Image.Transpose.FLIP_TOP_BOTTOM),
        5: scene().transpose(Image.Transpose.TRANSPOSE),
        6: scene().transpose(Image.Transpose.ROTATE_90),
        7: scene().transpose(Image.Transpose.TRANSVERSE),
        8: scene().transpose(Image.Transpose.ROTATE_270),
    }[orientation]
    source = tmp_path / "photo.jpg"
    stored.save(source, "JPEG", exif=exif(orientation), quality=95)

    made = develop(source, "photo")

    assert (made.probe.width_px, made.probe.height_px) == (600, 400)
    for output in made.first.outputs:
        with Image.open(output.path) as picture:
            assert corners_of(np.asarray(picture.convert("RGB"))) == CORNERS, output.name


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_place_device_and_notes_are_gone(tmp_path: Path, develop: Develop, format_name: str) -> None:
    pillow_heif.register_heif_opener()
    source = tmp_path / "photo"
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>secret place</x:xmpmeta>"
    scene().save(source, format_name, exif=exif(), xmp=xmp)
    assert b"SecretPhones" in source.read_bytes()

    for output in develop(source, "photo").first.outputs:
        written = output.path.read_bytes()
        for trace in (b"SecretPhones", b"note to self", b"secret place", b"Exif", b"xmpmeta"):
            assert trace not in written, output.name


def test_the_colour_profile_is_kept(tmp_path: Path, develop: Develop) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    source = tmp_path / "photo.jpg"
    scene().save(source, "JPEG", icc_profile=profile)

    for output in develop(source, "photo").first.outputs:
        with Image.open(output.path) as picture:
            assert picture.info["icc_profile"] == profile


def test_a_page_hidden_in_a_photo_does_not_survive(tmp_path: Path, develop: Develop) -> None:
    source = tmp_path / "photo.jpg"
    scene().save(source, "JPEG", comment=b"<script>alert(1)</script>")
    source.write_bytes(source.read_bytes() + b"<html><script>alert(2)</script></html>PK\x03\x04")

    for output in develop(source, "photo").first.outputs:
        assert b"script" not in output.path.read_bytes()


def save_sixteen_bit(path: Path) -> None:
    ramp = np.linspace(0, 65_535, 300 * 200).reshape(200, 300).astype(np.uint16)
    Image.fromarray(ramp).save(path, "PNG")


def save_see_through(path: Path) -> None:
    Image.new("RGBA", (300, 200), (255, 0, 0, 0)).save(path, "PNG")


def save_palette(path: Path) -> None:
    scene(300, 200).quantize(8).save(path, "PNG")


def save_print_colours(path: Path) -> None:
    scene(300, 200).convert("CMYK").save(path, "JPEG")


@pytest.mark.parametrize(
    ("save", "brightness"),
    [(save_sixteen_bit, 127), (save_see_through, 255), (save_palette, 127), (save_print_colours, 127)],
)
def test_unusual_pixels_become_plain_ones(
    tmp_path: Path, develop: Develop, save: Callable[[Path], None], brightness: int
) -> None:
    source = tmp_path / "photo"
    save(source)

    for output in develop(source, "photo").first.outputs:
        with Image.open(output.path) as picture:
            assert picture.mode == "RGB"
            assert picture.size == (300, 200)
            assert np.asarray(picture.convert("L")).mean() == pytest.approx(brightness, abs=12)
