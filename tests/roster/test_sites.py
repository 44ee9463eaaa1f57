"""A file about one site speaks for nobody at another, whoever brings it."""

from dataclasses import dataclass
from uuid import UUID

import pytest

from tests.language import Crew, Json, Person, joins, token_of
from tests.rig import House
from tests.roster.office import (
    HEADER,
    Line,
    an_office,
    applies,
    brings,
    counts,
    errors,
    exported,
    members,
    settles,
    table,
    tries,
)


@dataclass(frozen=True)
class Company:
    """Two sites, "Harbour Street" with the team "Morning" and "Hill" with "Late"; one admin above both."""

    office: Crew
    hill: Json
    late: Json

    @property
    def admin(self) -> Person:
        return self.office.admin


@pytest.fixture
def company(house: House) -> Company:
    office = an_office(house)
    hill = office.admin.http.post("/api/sites", json={"name": "Hill", "zone": "Europe/Madrid"}).json()
    late = office.admin.http.post("/api/teams", json={"name": "Late", "site_id": hill["id"]}).json()
    settles(
        office.admin,
        [at_harbour("1", "Ben"), at_hill("2", "Ana"), at_both("3", "Cem")[0], at_both("3", "Cem")[1]],
    )
    return Company(office, hill, late)


def at_harbour(number: str, name: str) -> Line:
    return (number, name, "en", "Harbour Street", "Morning", "")


def at_hill(number: str, name: str) -> Line:
    return (number, name, "en", "Hill", "Late", "")


def at_both(number: str, name: str) -> tuple[Line, Line]:
    return at_harbour(number, name), at_hill(number, name)


def an_admin_of_hill(company: Company) -> Person:
    person = joins(company.admin.house, token_of(company.office.lead.invites()), "Hilda")
    given = company.admin.http.put(
        f"/api/people/{person.id}/roles", json={"scope": "site", "id": company.hill["id"], "role": "admin"}
    )
    assert given.status_code < 300, given.text
    return person.opens()


def test_where_there_are_several_sites_a_line_says_which(company: Company) -> None:
    read = brings(company.admin, table([("9", "Dana", "en", "", "Morning", "")]))
    assert errors(read) == [(2, "site", "site.missing")]


def test_a_file_about_a_site_lets_go_only_of_what_is_held_there(company: Company) -> None:
    read = brings(company.admin, table([at_hill("4", "Dana")]), site_id=company.hill["id"])
    assert counts(read) == (1, 0, 0, 2, 0)
    applies(company.admin, read)
    assert set(members(company.admin, company.late["id"])) == {"Dana"}
    assert set(members(company.admin, company.office.team_id)) == {"Maria", "Ben", "Cem"}
    told = {e["object_name"]: e["action"] for e in company.admin.gets("/api/audit")["entries"]}
    assert (told["Ana"], told["Cem"]) == ("person.departed", "person.removed")


def test_within_a_file_about_a_site_no_other_is_spoken_of(company: Company) -> None:
    read = brings(company.admin, table([at_harbour("1", "Ben")]), site_id=company.hill["id"])
    assert errors(read) == [(2, "site", "site.unknown")]


def test_an_administrator_of_a_site_brings_files_about_it_and_about_nothing_else(company: Company) -> None:
    hilda = an_admin_of_hill(company)
    assert tries(hilda, table([at_hill("2", "Ana")])).json()["code"] == "organisation.unknown"
    harbour = company.admin.gets("/api/teams")[0]["site"]["id"]
    assert tries(hilda, table([at_hill("2", "Ana")]), site_id=harbour).json()["code"] == "site.unknown"
    read = brings(
        hilda,
        table([at_hill("1", "Somebody else"), at_hill("2", "Ana"), at_hill("3", "Cemil")]),
        site_id=company.hill["id"],
    )
    # Ben works at the other site only, so here nothing is told or changed of him.
    assert errors(read) == [(2, "external_id", "person.elsewhere")]
    assert counts(read) == (0, 1, 1, 0, 1)
    applies(hilda, read, skip_errors="true")
    assert "Cemil" in members(company.admin, company.late["id"])
    assert {row[1] for row in exported(hilda, site_id=company.hill["id"])[1:]} == {"Ana", "Cemil"}


def test_a_file_about_a_site_is_seen_by_those_above_it_only(company: Company) -> None:
    hilda = an_admin_of_hill(company)
    of_all = brings(company.admin, table([at_harbour("1", "Ben")]))
    refused = hilda.http.get(f"/api/roster/{of_all['id']}")
    unknown = hilda.http.get(f"/api/roster/{UUID(int=7)}")
    assert (refused.status_code, refused.content) == (404, unknown.content)


def test_whoever_administers_all_may_bring_somebody_to_another_site(company: Company) -> None:
    lines = [at_hill("1", "Ben"), at_hill("2", "Ana"), at_hill("3", "Cem")]
    read = brings(company.admin, table(lines), site_id=company.hill["id"])
    assert counts(read) == (0, 1, 2, 0, 0)
    applies(company.admin, read)
    assert "Ben" in members(company.admin, company.office.team_id)
    assert "Ben" in members(company.admin, company.late["id"])


def test_an_export_names_site_and_team_of_each(company: Company) -> None:
    assert exported(company.admin) == [
        list(HEADER),
        ["1", "Ben", "en", "Harbour Street", "Morning", "worker"],
        ["2", "Ana", "en", "Hill", "Late", "worker"],
        ["3", "Cem", "en", "Harbour Street", "Morning", "worker"],
        ["3", "Cem", "en", "Hill", "Late", "worker"],
    ]
