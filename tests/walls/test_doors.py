"""A route that does not say who may come in, or says it twice, keeps the whole service from starting."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import pytest
from fastapi import APIRouter, Depends, FastAPI
from starlette.routing import Mount, Route

from app.core.actor import Actor
from app.core.doors import Undeclared, declared
from app.main import create_app
from app.people.deps import anyone, known, signed_in, stepped_up
from app.settings import Settings

START = """
from fastapi import Depends
from app.main import create_app
from app.people.deps import anyone, signed_in
from app.people.router import router
from app.settings import Settings

@router.get("/planted", dependencies=[{doors}])
async def planted() -> None: ...

create_app(Settings())
print("started")
"""


async def answer() -> None:
    """A route's function that asks for nobody."""


async def answer_known(actor: Annotated[Actor, Depends(known)]) -> None:
    """A route's function that asks for somebody."""


def an_app(*doors: object) -> FastAPI:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.add_api_route("/planted", answer, dependencies=[Depends(door) for door in doors])  # type: ignore[arg-type]
    return app


@pytest.mark.parametrize("door", [anyone, known, signed_in, stepped_up])
def test_one_door_is_a_declaration_whichever_it_is(door: object) -> None:
    assert declared(an_app(door).routes) == {("GET", "/planted"): door.__name__}  # type: ignore[attr-defined]


def test_a_door_that_leads_to_another_is_one_chain_however_it_is_written() -> None:
    assert declared(an_app(known, stepped_up, signed_in).routes) == {("GET", "/planted"): "stepped_up"}


def test_a_door_of_the_router_counts_and_so_does_one_in_the_function() -> None:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    inner = APIRouter()
    inner.add_api_route("/inner", answer)
    inner.add_api_route("/known", answer_known)
    outer = APIRouter()
    outer.include_router(inner, prefix="/deep")
    app.include_router(outer, prefix="/api", dependencies=[Depends(signed_in)])
    assert declared(app.routes) == {
        ("GET", "/api/deep/inner"): "signed_in",
        ("GET", "/api/deep/known"): "signed_in",
    }


def test_no_door_and_two_doors_are_refused_by_name() -> None:
    with pytest.raises(
        Undeclared, match=r"^GET /planted must stand behind exactly one door, and has none\.$"
    ):
        declared(an_app().routes)
    with pytest.raises(Undeclared, match=r"has anyone and signed_in\.$"):
        declared(an_app(anyone, signed_in).routes)


def test_what_has_no_dependencies_at_all_is_refused_too() -> None:
    for route in (Route("/bare", answer), Mount("/folder", FastAPI())):
        app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
        app.router.routes.append(route)
        with pytest.raises(Undeclared, match="has none"):
            declared(app.routes)


def test_a_planted_route_stops_the_start_with_one_line(tmp_path: Path) -> None:
    def start(doors: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", START.format(doors=doors)],
            env={"TWOTAP_VAR_DIR": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[2])},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    refused = start("")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == "GET /api/planted must stand behind exactly one door, and has none.\n"
    assert start("Depends(anyone), Depends(signed_in)").returncode == 1
    assert start("Depends(signed_in)").stdout == "started\n"


def test_every_route_of_the_service_says_who_may_come_in(tmp_path: Path) -> None:
    doors = declared(create_app(Settings(var_dir=tmp_path)).routes)
    assert len(doors) > 30
