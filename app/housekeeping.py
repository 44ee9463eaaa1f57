"""What is done every hour: letting go of what nobody needs any more, so that a database does not grow with
its age, and planning ahead.
"""

import logging
from datetime import datetime, timedelta

from app.core.db import Database
from app.core.job_keeping import forget_finished
from app.feed.holding import show_late
from app.people.audit.verify import bear_witness
from app.people.roster.reading import forget_rows
from app.people.shared.kept_pins import forget_stale
from app.people.shifts.patterns import top_up_patterns
from app.people.signin.challenges import forget_challenges
from app.settings import Settings
from app.sync.service import forget_changes, forget_commands

log = logging.getLogger(__name__)

HOUSEKEEPING_EVERY_S = 3_600.0


def keep_house(db: Database, settings: Settings, *, at: datetime) -> None:
    """Harmless to run twice, and by several workers at once. The audit log is only looked at."""
    with db.writing() as session:
        commands = forget_commands(session, before=at - timedelta(seconds=settings.command_kept_s))
        changes = forget_changes(session, before=at - timedelta(seconds=settings.change_kept_s))
        forget_challenges(session, before=at)
        forget_stale(session, at=at)
        forget_rows(session, before=at - timedelta(seconds=settings.roster_kept_s))
    with db.writing() as session:
        top_up_patterns(session, at=at)
        show_late(session, at=at)
    jobs = forget_finished(db, before=at - timedelta(seconds=settings.job_kept_s))
    if commands or changes or jobs:
        log.info("kept house", extra={"commands": commands, "changes": changes, "jobs": jobs})
    seen = bear_witness(db, settings.var_dir, at=at)
    if seen.broken_seq is not None:
        log.error("the audit log was tampered with", extra={"seq": seen.broken_seq, "why": seen.why})
