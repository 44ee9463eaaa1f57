"""What stories of shared phones look at."""

import httpx

from tests.rig import House


def refusal(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    return answer.status_code, answer.json()["code"]


def looked_at(house: House) -> float:
    """PINs that Argon2 verified in this house so far, as operators see it."""
    assert house.app is not None
    seen = house.app.state.metrics.registry.get_sample_value("twotap_pins_looked_at_total")
    assert seen is not None
    return float(seen)
