"""An office of a company that has a provider of its own: a web process that knows it, on the same house."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
from pydantic import SecretStr

from app.core.ids import new_id
from app.people.models import Person as PersonRow
from tests.doubles.oidc import CLIENT_ID, CLIENT_SECRET, OidcProvider
from tests.language import Crew, Person, joins, token_of
from tests.rig import House


@dataclass
class Company:
    """A house whose second web process knows the company's provider, and somebody who works there."""

    house: House
    provider: OidcProvider
    crew: Crew

    def hires(self, person: Person) -> str:
        """The number that the employer gives them."""
        number = f"number-{new_id()}"
        with self.house.db.writing() as session:
            session.get_one(PersonRow, UUID(person.id)).external_id = number
        return number

    def a_worker(self) -> Person:
        return joins(self.house, token_of(self.crew.lead.invites()), "Ben")

    def begins(self, phone: httpx.Client) -> str:
        """Where the browser is sent, which is the provider when that can be reached."""
        answer = phone.get("/api/oidc/begin")
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"]

    def comes_back(self, phone: httpx.Client, code: str, state: str, **more: str) -> str:
        """Where the browser lands."""
        answer = phone.get("/api/oidc/callback", params={"code": code, "state": state, **more})
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"]

    def signs_in(self, phone: httpx.Client) -> str:
        code, state = self.provider.lets_in(self.begins(phone), at=self.house.clock())
        return self.comes_back(phone, code, state)


def settings_with(provider: OidcProvider, crew: Crew) -> dict[str, Any]:
    return {
        "oidc_issuer": provider.issuer,
        "oidc_client_id": CLIENT_ID,
        "oidc_client_secret": SecretStr(CLIENT_SECRET),
        "oidc_name": "Harbour account",
        "oidc_person_claim": "employee_number",
        "oidc_organisation": UUID(crew.lead.me["organisation"]["id"]),
    }
