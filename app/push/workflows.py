"""Ringing phones. One job per post and 500 people, one step per attempt: a step that failed in the
middle may ring a phone twice, which its `Topic` and `tag` make one notification.
"""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.core.clock import Clock
from app.core.db import Database
from app.core.jobs import Worker, enqueue, step
from app.push.gateway import Message, Outcome, PushGateway
from app.push.policy import Notice, payload
from app.push.queries import Target, list_own_targets, list_targets
from app.push.service import RING, RING_ME, forget

log = logging.getLogger(__name__)

TTL = timedelta(hours=24)
# Long enough for a push service to recover, few enough to end.
RETRY_AFTER_S = (30.0, 300.0, 1800.0)


@dataclass(frozen=True, kw_only=True)
class Bell:
    db: Database
    gateway: PushGateway
    clock: Clock

    def ring(self, targets: Sequence[Target], notice: Notice) -> list[UUID]:
        """Ring each; whom to try again later."""
        outcomes = self.gateway.send([_message(target, notice) for target in targets])
        pairs = list(zip(targets, outcomes, strict=True))
        gone = [target.subscription_id for target, outcome in pairs if outcome is Outcome.GONE]
        if gone:
            with self.db.writing() as session:
                forget(session, gone)
        log.info("rang", extra={"outcomes": dict(Counter(map(str, outcomes)))})
        return [target.person_id for target, outcome in pairs if outcome is Outcome.PASSING]


def register_push(worker: Worker, bell: Bell) -> None:
    worker.register(RING, _ring(bell))
    worker.register(RING_ME, _ring_me(bell))


def _ring(bell: Bell) -> Callable[..., None]:
    def ring(post_id: str, person_ids: list[str], attempt: int = 0) -> None:
        later = step("ring", _ring_people, bell, UUID(post_id), [UUID(one) for one in person_ids])
        if later and attempt < len(RETRY_AFTER_S):
            step("again", _again, bell, post_id, later, attempt)

    return ring


def _ring_people(bell: Bell, post_id: UUID, person_ids: list[UUID]) -> list[str]:
    with bell.db.reading() as session:
        targets = list_targets(session, person_ids, at=bell.clock())
    return sorted({str(one) for one in bell.ring(targets, Notice(post_id=post_id))})


def _again(bell: Bell, post_id: str, person_ids: list[str], attempt: int) -> None:
    key = f"push:{post_id}:again{attempt}:{person_ids[0]}"
    with bell.db.writing() as session:
        enqueue(session, RING, post_id, person_ids, attempt + 1, key=key, delay_s=RETRY_AFTER_S[attempt])


def _ring_me(bell: Bell) -> Callable[[str], None]:
    def ring_me(session_id: str) -> None:
        step("ring", _ring_own, bell, UUID(session_id))

    return ring_me


def _ring_own(bell: Bell, session_id: UUID) -> None:
    with bell.db.reading() as session:
        targets = list_own_targets(session, session_id, at=bell.clock())
    bell.ring(targets, Notice())


def _message(target: Target, notice: Notice) -> Message:
    return Message(
        endpoint=target.endpoint,
        receiver_key=target.receiver_key,
        auth=target.auth,
        payload=payload(notice, base_url=target.base_url, language=target.language),
        ttl_s=int(TTL.total_seconds()),
        topic=notice.tag,
        # Asks have time; a test is looked at now, and a phone that sleeps takes minutes otherwise.
        urgency="normal" if notice.post_id else "high",
    )
