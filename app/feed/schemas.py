"""What the feed reads and answers."""

import unicodedata
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from app.core.errors import Malformed
from app.core.problems import malformed
from app.feed.audience.models import AudienceKind
from app.feed.audience.schemas import AudienceIn
from app.feed.models import AnswerKind, Ask
from app.people.schemas import Named
from app.sync.schemas import PhoneTime

# The bound of a 32-bit column; versions are counted by us and stay small.
VERSION_MAX = 2**31 - 1

Form = TypeVar("Form", bound="Input")


def checked_text(text: str) -> str:
    """The text as it is kept: trimmed, line ends as newlines, no control characters but tab."""
    text = text.replace("\r\n", "\n").strip()
    if any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t" for c in text):
        raise Malformed("text.characters", "The text contains control characters.")
    return text


Text = Annotated[str, AfterValidator(checked_text)]
Id = Annotated[UUID, Field(strict=False)]
Version = Annotated[int, Field(ge=1, le=VERSION_MAX)]


class Input(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class PostBody(Input):
    """The body of the command `post.create`."""

    post_id: Id
    team_id: Id
    text: Text = ""
    clip_id: Id | None = None
    ask: Annotated[Ask, Field(strict=False)] = Ask.NONE
    to: AudienceIn = Field(default_factory=AudienceIn)
    even_off_shift: bool = False
    """Do not wait for my shift: I want it to be seen now."""


class AnswerBody(Input):
    """The body of the command `post.answer`."""

    post_id: Id
    version: Version
    answer: Annotated[AnswerKind, Field(strict=False)]


class UndoBody(Input):
    """The body of the command `answer.undo`."""

    post_id: Id
    version: Version


class ReplyBody(Input):
    """The body of the command `reply.create`."""

    reply_id: Id
    post_id: Id
    text: Text = ""
    clip_id: Id | None = None
    even_off_shift: bool = False


class ShowPostBody(Input):
    """The body of the command `post.show`: my own post that is held until my shift."""

    post_id: Id


class ShowReplyBody(Input):
    """The body of the command `reply.show`, as `post.show`."""

    reply_id: Id
    post_id: Id


def read_body(form: type[Form], body: dict[str, Any]) -> Form:
    try:
        return form.model_validate(body)
    except ValidationError as error:
        raise malformed(error.errors(include_url=False, include_input=False)) from None


class PostForm(Input):
    """`POST /api/posts`. Without a `post_id` the post takes its Idempotency-Key as its id."""

    post_id: Id | None = None
    team_id: Id
    text: Text = ""
    clip_id: Id | None = None
    ask: Annotated[Ask, Field(strict=False)] = Ask.NONE
    to: AudienceIn = Field(default_factory=AudienceIn)
    even_off_shift: bool = False
    captured_at: Annotated[PhoneTime | None, Field(strict=False)] = None


class AnswerForm(Input):
    version: Version
    answer: Annotated[AnswerKind, Field(strict=False)]
    captured_at: Annotated[PhoneTime | None, Field(strict=False)] = None


class ReplyForm(Input):
    """Without a `reply_id` the reply takes its Idempotency-Key as its id."""

    reply_id: Id | None = None
    text: Text = ""
    clip_id: Id | None = None
    even_off_shift: bool = False
    captured_at: Annotated[PhoneTime | None, Field(strict=False)] = None


def _in_utc(at: datetime) -> datetime:
    """SQLite writes times without a zone into an aggregated JSON text; all of them are UTC."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)


StoredTime = Annotated[datetime, AfterValidator(_in_utc)]


class Holdable(BaseModel):
    """`held`: I did it off shift, and nobody else sees it until my shift starts, which is `held_until`;
    null while none is planned. Of what others did nothing is held here.
    """

    held: bool = False
    held_until: StoredTime | None = None


class AnswerOut(Holdable):
    kind: AnswerKind
    version: int
    captured_at: datetime
    arrived_at: datetime


class Counts(BaseModel):
    asked: int
    got_it: int
    problem: int


class ReplyOut(Holdable):
    """`published_at` is null while its voice note is being prepared or it is held: only its author sees it
    then.
    """

    id: UUID
    author: Named
    clip_id: UUID | None
    text: str
    captured_at: StoredTime
    arrived_at: StoredTime
    published_at: StoredTime | None


class PostOut(Holdable):
    """`published_at` is null while its clip is being prepared or it is held: only its author sees it then.

    `asked`: my answer is asked for. `counts` is for the author, leads and admins.
    """

    id: UUID
    team_id: UUID
    author: Named
    clip_id: UUID | None
    text: str
    ask: Ask
    audience: AudienceKind
    version: int
    captured_at: datetime
    arrived_at: datetime
    published_at: datetime | None
    asked: bool
    my_answer: AnswerOut | None
    counts: Counts | None
    replies: list[ReplyOut]


class PostsOut(BaseModel):
    """`before` leads to the next page; null at the end."""

    posts: list[PostOut]
    before: str | None


class BoardAnswer(BaseModel):
    person: Named
    kind: AnswerKind
    captured_at: datetime
    arrived_at: datetime


class BoardOut(BaseModel):
    """Problems first, then by the time of the answer; who is missing by name."""

    asked_count: int
    answered: list[BoardAnswer]
    missing: list[Named]
