import pytest

from app.supervisor import pause_s


@pytest.mark.parametrize(("deaths", "pause"), [(1, 0.0), (2, 0.5), (3, 1.0), (6, 10.0), (1000, 10.0)])
def test_a_first_death_costs_no_wait_and_a_hopeless_program_no_rest(deaths: int, pause: float) -> None:
    assert pause_s(deaths) == pause
