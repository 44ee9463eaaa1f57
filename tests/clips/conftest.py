"""Who uploads in these stories: Maria, a lead, with Ben on her team and Sam in another organisation."""

from collections.abc import Callable, Generator
from contextlib import ExitStack

import httpx
import pytest

from app.core.blobs import BlobStore
from app.main import create_app
from tests.language import Crew, Person, a_crew
from tests.rig import House, serving


@pytest.fixture
def crew(house: House) -> Crew:
    return a_crew(house, workers=["Ben"])


@pytest.fixture
def maria(crew: Crew) -> Person:
    return crew.lead


@pytest.fixture
def ben(crew: Crew) -> Person:
    return crew["Ben"]


@pytest.fixture
def sam(house: House) -> Person:
    return a_crew(house, workers=[]).lead


Elsewhere = Callable[..., Person]


@pytest.fixture
def elsewhere(house: House) -> Generator[Elsewhere]:
    """The same person at another web process, on the same database, with other settings or blobs."""
    with ExitStack() as stack:

        def at(person: Person, *, blobs: BlobStore | None = None, **changed: int) -> Person:
            settings = house.settings.model_copy(update=changed)
            app = create_app(settings, clock=house.clock)
            app.state.blobs = blobs or app.state.blobs
            url = stack.enter_context(serving(app, settings))
            phone = stack.enter_context(httpx.Client(base_url=url, timeout=30))
            phone.cookies.update(dict(person.http.cookies.items()))
            return Person(house, phone, person.me)

        yield at
