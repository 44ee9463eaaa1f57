"""Jobs whose only effect can be read: a notebook of what ran."""

from collections import Counter

from app.core.events import Event
from app.core.jobs import Job, Worker, step

NOTE = Job("tests.note")
STUMBLE = Job("tests.stumble")
NOTED = Event("tests.noted")


class Notebook:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self._stumbles: Counter[str] = Counter()

    def register(self, worker: Worker) -> None:
        worker.register(NOTE, self.note)
        worker.register(STUMBLE, self.stumble)

    def note(self, line: str) -> None:
        step("write", self.lines.append, line)

    def stumble(self, line: str, times: int) -> None:
        """Its step fails so many times before it succeeds."""
        step("stumble", self._stumble, line, times)

    def _stumble(self, line: str, times: int) -> None:
        self._stumbles[line] += 1
        if self._stumbles[line] <= times:
            raise ConnectionError("not yet")
        self.lines.append(line)
