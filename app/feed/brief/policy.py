"""Which cards are in a brief. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """`asked`: the person's answer is waited for. `since`: when it was asked, or published."""

    post_id: UUID
    author: str
    asked: bool
    since: datetime
    cost_s: int


@dataclass(frozen=True, kw_only=True)
class Brief:
    cards: Sequence[Candidate]
    rest: Sequence[Candidate]

    @property
    def cost_s(self) -> int:
        return sum(card.cost_s for card in self.cards)


def plan_brief(found: Sequence[Candidate], *, budget_s: int) -> Brief:
    """What is asked comes first, the oldest on top, then news; whatever fits no more is the rest."""
    ordered = sorted(found, key=lambda one: (not one.asked, one.since, one.post_id))
    cards: list[Candidate] = []
    rest: list[Candidate] = []
    left_s = budget_s
    for one in ordered:
        if one.cost_s <= left_s:
            cards.append(one)
            left_s -= one.cost_s
        else:
            rest.append(one)
    return Brief(cards=cards, rest=rest)
