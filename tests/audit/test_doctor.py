"""The doctor proves the log, remembers how far, and names the first entry that does not hold."""

import random
from pathlib import Path

from app.core.db import Database
from app.doctor import Finding, examine
from app.people.audit.verify import find_witness
from app.settings import Settings
from tests.audit.tampering import delete_one, tamper, write_log


def the_log(db: Database, var_dir: Path) -> Finding:
    found = examine(Settings(var_dir=var_dir, database_url=db.sync_url))
    return next(finding for finding in found if finding.name == "audit log")


def test_the_doctor_says_how_far_the_log_holds(db: Database, tmp_path: Path) -> None:
    write_log(db, 30)
    finding = the_log(db, tmp_path)
    seen = find_witness(tmp_path)
    assert finding.is_well
    assert seen is not None
    assert finding.said == f"whole, ends at {seen}"


def test_the_doctor_names_the_first_entry_that_does_not_hold(db: Database, tmp_path: Path) -> None:
    write_log(db, 30)
    seq = tamper(db, delete_one, random.Random(3), 29)
    finding = the_log(db, tmp_path)
    assert not finding.is_well
    assert f"entry {seq} does not hold: it is missing" in finding.said
