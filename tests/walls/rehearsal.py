"""A database in which whatever a request does is undone: every cell of the matrix meets the same world.

All sessions of one request share one connection, each in a savepoint of the same transaction, so
that a request reads what it wrote; the transaction is rolled back when the request was answered.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine
from sqlmodel import Session
from typing_extensions import override

from app.core.db import Database
from app.core.engines import WRITES

P = ParamSpec("P")
R = TypeVar("R")


class Rehearsal(Database):
    @classmethod
    def of(cls, db: Database) -> "Rehearsal":
        """Its engine stays the caller's to dispose."""
        made = cls.__new__(cls)
        made.__dict__.update(db.__dict__)
        made._connection = None
        return made

    _connection: Connection | None

    @contextmanager
    def connected(self) -> Generator[None]:
        with self.engine.execution_options(**{WRITES: True}).connect() as connection:
            self._connection = connection
            try:
                yield
            finally:
                self._connection = None

    @contextmanager
    def undone(self) -> Generator[None]:
        """What is written meanwhile is gone afterwards. Only while `connected`."""
        assert self._connection is not None
        transaction = self._connection.begin()
        try:
            yield
        finally:
            transaction.rollback()

    @override
    async def read(self, fn: Callable[Concatenate[Session, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        with self.reading() as session:
            return fn(session, *args, **kwargs)

    @override
    async def write(
        self, fn: Callable[Concatenate[Session, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        with self.writing() as session:
            return fn(session, *args, **kwargs)

    @override
    def _session(self, engine: Engine) -> Session:
        info: dict[str, Any] = dict(self.info)
        if self._connection is None:
            return Session(engine, info=info, expire_on_commit=False)
        return Session(
            self._connection,
            info=info,
            expire_on_commit=False,
            join_transaction_mode="create_savepoint",
        )
