"""What is handed over, in which order, and how much is said of each. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.feed.audience.policy import cost_s

BUDGET_S = 90
LINE_S = 2


class ItemKind(StrEnum):
    """In the order in which they are told."""

    OBJECTION = "objection"
    QUESTION = "question"
    UNANSWERED = "unanswered"


_ORDER = list(ItemKind)


@dataclass(frozen=True, kw_only=True)
class OpenItem:
    """`said` is what is shown of it: all, or how it begins. `people` are those who object."""

    post_id: UUID
    kind: ItemKind
    author: str
    text: str
    since: datetime
    people: Sequence[str] = ()
    missing_count: int = 0
    said: str = ""
    cost_s: int = LINE_S


@dataclass(frozen=True, kw_only=True)
class HandoverPlan:
    """`more` are told by their number alone, in one line."""

    items: Sequence[OpenItem]
    more: Sequence[OpenItem]

    @property
    def cost_s(self) -> int:
        return sum(item.cost_s for item in self.items) + LINE_S * bool(self.more)


def plan_handover(found: Sequence[OpenItem], *, budget_s: int = BUDGET_S) -> HandoverPlan:
    """Everything that is open, in at most `budget_s`: a line of each, and what time is left goes to saying
    the first of them whole. When even the lines are too many, the last ones share one.
    """
    ordered = sorted(found, key=lambda one: (_ORDER.index(one.kind), one.since, one.post_id))
    fitting = budget_s // LINE_S
    shown = ordered if len(ordered) <= fitting else ordered[: fitting - 1]
    more = ordered[len(shown) :]
    left_s = budget_s - LINE_S * (len(shown) + bool(more))
    items = []
    for item in shown:
        whole_s = _cost(item, item.text)
        if whole_s - LINE_S <= left_s:
            left_s -= max(0, whole_s - LINE_S)
            items.append(replace(item, said=item.text, cost_s=max(LINE_S, whole_s)))
        else:
            items.append(replace(item, said=headline(item.text)))
    return HandoverPlan(items=items, more=more)


def headline(text: str) -> str:
    """How it begins, as far as a line takes no longer than `LINE_S`, with the number beside it."""
    words = text.split()
    for count in range(len(words), 0, -1):
        line = " ".join(words[:count])
        if cost_s(f"{line} 1", duration_ms=None, has_clip=False) <= LINE_S:
            return line if count == len(words) else f"{line}…"
    return f"{words[0][:24]}…" if words else ""


def _cost(item: OpenItem, said: str) -> int:
    return cost_s(" ".join([said, *item.people, "1"]), duration_ms=None, has_clip=False)
