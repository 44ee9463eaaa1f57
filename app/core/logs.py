"""Log lines: JSON for machines, short for a terminal. Each carries the request it belongs to.

Bodies, tokens and query strings are never logged.
"""

import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Literal

from typing_extensions import override

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)

_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "color_message"}
# These tell their users what ours say better, or nothing that an operator could act on.
_QUIET = {
    "alembic": logging.WARNING,
    "dbos": logging.WARNING,
    "httpx": logging.WARNING,
}


def _facts(record: logging.LogRecord) -> dict[str, Any]:
    facts = {name: value for name, value in record.__dict__.items() if name not in _STANDARD}
    if (current := request_id.get()) is not None:
        facts["request_id"] = current
    return facts


class JsonLines(logging.Formatter):
    @override
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_facts(record),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


class ForPeople(logging.Formatter):
    @override
    def format(self, record: logging.LogRecord) -> str:
        clock = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
        facts = " ".join(f"{name}={value}" for name, value in _facts(record).items())
        level = "" if record.levelno <= logging.INFO else f"{record.levelname.lower()}: "
        line = f"{clock} {level}{record.getMessage()} {facts}".rstrip()
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def configure_logs(*, form: Literal["auto", "json", "human"], level: str) -> None:
    """For a process of ours; tests and embedders keep their own logging."""
    human = form == "human" or (form == "auto" and sys.stderr.isatty())
    handler = logging.StreamHandler()
    handler.setFormatter(ForPeople() if human else JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name, quiet in _QUIET.items():
        logging.getLogger(name).setLevel(quiet)
    # The job engine adds a console of its own to a logger without one.
    engine = logging.getLogger("dbos")
    engine.handlers[:] = [handler]
    engine.propagate = False
