"""Bringing a database to the newest form, and telling whether it is there."""

from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from alembic import command
from app.core.db import Database
from app.core.engines import WRITES
from app.core.jobs import migrate_jobs
from app.settings import ROOT

SCRIPTS = ROOT / "alembic"


def config(scripts: Path = SCRIPTS) -> Config:
    made = Config()
    made.set_main_option("script_location", str(scripts))
    return made


def migrate(db: Database) -> None:
    """Ours and the job engine's tables. Does nothing when both are at their newest."""
    made = config()
    with db.engine.execution_options(**{WRITES: True}).begin() as connection:
        made.attributes["connection"] = connection
        command.upgrade(made, "head")
    migrate_jobs(db.sync_url)


def newest_revision() -> str | None:
    return ScriptDirectory.from_config(config()).get_current_head()


def current_revision(db: Database) -> str | None:
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()
