"""Answers to strangers tell nothing about who exists: the same refusals to the byte, whatever the reason.

What PINs, passkeys and recovery codes answer is told in their own stories; here are the ways in.
"""

import pytest

from tests.language import Json, a_crew, a_phone, token_of
from tests.rig import House

Told = tuple[int, bytes]


def told(house: House, token: str, *, name: str = "Somebody", path: str = "/api/join") -> Told:
    """To a phone that nobody has signed in on."""
    body: Json = {"token": token}
    if path == "/api/join":
        body |= {"name": name, "language": "en"}
    answer = a_phone(house).post(path, json=body)
    return answer.status_code, answer.content


@pytest.mark.parametrize("path", ["/api/join", "/api/join/look"])
def test_whatever_a_code_was_once_good_for_it_ends_in_the_same_words(house: House, path: str) -> None:
    crew = a_crew(house, workers=["Ben", "Ana", "Cem"])
    used = crew.lead.does("POST", f"/api/people/{crew['Ben'].id}/phone")
    told(house, token_of(used))
    of_gone = crew.lead.does("POST", f"/api/people/{crew['Ana'].id}/phone")
    crew.admin.does("POST", f"/api/people/{crew['Ana'].id}/depart")
    of_nobody_yet = crew.lead.invites()
    crew.lead.does("DELETE", f"/api/teams/{crew.team_id}/invites/{of_nobody_yet['id']}")
    ended = {told(house, token_of(invite), path=path) for invite in (used, of_gone, of_nobody_yet)}
    assert len(ended) == 1
    assert {status for status, _ in ended} == {410}


@pytest.mark.parametrize("path", ["/api/join", "/api/join/look"])
def test_codes_that_never_were_and_people_s_ids_are_one(house: House, path: str) -> None:
    crew = a_crew(house, workers=["Ben"])
    guesses = ("never made", crew["Ben"].id, str(crew.team_id), "Ben", "0" * 43)
    unknown = {told(house, guess, path=path) for guess in guesses}
    assert len(unknown) == 1
    assert {status for status, _ in unknown} == {404}


def test_a_name_that_somebody_has_joins_like_any_other(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    poster = crew.lead.does(
        "POST",
        f"/api/teams/{crew.team_id}/invites",
        {"kind": "poster", "role": "worker", "uses_max": 5, "expires_in_s": 900},
    )
    answers = []
    for name in ("Ben", "Maria", "Nobody"):
        answer = a_phone(house).post(
            "/api/join", json={"token": token_of(poster), "name": name, "language": "en"}
        )
        assert answer.status_code == 201, answer.text
        me = answer.json()
        answers.append((me["person"]["name"] == name, me["teams"], me["pending"]["team"], sorted(me)))
    assert answers == [answers[0]] * 3


def test_looking_at_a_poster_tells_the_place_and_nobody_in_it(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    invite = crew.lead.invites()
    answer = a_phone(house).post("/api/join/look", json={"token": token_of(invite)})
    assert answer.json()["person"] is None
    assert not any(name in answer.text for name in ("Ben", "Maria", "Ada"))
