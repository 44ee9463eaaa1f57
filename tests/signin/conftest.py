import dataclasses
from collections.abc import Generator

import pytest

from app.main import create_app
from app.people.signin.provider import Provider
from tests.doubles.oidc import OidcProvider, an_oidc_provider
from tests.language import a_crew
from tests.rig import House, serving
from tests.signin.company import Company, settings_with


@pytest.fixture(scope="module")
def provider() -> Generator[OidcProvider]:
    with an_oidc_provider() as running:
        yield running


@pytest.fixture(scope="module")
def office(house: House, provider: OidcProvider) -> Generator[Company]:
    crew = a_crew(house, workers=[])
    settings = house.settings.model_copy(update=settings_with(provider, crew))
    app = create_app(settings, clock=house.clock)
    with serving(app, settings) as url:
        yield Company(dataclasses.replace(house, url=url, app=app, settings=settings), provider, crew)


@pytest.fixture
def company(office: Company) -> Company:
    """With an honest provider again, of which nothing is known yet, and a lead who never came from there."""
    assert office.house.app is not None
    office.house.app.state.oidc = Provider(office.house.settings)
    office.provider.becomes_honest()
    number = office.hires(office.crew.lead)
    office.provider.claims = {"sub": f"subject-{number}", "employee_number": number}
    return office
