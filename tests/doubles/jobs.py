"""Jobs whose only effect can be read: a notebook of what ran."""

from collections import Counter

from app.core.errors import Refused
from app.core.events import Event
from app.core.jobs import Job, Worker, step

NOTE = Job("tests.note")
STUMBLE = Job("tests.stumble")
BALK = Job("tests.balk")
NOTED = Event("tests.noted")


class Notebook:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self._stumbles: Counter[str] = Counter()

    def register(self, worker: Worker) -> None:
        worker.register(NOTE, self.note)
        worker.register(STUMBLE, self.stumble)
        worker.register(BALK, self.balk)

    def note(self, line: str) -> None:
        step("write", self.lines.append, line)

    def stumble(self, line: str, times: int) -> None:
        """Its step fails so many times before it succeeds."""
        step("stumble", self._stumble, line, times)

    def balk(self, line: str) -> None:
        """The first time it gives up at once; its first step is done by then."""
        step("write", self.lines.append, line)
        step("balk", self._balk, line)

    def _balk(self, line: str) -> None:
        self._stumbles[line] += 1
        if self._stumbles[line] == 1:
            raise Refused("tests.balked", "Not now.")

    def _stumble(self, line: str, times: int) -> None:
        self._stumbles[line] += 1
        if self._stumbles[line] <= times:
            raise ConnectionError("not yet")
        self.lines.append(line)
