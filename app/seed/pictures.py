"""What the demo's cameras saw: plain scenes, drawn frame by frame."""

import math
from collections.abc import Callable, Mapping

from PIL import Image, ImageDraw, ImageFont

SIZE_PX = (720, 1280)
# Drawn larger and scaled down, which smooths the edges.
OVERSAMPLING = 2

INK, STEEL, STEEL_DARK, WHITE = "#22303c", "#c3ccd3", "#8b98a3", "#f7f9fa"
GREEN, RED, AMBER, CARD, CARD_DARK = "#2e9e5b", "#d64545", "#f2b632", "#c8935a", "#a97742"

Box = tuple[float, float, float, float]


class Sketch:
    """A canvas in the units of the finished picture."""

    def __init__(self, *, wall: str, floor: str, floor_y: float) -> None:
        width, height = SIZE_PX
        self._image = Image.new("RGB", (width * OVERSAMPLING, height * OVERSAMPLING), wall)
        self._draw = ImageDraw.Draw(self._image)
        self.box((0, floor_y, width, height), floor)

    def box(self, box: Box, fill: str, *, radius: float = 0) -> None:
        self._draw.rounded_rectangle(_scaled(box), radius * OVERSAMPLING, fill)

    def disc(self, x: float, y: float, radius: float, fill: str) -> None:
        self._draw.ellipse(_scaled((x - radius, y - radius, x + radius, y + radius)), fill)

    def line(self, box: Box, fill: str, *, width: float) -> None:
        self._draw.line(_scaled(box), fill, round(width * OVERSAMPLING))

    def arc(self, x: float, y: float, radius: float, fill: str, *, width: float) -> None:
        around = _scaled((x - radius, y - radius, x + radius, y + radius))
        self._draw.arc(around, 215, 325, fill, round(width * OVERSAMPLING))

    def word(self, x: float, y: float, text: str, fill: str, *, size: float) -> None:
        font = ImageFont.load_default(size * OVERSAMPLING)
        self._draw.text((x * OVERSAMPLING, y * OVERSAMPLING), text, fill, font, anchor="mm")

    def finished(self) -> Image.Image:
        return self._image.reduce(OVERSAMPLING)


def _scaled(box: Box) -> Box:
    left, top, right, bottom = box
    return (left * OVERSAMPLING, top * OVERSAMPLING, right * OVERSAMPLING, bottom * OVERSAMPLING)


def cold_room_door(at_s: float) -> Image.Image:
    """It slides shut within three seconds; the lamp turns green when it is."""
    # Slower towards the end, like a door with a damper.
    shut = 1 - (1 - min(at_s / 3, 1)) ** 2
    sketch = Sketch(wall="#dfe9ef", floor="#9fb0bb", floor_y=1050)
    for y in range(90, 1050, 120):
        sketch.line((0, y, 720, y), "#cfdce4", width=4)
    sketch.box((110, 250, 610, 1050), STEEL_DARK, radius=12)
    sketch.box((140, 280, 580, 1050), "#16324a")
    for y in (470, 650, 830):
        sketch.box((170, y, 550, y + 14), "#5f7f96")
        for number, x in enumerate((190, 310, 430)):
            sketch.box((x, y - 90, x + 95, y), ("#4d86ad", "#6fa3c4", "#3f7399")[number], radius=6)
    left = 580 - 440 * shut
    sketch.box((left, 280, 580, 1050), STEEL)
    if left < 540:
        sketch.box((left + 24, 640, left + 50, 790), GREEN, radius=13)
        sketch.box((left + 10, 300, left + 16, 1040), WHITE)
    sketch.box((290, 140, 430, 225), INK, radius=16)
    sketch.word(360, 182, "2", WHITE, size=64)
    sketch.disc(500, 182, 26, GREEN if shut == 1 else RED)
    return sketch.finished()


def conveyor_belt(at_s: float) -> Image.Image:
    """Boxes travel to the right, over a roller that knocks."""
    knock = 5 * math.sin(28 * at_s)
    sketch = Sketch(wall="#efe6d8", floor="#8f8579", floor_y=1000)
    for window in (40, 280, 520):
        sketch.box((window, 130, window + 170, 400), "#d9ecf5", radius=8)
        sketch.line((window + 85, 130, window + 85, 400), WHITE, width=8)
    for number in range(4):
        left = (number * 270 + at_s * 150) % 1080 - 250
        top = 560 + (knock if 300 < left + 90 < 460 else 0)
        sketch.box((left, top, left + 180, top + 150), CARD, radius=6)
        sketch.box((left + 76, top, left + 104, top + 150), CARD_DARK)
    sketch.box((0, 710, 720, 740), INK)
    for x in range(40, 720, 128):
        is_loose = x == 296
        y = 780 + (knock if is_loose else 0)
        sketch.disc(x + 40, y, 38, RED if is_loose else STEEL_DARK)
        turned = at_s * 4 + x
        sketch.line((x + 40, y, x + 40 + 32 * math.cos(turned), y + 32 * math.sin(turned)), WHITE, width=7)
    for x in (70, 610):
        sketch.box((x, 830, x + 40, 1110), STEEL_DARK)
    sketch.box((0, 818, 720, 842), STEEL)
    for ring in range(3):
        if int(at_s * 6) % 4 > ring:
            sketch.arc(336, 780, 76 + 30 * ring, RED, width=8)
    return sketch.finished()


def slicer(at_s: float) -> Image.Image:
    """A slicing machine on a table, with a lock and a yellow note on it. It stands still."""
    del at_s
    sketch = Sketch(wall="#e7ece4", floor="#b9a58d", floor_y=900)
    sketch.box((0, 120, 720, 150), "#c9d3c3")
    for x, colour in ((80, "#9cb89a"), (190, "#c7a76c"), (300, "#86a5b8"), (560, "#b88a86")):
        sketch.box((x, 20, x + 80, 120), colour, radius=8)
    sketch.box((110, 840, 610, 930), STEEL_DARK, radius=20)
    sketch.box((150, 760, 570, 850), STEEL, radius=16)
    sketch.disc(360, 560, 225, STEEL_DARK)
    sketch.disc(360, 560, 205, WHITE)
    sketch.disc(360, 560, 150, STEEL)
    sketch.disc(360, 560, 40, INK)
    sketch.box((480, 380, 590, 780), STEEL_DARK, radius=24)
    sketch.box((500, 690, 570, 750), RED, radius=10)
    sketch.arc(535, 690, 26, INK, width=9)
    sketch.box((170, 440, 400, 650), AMBER, radius=4)
    sketch.word(285, 510, "STOP", INK, size=64)
    sketch.word(285, 590, "guard is loose", INK, size=32)
    return sketch.finished()


PICTURES: Mapping[str, Callable[[float], Image.Image]] = {
    "cold room door": cold_room_door,
    "conveyor belt": conveyor_belt,
    "slicer": slicer,
}
