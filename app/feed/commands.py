"""The feed's commands, as sync applies them. REST and the outbox of a phone both come through here."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from app.core.actor import Actor
from app.feed import service, showing, undoing
from app.feed.handover.commands import APPLIERS as HANDOVER_APPLIERS
from app.feed.models import Post, Reply
from app.feed.schemas import (
    AnswerBody,
    AnswerOut,
    PostBody,
    ReplyBody,
    ShowPostBody,
    ShowReplyBody,
    UndoBody,
    read_body,
)
from app.sync.schemas import Applier, CommandIn

CREATE_POST = "post.create"
ANSWER_POST = "post.answer"
UNDO_ANSWER = "answer.undo"
CREATE_REPLY = "reply.create"
SHOW_POST = "post.show"
SHOW_REPLY = "reply.show"

Result = dict[str, Any]


def appliers(*, text_max_chars: int) -> Mapping[str, Applier]:
    """By kind of command. The results are JSON: they are kept and said again word for word."""

    def create_post(session: Session, actor: Actor, command: CommandIn) -> Result:
        body = read_body(PostBody, command.body)
        post = service.create_post(session, actor, body, command=command, text_max_chars=text_max_chars)
        return {"post_id": str(post.id), **_published(post)}

    def create_reply(session: Session, actor: Actor, command: CommandIn) -> Result:
        body = read_body(ReplyBody, command.body)
        reply = service.create_reply(session, actor, body, command=command, text_max_chars=text_max_chars)
        return {"post_id": str(reply.post_id), "reply_id": str(reply.id), **_published(reply)}

    return {
        CREATE_POST: create_post,
        ANSWER_POST: _answer_post,
        UNDO_ANSWER: _undo_answer,
        CREATE_REPLY: create_reply,
        SHOW_POST: _show_post,
        SHOW_REPLY: _show_reply,
        **HANDOVER_APPLIERS,
    }


def _answer_post(session: Session, actor: Actor, command: CommandIn) -> Result:
    body = read_body(AnswerBody, command.body)
    answer = service.answer_post(session, actor, body, command=command)
    said = AnswerOut(
        kind=answer.kind,
        version=answer.version,
        captured_at=answer.captured_at,
        arrived_at=answer.arrived_at,
        held=answer.is_held,
        held_until=answer.held_until if answer.is_held else None,
    )
    return {"post_id": str(answer.post_id), **said.model_dump(mode="json")}


def _undo_answer(session: Session, actor: Actor, command: CommandIn) -> Result:
    body = read_body(UndoBody, command.body)
    post = undoing.undo_answer(session, actor, body, command=command)
    return {"post_id": str(post.id), "version": body.version}


def _show_post(session: Session, actor: Actor, command: CommandIn) -> Result:
    body = read_body(ShowPostBody, command.body)
    post = showing.show_post_now(session, actor, body, command=command)
    return {"post_id": str(post.id), **_published(post)}


def _show_reply(session: Session, actor: Actor, command: CommandIn) -> Result:
    body = read_body(ShowReplyBody, command.body)
    reply = showing.show_reply_now(session, actor, body, command=command)
    return {"post_id": str(reply.post_id), "reply_id": str(reply.id), **_published(reply)}


def _published(row: Post | Reply) -> Result:
    return {"published": row.published_at is not None, "held": row.is_held}
