"""`twotap`: everything an operator types.

Commands import what they need when they run: `serve` idles beside its two processes, and would
otherwise hold a hundred megabytes of libraries it never uses.
"""

import os
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Annotated

import typer

from app.settings import Settings
from app.supervisor import Child, end_with_parent, supervise

READY_S = 120.0
DAY_S = 86_400

cli = typer.Typer(no_args_is_help=True, add_completion=False, help="Twotap, for whoever runs it.")
admin = typer.Typer(no_args_is_help=True, help="Administrators.")
cli.add_typer(admin, name="admin")
roster = typer.Typer(no_args_is_help=True, help="The employer's list of people.")
cli.add_typer(roster, name="roster")


def _myself(*words: str) -> list[str]:
    return [sys.executable, "-m", "app.cli", *words]


@cli.command()
def serve(
    *, demo: Annotated[bool, typer.Option("--demo", help="Add a small site with people and clips.")] = False
) -> None:
    """Prepare what is missing, then run one web process and one worker until Ctrl-C."""
    settings = Settings()
    prepared = subprocess.run(_myself("prepare", *(["--demo"] if demo else [])), check=False)
    if prepared.returncode:
        raise typer.Exit(prepared.returncode)
    children = [Child("web", _myself("web")), Child("worker", _myself("worker", "--slot", "0"))]
    supervise(children, while_running=lambda: _greet(settings, demo=demo))


def _greet(settings: Settings, *, demo: bool) -> None:
    everywhere = {"0.0.0.0", "::", ""}  # noqa: S104 - compared with, not listened on
    host = "127.0.0.1" if settings.host in everywhere else settings.host
    ready = f"{settings.scheme}://{host}:{settings.port}/readyz"
    # Our own process on our own machine: that its certificate is not vouched for says nothing.
    own = ssl._create_unverified_context() if settings.scheme == "https" else None  # noqa: S323
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(ready, timeout=2, context=own):  # noqa: S310 - our own address
                subprocess.run(_myself("welcome"), check=False)
                break
        except OSError:
            time.sleep(0.2)
    if demo:
        rest = Child("seed", _myself("finish-demo"))
        rest.start()
        rest.wait()


@cli.command(hidden=True)
def prepare(*, demo: Annotated[bool, typer.Option("--demo")] = False) -> None:
    """Keys, tables and the speech model."""
    from app import preparation

    settings = Settings()
    preparation.prepare(settings)
    if demo:
        preparation.add_demo(settings)


@cli.command(hidden=True)
def welcome() -> None:
    """Say where the service is, as text and as a code for phones."""
    from app import preparation

    sys.stdout.write(preparation.welcome(Settings()))


@cli.command()
def web() -> None:
    """Run a web process. As many as wanted, on PostgreSQL on as many machines."""
    from app.core.logs import configure_logs
    from app.main import Server, create_app

    settings = Settings()
    configure_logs(form=settings.log_format, level=settings.log_level)
    end_with_parent()
    Server(create_app(settings), settings).run()


@cli.command()
def worker(
    slot: Annotated[
        int | None,
        typer.Option(min=0, max=63, help="The worker's own number. Without it: the first that is free."),
    ] = None,
) -> None:
    """Run a worker process. Start it again whenever it ends: its jobs go on where they were."""
    import logging

    from app.core.logs import configure_logs
    from app.worker import NotMigratedError, SlotTakenError, run_worker, stop_on_signals

    settings = Settings()
    configure_logs(form=settings.log_format, level=settings.log_level)
    stop = stop_on_signals()
    end_with_parent()
    try:
        run_worker(settings, slot, stop)
    except (NotMigratedError, SlotTakenError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    logging.shutdown()
    # A job still in its step would hold the interpreter until it ends; it resumes at the next start.
    os._exit(0 if stop.is_set() else 1)


@cli.command()
def migrate(
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Only tell whether the models need a revision.")
    ] = False,
) -> None:
    """Bring the database to the form this version needs."""
    from app import migrations
    from app.wiring import open_database

    if check:
        if drift := migrations.find_drift():
            typer.echo(f"The models and alembic/versions differ:\n{drift}", err=True)
            raise typer.Exit(1)
        return
    db = open_database(Settings())
    try:
        migrations.migrate(db)
    finally:
        db.close()


@admin.command("create")
def create_admin(
    organisation: Annotated[str, typer.Option(help="Made if there is none of this name.")] = "Twotap",
    site: Annotated[str, typer.Option()] = "Main site",
    team: Annotated[str, typer.Option()] = "First crew",
    zone: Annotated[str, typer.Option(help="The site's time zone, e.g. Europe/Berlin.")] = "",
) -> None:
    """Print a link that makes whoever opens it an administrator. It works once, for a day."""
    from app import preparation

    settings = Settings()
    link = preparation.admin_link(
        settings, organisation=organisation, site=site, team=team, zone=zone, ttl_s=DAY_S
    )
    typer.echo(preparation.code_for(link))
    typer.echo(link)


@roster.command("import")
def import_roster(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV, or .ndjson.")],
    organisation: Annotated[str, typer.Option(help="Its name; not needed where there is one.")] = "",
    site: Annotated[str, typer.Option(help="Speak for this site only.")] = "",
    *,
    create: Annotated[bool, typer.Option("--create", help="Make teams that do not exist.")] = False,
    skip_errors: Annotated[bool, typer.Option("--skip-errors", help="Leave bad lines out.")] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Do it, and not only show it.")] = False,
) -> None:
    """Show what a roster would change: - leaves, + comes, ~ changes. With --apply, change it."""
    from app.core.clock import utc_now
    from app.core.errors import Problem
    from app.people.roster import console
    from app.wiring import open_database

    db = open_database(Settings())
    try:
        with db.reading() as session:
            scope = console.find_scope(session, organisation=organisation, site=site)
        import_id = console.read_file(db, file, scope, creates_teams=create, at=utc_now())
        for line in console.told(db, import_id):
            typer.echo(line)
        if apply:
            console.apply(db, import_id, skips_errors=skip_errors, clock=utc_now)
            typer.echo("applied")
    except Problem as problem:
        typer.echo(problem.sentence, err=True)
        raise typer.Exit(1) from None
    finally:
        db.close()


@cli.command()
def seed() -> None:
    """Add a small site with people, shifts and clips, to look around in."""
    from app import preparation

    preparation.add_demo(Settings())


@cli.command(hidden=True)
def finish_demo() -> None:
    """The demo's answers to its clips, which wait for the worker."""
    from app import preparation

    end_with_parent()
    preparation.add_rest_of_demo(Settings())


@cli.command()
def doctor() -> None:
    """Look over the installation. Ends with 1 when something is not well."""
    from app.doctor import examine

    unwell = False
    for finding in examine(Settings()):
        unwell = unwell or not finding.is_well
        typer.echo(f"{'ok  ' if finding.is_well else 'FAIL'} {finding.name}: {finding.said}")
    raise typer.Exit(1 if unwell else 0)


def run() -> None:
    cli()


if __name__ == "__main__":
    run()
