"""Pillow on a foreign photo, run only inside the sandbox.

    python photo_child.py probe FILE MAX_PIXELS
    python photo_child.py develop FILE MAX_PIXELS FOLDER

Writes one JSON object to standard output. Pictures are made anew from pixels, so nothing of the
file but its pixels and colour profile can come out. It imports nothing of the darkroom.
"""

import json
import sys
import warnings
from pathlib import Path
from typing import Any

import pillow_heif
from PIL import Image, ImageOps

_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF")
_SIZES = (("photo", 1600), ("thumb", 400))
_MAX_PROFILE_BYTES = 1024**2


class TooManyPixelsError(Exception):
    pass


def main(verb: str, path: str, max_pixels: int, folder: str | None) -> dict[str, Any]:
    warnings.simplefilter("ignore")
    Image.init()
    pillow_heif.register_heif_opener(thumbnails=False)
    Image.MAX_IMAGE_PIXELS = max_pixels
    try:
        with Image.open(path, formats=_FORMATS) as photo:
            if photo.width * photo.height > max_pixels:
                raise TooManyPixelsError
            sideways = photo.getexif().get(0x0112, 1) >= 5 and photo.format != "HEIF"
            width_px, height_px = photo.size[::-1] if sideways else photo.size
            facts = {"width_px": width_px, "height_px": height_px, "format": photo.format}
            return (
                {**facts, "files": _develop(photo, Path(folder))} if verb == "develop" and folder else facts
            )
    except (TooManyPixelsError, Image.DecompressionBombError):
        return {"error": "too_many_pixels"}
    except (OSError, ValueError, SyntaxError, EOFError, RuntimeError, MemoryError) as failure:
        return {"error": "damaged", "why": f"{type(failure).__name__}: {failure}"[:300]}


def _develop(photo: Image.Image, folder: Path) -> list[dict[str, Any]]:
    photo.draft("RGB", (_SIZES[0][1] * 2, _SIZES[0][1] * 2))
    upright = ImageOps.exif_transpose(photo)
    profile = upright.info.get("icc_profile") if upright.mode in ("RGB", "RGBA") else None
    if profile and len(profile) > _MAX_PROFILE_BYTES:
        profile = None
    picture = _flat(upright)
    files = []
    for role, side_px in _SIZES:
        picture.thumbnail((side_px, side_px), Image.Resampling.LANCZOS, reducing_gap=2.0)
        for format_name, suffix, options in (
            ("AVIF", "avif", {"quality": 60, "speed": 9, "max_threads": 2}),
            ("JPEG", "jpg", {"quality": 80, "optimize": True, "progressive": True}),
        ):
            name = f"{role}.{suffix}"
            picture.save(folder / name, format_name, icc_profile=profile, **options)
            size = {"width_px": picture.width, "height_px": picture.height}
            files.append({"file": name, "role": role, "format": format_name.lower(), **size})
    return files


def _flat(photo: Image.Image) -> Image.Image:
    """RGB without metadata; what was transparent becomes white."""
    if photo.mode in ("RGBA", "LA", "PA") or "transparency" in photo.info:
        layered = photo.convert("RGBA")
        flat = Image.new("RGB", layered.size, "white")
        flat.paste(layered, mask=layered.getchannel("A"))
        return flat
    if photo.mode.startswith("I;16") or photo.mode in ("I", "F"):
        photo = photo.point(lambda value: value / 256).convert("L")
    flat = photo.convert("RGB")
    flat.info = {}
    return flat


if __name__ == "__main__":
    json.dump(
        main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4] if sys.argv[4:] else None), sys.stdout
    )
