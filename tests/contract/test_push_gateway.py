"""One contract for the real gateway, before a push service that decrypts, and the scripted one."""

from collections.abc import Generator
from dataclasses import dataclass

import pytest

from app.core.keys import new_vapid_key
from app.push.gateway import Message, Outcome, PushGateway, WebPushGateway
from app.push.policy import PAYLOAD_BYTES, Reachable
from tests.doubles.push import AUTH, PushService, Receiver, ScriptedPushGateway, a_push_service

STATUS = {"accepted": 201, "gone": 410, "passing": 503, "refused": 413}


@dataclass(frozen=True)
class Line:
    """`origin` is that of a push service whose paths end in what becomes of a message."""

    gateway: PushGateway
    origin: str
    service: PushService | None


@pytest.fixture(params=["scripted", "real"])
def line(request: pytest.FixtureRequest) -> Generator[Line]:
    if request.param == "scripted":
        yield Line(ScriptedPushGateway(), "https://push.example", None)
        return
    with a_push_service() as service:
        for word, status in STATUS.items():
            service.scripted[f"/{word}-1"] = (status, {})
        reachable = Reachable(hosts=(), own_origin=service.origin)
        yield Line(_gateway(reachable), service.origin, service)


def _gateway(reachable: Reachable) -> WebPushGateway:
    return WebPushGateway(new_vapid_key(), reachable, contact="mailto:operator@example.com")


def message(line: Line, word: str, receiver: Receiver | None = None) -> Message:
    return Message(
        endpoint=f"{line.origin}/{word}-1",
        receiver_key=(receiver or Receiver()).point,
        auth=AUTH,
        payload=b'{"a":1}'.ljust(PAYLOAD_BYTES),
        ttl_s=60,
        topic="topic",
    )


def test_each_message_has_its_own_outcome_in_order(line: Line) -> None:
    words = ["gone", "accepted", "passing", "refused", "accepted"]
    outcomes = line.gateway.send([message(line, word) for word in words])
    assert outcomes == [Outcome(word) for word in words]


def test_nothing_to_send_is_nothing_sent(line: Line) -> None:
    assert line.gateway.send([]) == []


def test_the_phone_alone_can_read_it_and_the_service_knows_who_asks(line: Line) -> None:
    receiver = Receiver()
    line.gateway.send([message(line, "accepted", receiver)])
    if line.service is None:
        return
    (rung,) = line.service.rung
    assert receiver.reads(rung.body) == {"a": 1}
    assert rung.headers["content-encoding"] == "aes128gcm"
    assert rung.headers["content-type"] == "application/octet-stream"
    assert (rung.headers["ttl"], rung.headers["topic"], rung.headers["urgency"]) == ("60", "topic", "normal")
    assert rung.headers["authorization"].startswith("vapid t=")
