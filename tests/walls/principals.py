"""Who asks: one of each kind that the walls tell apart, and what each holds. Written by hand.

Places, as the names of teams (T), sites (S) and organisations (O) say:

    O1 ── S1 ── T1, T2        "own team" is T1, "other team" is T2
       └─ S2 ── T3            "other site"
    O2 ── S3 ── T4            "other organisation"
"""

from dataclasses import dataclass

from app.people.models import Role

WORKER, LEAD, ADMIN = Role.WORKER, Role.LEAD, Role.ADMIN


@dataclass(frozen=True, kw_only=True)
class Principal:
    """`given` is the membership in the world, `holds` what follows from it everywhere.

    `standing`: how they come. Only "in" and "shared" pass the doors of the signed in.
    """

    name: str
    given: tuple[str, Role] | None = None
    holds: dict[str, Role]
    standing: str = "in"
    home: str = "T1"


def _nobody(name: str, standing: str, *, given: tuple[str, Role] | None = ("T1", ADMIN)) -> Principal:
    """Would be an administrator, if it were not for how they come."""
    return Principal(name=name, given=given, holds={}, standing=standing)


ALL = (
    Principal(name="anonymous", holds={}, standing="anonymous"),
    _nobody("revoked", "revoked"),
    _nobody("expired", "expired"),
    _nobody("departed", "departed"),
    _nobody("locked shared phone", "locked"),
    Principal(name="pending", holds={}, standing="pending"),
    Principal(name="worker", given=("T1", WORKER), holds={"T1": WORKER}),
    Principal(name="worker of another team", given=("T2", WORKER), holds={"T2": WORKER}, home="T2"),
    Principal(name="worker of another site", given=("T3", WORKER), holds={"T3": WORKER}, home="T3"),
    Principal(name="worker of another organisation", given=("T4", WORKER), holds={"T4": WORKER}, home="T4"),
    Principal(name="lead", given=("T1", LEAD), holds={"T1": LEAD}),
    Principal(name="lead of another team", given=("T2", LEAD), holds={"T2": LEAD}, home="T2"),
    Principal(name="lead of another site", given=("T3", LEAD), holds={"T3": LEAD}, home="T3"),
    Principal(name="lead of another organisation", given=("T4", LEAD), holds={"T4": LEAD}, home="T4"),
    Principal(name="admin of the team", given=("T1", ADMIN), holds={"T1": ADMIN}),
    Principal(
        name="worker of the site", given=("S1", WORKER), holds={"S1": WORKER, "T1": WORKER, "T2": WORKER}
    ),
    Principal(name="lead of the site", given=("S1", LEAD), holds={"S1": LEAD, "T1": LEAD, "T2": LEAD}),
    Principal(name="admin of the site", given=("S1", ADMIN), holds={"S1": ADMIN, "T1": ADMIN, "T2": ADMIN}),
    Principal(name="admin of another site", given=("S2", ADMIN), holds={"S2": ADMIN, "T3": ADMIN}, home="T3"),
    Principal(
        name="worker of the organisation",
        given=("O1", WORKER),
        holds=dict.fromkeys(("O1", "S1", "S2", "T1", "T2", "T3"), WORKER),
    ),
    Principal(
        name="lead of the organisation",
        given=("O1", LEAD),
        holds=dict.fromkeys(("O1", "S1", "S2", "T1", "T2", "T3"), LEAD),
    ),
    Principal(
        name="admin of the organisation",
        given=("O1", ADMIN),
        holds=dict.fromkeys(("O1", "S1", "S2", "T1", "T2", "T3"), ADMIN),
    ),
    Principal(
        name="admin of another organisation",
        given=("O2", ADMIN),
        holds=dict.fromkeys(("O2", "S3", "T4"), ADMIN),
        home="T4",
    ),
    Principal(name="worker on a shared phone", given=("T1", WORKER), holds={"T1": WORKER}, standing="shared"),
    # A PIN opens no more than a worker's rights.
    Principal(name="lead on a shared phone", given=("T1", LEAD), holds={"T1": WORKER}, standing="shared"),
    Principal(
        name="admin on a shared phone",
        given=("O1", ADMIN),
        holds=dict.fromkeys(("O1", "S1", "S2", "T1", "T2", "T3"), WORKER),
        standing="shared",
    ),
)
BY_NAME = {principal.name: principal for principal in ALL}
