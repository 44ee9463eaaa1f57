import httpx

from tests.rig import House


def test_a_house_is_ready(house: House) -> None:
    assert httpx.get(f"{house.url}/readyz").json() == {"status": "ready"}
    house.drain()
