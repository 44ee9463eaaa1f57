"""A roster at the command line, and one whose worker dies in the middle."""

from pathlib import Path

from tests.processes.programs import Installation, eventually
from tests.processes.test_many_processes import a_crew_of
from tests.roster.office import Line, ada, asks_to_apply, brings, is_number, members, table

MANY_COUNT = 4_000
APPLIED_S = 150.0


def written(folder: Path, *lines: Line) -> str:
    file = folder / "people.csv"
    file.write_bytes(table(lines))
    return str(file)


def test_an_operator_sees_the_difference_before_doing_it(installation: Installation, tmp_path: Path) -> None:
    installation.says("migrate")
    installation.says("admin", "create", "--organisation", "Harbour", "--team", "Morning")
    everybody = written(
        tmp_path, ada("1", "Ben"), ada("2", "Ana", role="lead"), ada("3", "Cem", team="Night")
    )
    shown = installation.says("roster", "import", everybody)
    assert "+ 1 Ben" in shown
    assert "line 4: team: team.unknown" in shown
    assert "3 lines: 2 added, 0 changed, 0 unchanged, 0 leaving, 1 errors" in shown
    installation.says("roster", "import", everybody, "--apply", status=1)
    done = installation.says(
        "roster", "import", everybody, "--create", "--apply", "--organisation", "Harbour"
    )
    assert done.endswith("3 lines: 3 added, 0 changed, 0 unchanged, 0 leaving, 0 errors\napplied\n")
    fewer = written(tmp_path, ada("1", "Benjamin"), ada("2", "Ana", role="lead"))
    done = installation.says("roster", "import", fewer, "--site", "Main site", "--apply")
    assert "- 3 Cem\n~ 1 Benjamin name: Ben -> Benjamin\n" in done
    assert "2 lines: 0 added, 1 changed, 1 unchanged, 1 leaving, 0 errors" in done
    assert "0 added, 0 changed, 2 unchanged, 0 leaving" in installation.says("roster", "import", fewer)
    assert "ok   audit log: whole" in installation.says("doctor", status=1)


def test_a_name_that_fits_no_organisation_or_site_is_said(installation: Installation, tmp_path: Path) -> None:
    installation.says("migrate")
    file = written(tmp_path, ada())
    installation.says("roster", "import", file, status=1)
    installation.says("admin", "create")
    installation.says("roster", "import", file, "--site", "Elsewhere", status=1)
    installation.says("roster", "import", file, "--organisation", "Elsewhere", status=1)


def test_a_worker_that_is_killed_in_the_middle_loses_and_doubles_nobody(installation: Installation) -> None:
    installation.says("migrate")
    with installation.web() as web, installation.worker(0) as doomed:
        admin = a_crew_of(installation, web.url).admin
        team_id = admin.gets("/api/teams")[0]["id"]
        lines = [ada(f"{number:05}", f"Name {number:05}") for number in range(MANY_COUNT)]
        read = brings(admin, table(lines))
        assert asks_to_apply(admin, read).status_code == 200

        def progress() -> int:
            return int(admin.gets(f"/api/roster/{read['id']}")["progress"])

        eventually(lambda: progress() >= 500 or None, within_s=APPLIED_S)
        doomed.kill()
        assert progress() < MANY_COUNT
        with installation.worker(0):
            eventually(lambda: progress() == MANY_COUNT or None, within_s=APPLIED_S)
            names = [name for name in members(admin, team_id) if name.startswith("Name ")]
            assert sorted(names) == [name for _, name, *_ in lines]
            eventually(
                lambda: admin.gets(f"/api/roster/{read['id']}")["state"] == "applied" or None,
                within_s=APPLIED_S,
            )


def test_the_console_does_not_take_the_last_administrator(installation: Installation, tmp_path: Path) -> None:
    installation.says("migrate")
    with installation.web() as web, installation.worker(0):
        crew = a_crew_of(installation, web.url)
        for number, person in (("boss", crew.admin), ("lead", crew.lead)):
            is_number(crew, person, number)
        crew.house.db.close()
        organisation = crew.admin.me["organisation"]["name"]
        file = written(tmp_path, ada("1", "Ben"))
        shown = installation.says("roster", "import", file, "--organisation", organisation, "--apply")
        assert "2 leaving" in shown
        assert crew.admin.gets("/api/me")["is_admin"]
        assert crew.lead.http.get("/api/me").status_code == 401
