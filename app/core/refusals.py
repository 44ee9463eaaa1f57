"""What the database refuses, in the service's own words, so that no input ends as a 500."""

import sqlite3

from sqlalchemy.exc import DataError, DBAPIError, InterfaceError, OperationalError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.core.errors import Malformed, Unavailable

_UNSTORABLE = "A value in the request cannot be stored, such as an invisible NUL character."
_FULL = "There is no room left to save this. Please tell whoever runs this service."
_FAILED = "Nothing was saved. Please try again."
# Postgres: disk_full; connection, resource and operator trouble pass by themselves.
_FULL_STATE = "53100"
_COLLISION_CLASS = "40"
_PASSING_CLASSES = ("08", "53", "55", "57", "58")
_DATA_CLASS = "22"


class Collided(Unavailable):
    """A deadlock or a failed serialisation: nothing happened, and trying again will do."""


def translated(error: BaseException) -> BaseException:
    """The problem that `error` means, or `error` itself when it is somebody's bug."""
    if isinstance(error, PoolTimeoutError):
        return Unavailable("storage.busy", "The service is busy. Please try again.")
    cause = error.orig if isinstance(error, StatementError) and error.orig is not None else error
    if isinstance(cause, (OverflowError, UnicodeEncodeError)) or isinstance(error, DataError):
        return Malformed("request.unstorable", _UNSTORABLE)
    if isinstance(cause, sqlite3.Error):
        return _translated_sqlite(error, cause)
    if isinstance(error, DBAPIError):
        return _translated_postgres(error, cause)
    if isinstance(error, ConnectionError):
        return Unavailable("storage.failed", _FAILED)
    return error


def _translated_sqlite(error: BaseException, cause: sqlite3.Error) -> BaseException:
    code = getattr(cause, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else None
    if primary == sqlite3.SQLITE_FULL:
        return Unavailable("storage.full", _FULL)
    if primary in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return Unavailable("storage.busy", "The service is busy. Please try again.")
    if primary in {
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_NOMEM,
    }:
        return Unavailable("storage.failed", _FAILED)
    if primary == sqlite3.SQLITE_TOOBIG:
        return Malformed("request.unstorable", _UNSTORABLE)
    return error


def _translated_postgres(error: DBAPIError, cause: BaseException) -> BaseException:
    state = str(getattr(cause, "sqlstate", None) or "")
    if state == _FULL_STATE:
        return Unavailable("storage.full", _FULL)
    if state.startswith(_COLLISION_CLASS):
        return Collided("storage.busy", "The service is busy. Please try again.")
    if state.startswith(_DATA_CLASS):
        return Malformed("request.unstorable", _UNSTORABLE)
    if state.startswith(_PASSING_CLASSES) or error.connection_invalidated:
        return Unavailable("storage.failed", _FAILED)
    if not state and isinstance(error, (OperationalError, InterfaceError)):
        return Unavailable("storage.failed", _FAILED)
    return error
