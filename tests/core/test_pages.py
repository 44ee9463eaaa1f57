"""The phone app's files: kept for ever by their name, asked for each time otherwise, and nothing else."""

from collections.abc import Generator
from pathlib import Path

import httpx
import pytest

from app.main import create_app
from app.settings import Settings
from tests.rig import serving

SHELL = "<!doctype html><title>Twotap</title>"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    var_dir = tmp_path_factory.mktemp("pages")
    (var_dir / "secret.txt").write_text("not for you")
    dist = var_dir / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text(SHELL)
    (dist / "sw.js").write_text("self.skipWaiting()")
    (dist / "assets" / "main-1a2b.js").write_text("render()" * 100)
    settings = Settings(var_dir=var_dir, pwa_dir=dist, host="127.0.0.1")
    with serving(create_app(settings), settings) as served:
        yield served


@pytest.mark.parametrize("path", ["/", "/join", "/posts/7", "/index.html"])
def test_any_address_of_the_app_is_its_shell(url: str, path: str) -> None:
    answer = httpx.get(f"{url}{path}")
    assert answer.text == SHELL
    assert answer.headers["cache-control"] == "no-cache"


def test_assets_are_kept_for_ever_and_travel_small(url: str) -> None:
    answer = httpx.get(f"{url}/assets/main-1a2b.js")
    assert answer.text == "render()" * 100
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    plain = httpx.get(f"{url}/assets/main-1a2b.js", headers={"accept-encoding": "identity"})
    assert plain.text == answer.text
    assert "content-encoding" not in plain.headers


def test_an_unchanged_file_is_not_sent_again(url: str) -> None:
    first = httpx.get(f"{url}/sw.js")
    assert first.headers["cache-control"] == "no-cache"
    again = httpx.get(f"{url}/sw.js", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["/assets/old-9z.js", "/api", "/api/none", "/api/../secret.txt"])
def test_what_is_not_there_is_not_the_shell(url: str, path: str) -> None:
    assert httpx.get(f"{url}{path}").text != "not for you"
    if not path.endswith(".txt"):
        assert httpx.get(f"{url}{path}").json()["code"] == "page.unknown"


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "//etc/passwd", "/%00"]
)
def test_nothing_outside_is_ever_served(url: str, path: str) -> None:
    assert httpx.get(f"{url}{path}").text == SHELL


def policy_with(settings: Settings) -> dict[str, str]:
    with serving(create_app(settings), settings) as served:
        policy = httpx.get(f"{served}/").headers["content-security-policy"]
    directives = (directive.strip().partition(" ") for directive in policy.split(";"))
    return {name: sources for name, _, sources in directives}


def test_a_page_shows_recordings_from_the_object_store_and_nothing_else_from_there(tmp_path: Path) -> None:
    local = Settings(var_dir=tmp_path, pwa_dir=tmp_path)
    store = {"blobs_url": "s3://crew/clips", "s3_access_key_id": "key", "s3_region": "eu-west-1"}
    amazon = local.model_copy(update=store)
    own = amazon.model_copy(update={"s3_endpoint_url": "http://store:9000/s3"})
    public = own.model_copy(update={"s3_public_endpoint_url": "https://media.crew.example/s3"})

    ours = policy_with(local)
    assert (ours["media-src"], ours["img-src"]) == ("'self' blob:", "'self' blob:")
    for settings, origin in (
        (amazon, "https://s3.eu-west-1.amazonaws.com"),
        (own, "http://store:9000"),
        (public, "https://media.crew.example"),
    ):
        recordings = f"'self' blob: {origin}"
        assert policy_with(settings) == ours | {"media-src": recordings, "img-src": recordings}
