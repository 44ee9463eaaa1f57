"""What has to be there before the processes start, and what to tell the operator then."""

import io
import os
import sys
from datetime import timedelta
from zoneinfo import available_timezones

import segno
from sqlmodel import select

from app.core.addresses import list_addresses
from app.core.clock import utc_now
from app.core.keys import make_missing_keys
from app.migrations import migrate
from app.people.models import Person
from app.people.service import create_first_admin
from app.seed.site import finish_demo, seed_demo
from app.settings import Settings
from app.wiring import open_database
from media.weights import ensure_weights

BAR_CHARS = 40
DEMO_S = 600.0


def prepare(settings: Settings) -> None:
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    make_missing_keys(settings.var_dir)
    db = open_database(settings)
    try:
        migrate(db)
    finally:
        db.close()
    if settings.weights_dir is None:
        ensure_weights(settings.var_dir / "weights", _draw)


def admin_link(settings: Settings, *, organisation: str, site: str, team: str, zone: str, ttl_s: int) -> str:
    db = open_database(settings)
    try:
        with db.writing() as session:
            token = create_first_admin(
                session,
                organisation=organisation,
                site=site,
                zone=zone or machine_zone(),
                team=team,
                at=utc_now(),
                ttl=timedelta(seconds=ttl_s),
            )
    finally:
        db.close()
    # In the fragment, which browsers keep to themselves: it reaches no server's log.
    return f"{list_addresses(settings)[0]}/join#{token}"


def welcome(settings: Settings) -> str:
    """The address, and on the first day the first administrator's link."""
    first, *others = list_addresses(settings)
    lines = [f"Twotap is ready: {first}", *(f"  and for phones nearby: {other}" for other in others)]
    if others and settings.scheme == "http":
        lines.append("  (over http, phones film with their own camera app; `make run HTTPS=1` does better)")
    target = others[0] if others else first
    if not _somebody_joined(settings):
        link = admin_link(
            settings, organisation="Twotap", site="Main site", team="First crew", zone="", ttl_s=86_400
        )
        lines += ["", "Nobody has joined yet. This link makes you the administrator (once, for a day):", link]
        target = link.replace(first, target)
    return "\n".join(["", code_for(target), *lines, "Stop with Ctrl-C.", ""])


def code_for(link: str) -> str:
    drawn = io.StringIO()
    segno.make(link, error="l").terminal(drawn, compact=True)
    return drawn.getvalue()


def machine_zone() -> str:
    """The machine's own time zone, UTC where it does not say."""
    target = os.path.realpath("/etc/localtime")
    candidate = os.environ.get("TZ") or target.partition("/zoneinfo/")[2]
    return candidate if candidate in available_timezones() else "UTC"


def _somebody_joined(settings: Settings) -> bool:
    db = open_database(settings)
    try:
        with db.reading() as session:
            return session.exec(select(Person.id).limit(1)).first() is not None
    finally:
        db.close()


def _draw(share: float) -> None:
    if not sys.stderr.isatty():
        return
    filled = int(share * BAR_CHARS)
    end = "\n" if share >= 1 else ""
    sys.stderr.write(f"\rSpeech model [{'#' * filled}{'.' * (BAR_CHARS - filled)}] {share:4.0%}{end}")


def add_demo(settings: Settings) -> None:
    """Add the small site to look around in, and print its join links."""
    sys.stdout.write(seed_demo(settings, base_url=list_addresses(settings)[0], at=utc_now()))


def add_rest_of_demo(settings: Settings) -> bool:
    """The answers to its clips, once a worker has developed them. False: none did in time."""
    return finish_demo(settings, clock=utc_now, within_s=DEMO_S)
