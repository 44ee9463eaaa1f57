"""A real browser at phone size against the real product: two processes, real ffmpeg, real Whisper.

The fake camera plays a generated film and the fake microphone a recorded English sentence, so that
what arrives on the other phone can be compared with what was said.

Fixtures live for this package, not for the session: while Playwright's synchronous API is up, this
thread has a running event loop, and no other test could start one.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests.browser.product import Product, serve_product
from tests.media.making import FFMPEG, speech

# The darkroom works beside three browsers on two cores; a wait ends as soon as it is met.
PATIENCE_MS = 45_000
expect.set_options(timeout=PATIENCE_MS)

SENTENCE = "quick_brown_fox"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PERMISSIONS = ["camera", "microphone", "notifications", "background-sync", "screen-wake-lock"]


def find_chromium() -> str | None:
    configured = os.environ.get("TWOTAP_TEST_CHROMIUM")
    return configured or next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="package")
def chromium_path() -> str:
    path = find_chromium()
    if path is None:
        loud = "NO CHROMIUM, so the browser lane did not run. Install it or set TWOTAP_TEST_CHROMIUM."
        if os.environ.get("CI"):
            pytest.fail(loud)
        pytest.skip(loud)
    return path


@dataclass(frozen=True)
class Scene:
    """What the fake camera sees, the fake microphone hears, and the words spoken."""

    film: Path
    sound: Path
    words: str


@pytest.fixture(scope="package")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    folder = tmp_path_factory.mktemp("scene")
    spoken, words = speech("en", SENTENCE)
    film, sound = folder / "film.mjpeg", folder / "sound.wav"
    ffmpeg = [FFMPEG, "-y", "-loglevel", "error"]
    picture = "testsrc2=size=640x480:rate=15:duration=4"
    # Full-range 4:2:0, or Chromium shows a green picture.
    as_film = ["-pix_fmt", "yuvj420p", "-q:v", "6", str(film)]
    subprocess.run([*ffmpeg, "-f", "lavfi", "-i", picture, *as_film], check=True)
    # A pause behind the sentence: the fake microphone plays it in a loop.
    as_sound = ["-af", "apad=pad_dur=1.5", "-ar", "48000", "-ac", "1", "-c:a", "pcm_s16le", str(sound)]
    subprocess.run([*ffmpeg, "-i", str(spoken), *as_sound], check=True)
    return Scene(film=film, sound=sound, words=words)


@pytest.fixture(scope="package")
def playwright(chromium_path: str) -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="package")
def chromium(playwright: Playwright, chromium_path: str, scene: Scene) -> Iterator[Browser]:
    devices = [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={scene.film}",
        f"--use-file-for-fake-audio-capture={scene.sound}",
    ]
    browser = playwright.chromium.launch(executable_path=chromium_path, args=[*QUIET, *devices])
    yield browser
    browser.close()


@pytest.fixture(scope="package")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with serve_product(tmp_path_factory.mktemp("var")) as running:
        yield running


@pytest.fixture
def phone(chromium: Browser, product: Product) -> Iterator[Callable[..., Page]]:
    """`phone()` is a new phone: its own cookies, storage and size."""
    contexts: list[BrowserContext] = []

    def unpack(
        *, width_px: int = 390, height_px: int = 844, locale: str = "en-GB", dark: bool = False
    ) -> Page:
        context = chromium.new_context(
            base_url=product.url,
            viewport={"width": width_px, "height": height_px},
            device_scale_factor=2,
            is_mobile=True,
            has_touch=True,
            locale=locale,
            color_scheme="dark" if dark else "light",
            permissions=PERMISSIONS,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        return page

    yield unpack
    for context in contexts:
        context.close()
