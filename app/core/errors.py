"""Everything the service may refuse, as one tree with codes.

    Problem
    ├── Malformed        400/422  the request cannot be read
    ├── Unauthenticated  401      nobody is signed in on this device
    ├── NotFound         404      it does not exist, or not for you: an outsider cannot tell which
    ├── Conflict         409      it is true no longer, or was said differently before
    ├── Gone             410      it existed and ended: an expired invite, a terminated upload
    ├── TooLarge         413
    ├── Unsupported      415
    ├── Refused          422      understood, well formed, and against a rule
    ├── TooMany          429      `retry_after_s` says when to come back
    └── Unavailable      503      our fault and passing

A problem carries a code for programs, a sentence for people and facts for logs. Domain code
raises these and nothing of FastAPI's; `app.core.http` turns them into RFC 9457 problem details.
"""

from typing import ClassVar


class Problem(Exception):  # noqa: N818 - the word of RFC 9457
    status: ClassVar[int] = 500

    def __init__(self, code: str, sentence: str, **facts: object) -> None:
        super().__init__(f"{code}: {sentence}")
        self.code = code
        self.sentence = sentence
        self.facts = facts


class Malformed(Problem):
    status = 422


class BadRequest(Malformed):
    status = 400


class Unauthenticated(Problem):
    status = 401


class NotFound(Problem):
    status = 404


class Conflict(Problem):
    status = 409


class Gone(Problem):
    status = 410


class TooLarge(Problem):
    status = 413


class Unsupported(Problem):
    status = 415


class Refused(Problem):
    status = 422


class TooMany(Problem):
    status = 429

    def __init__(self, code: str, sentence: str, *, retry_after_s: int, **facts: object) -> None:
        super().__init__(code, sentence, **facts)
        self.retry_after_s = retry_after_s


class Unavailable(Problem):
    status = 503
