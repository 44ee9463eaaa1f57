"""What a person does with passkeys. A house has no name of its own: phones find it as localhost."""

from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.doubles.authenticator import SoftPasskey
from tests.language import Person, a_phone
from tests.rig import House

Json = dict[str, Any]


def refusal(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["code"]


REFUSED = (422, "passkey.refused")


def local_host(house: House) -> str:
    return f"localhost:{urlsplit(house.url).port}"


def at_localhost(person: Person) -> Person:
    """From now on this phone calls the house by a name, as passkeys need it."""
    person.http.headers["Host"] = local_host(person.house)
    return person


def a_stranger(house: House) -> httpx.Client:
    phone = a_phone(house)
    phone.headers["Host"] = local_host(house)
    return phone


def a_passkey(house: House, **traits: Any) -> SoftPasskey:
    return SoftPasskey(origin=f"http://{local_host(house)}", **traits)


def begins(phone: httpx.Client, path: str) -> Json:
    answer = phone.post(f"{path}/begin")
    assert answer.status_code == 200, answer.text
    ceremony: Json = answer.json()
    return ceremony


def finishes(phone: httpx.Client, path: str, ceremony: Json, credential: Json, **more: str) -> httpx.Response:
    return phone.post(
        f"{path}/finish", json={"challenge_id": ceremony["challenge_id"], "credential": credential, **more}
    )


REGISTER, SIGN_IN, STEP_UP = "/api/passkeys/register", "/api/sign-in/passkey", "/api/step-up"


def registers(person: Person, passkey: SoftPasskey | None = None, *, label: str = "My phone") -> SoftPasskey:
    passkey = passkey or a_passkey(person.house)
    at_localhost(person)
    ceremony = begins(person.http, REGISTER)
    answer = finishes(person.http, REGISTER, ceremony, passkey.makes(ceremony["options"]), label=label)
    assert answer.status_code == 201, answer.text
    return passkey


def steps_up(person: Person, passkey: SoftPasskey) -> None:
    ceremony = begins(person.http, STEP_UP)
    answer = finishes(person.http, STEP_UP, ceremony, passkey.answers(ceremony["options"]))
    assert answer.status_code == 204, answer.text


def tries_to_sign_in(phone: httpx.Client, passkey: SoftPasskey, **lies: Any) -> httpx.Response:
    ceremony = begins(phone, SIGN_IN)
    return finishes(phone, SIGN_IN, ceremony, passkey.answers(ceremony["options"], **lies))


def signs_in(house: House, passkey: SoftPasskey) -> Person:
    phone = a_stranger(house)
    answer = tries_to_sign_in(phone, passkey)
    assert answer.status_code == 200, answer.text
    return Person(house, phone, answer.json())
