"""What is found, as far as the actor may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Select, Subquery, case, func, literal_column, select, text
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.clips.models import Clip, Transcript
from app.core.actor import Actor
from app.feed.access import is_visible
from app.feed.models import Post, Reply
from app.feed.search.indexing import list_spoken
from app.feed.search.models import SearchEntry
from app.feed.search.policy import (
    author_token,
    fts5_match,
    is_named,
    postgres_match,
    snippet,
    spoken_at_ms,
    terms_of,
)
from app.feed.search.schemas import HitOut, PieceOut, SearchOut, SnippetOut
from app.people.models import Person
from app.people.schemas import Named

# A letter alone may begin everybody's name.
_AUTHORS_MAX_COUNT = 100
Terms = Sequence[Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Words that must all be found, within a time; the hits after `before`, one of an earlier page."""

    query: str
    since: datetime | None
    until: datetime | None
    before: UUID | None
    limit: int


def search(session: Session, actor: Actor, wanted: Wanted) -> SearchOut:
    """The newest first. Neither words nor a time: nothing."""
    terms = terms_of(wanted.query)
    if not terms and wanted.since is None and wanted.until is None:
        return SearchOut(hits=[], before=None)
    query = _select_hits(actor).where(*_bounds(actor, wanted)).limit(wanted.limit + 1)
    if terms:
        matching = _select_matching(session, actor, terms)
        query = query.join(matching, matching.c.id == col(SearchEntry.id)).order_by(matching.c.id.desc())
    else:
        query = query.order_by(col(SearchEntry.published_at).desc(), col(SearchEntry.id).desc())
    rows = session.execute(query).all()
    page = rows[: wanted.limit]
    spoken = list_spoken(session, {row.clip_id for row in page if row.clip_id is not None})
    hits = [_hit(row, [one for one in spoken if one.clip_id == row.clip_id], terms) for row in page]
    return SearchOut(hits=hits, before=page[-1].subject_id if len(rows) > wanted.limit else None)


def _select_hits(actor: Actor) -> Select[*tuple[Any, ...]]:
    author, post_author = aliased(Person), aliased(Person)
    # A reply without a recording has none, whatever its post has.
    clip_id = case((col(Reply.id).is_not(None), col(Reply.clip_id)), else_=col(Post.clip_id))
    return (
        select(
            col(SearchEntry.subject_id),
            col(SearchEntry.post_id),
            col(SearchEntry.published_at),
            col(Reply.id).label("reply_id"),
            col(Post.team_id),
            col(author.id).label("author_id"),
            col(author.name).label("author_name"),
            col(post_author.id).label("post_author_id"),
            col(post_author.name).label("post_author_name"),
            func.coalesce(col(Reply.text), col(Post.text)).label("text"),
            col(Clip.id).label("clip_id"),
            col(Clip.kind).label("clip_kind"),
        )
        .select_from(SearchEntry)
        .join(Post, col(Post.id) == col(SearchEntry.post_id))
        .outerjoin(Reply, col(Reply.id) == col(SearchEntry.subject_id))
        .join(author, col(author.id) == func.coalesce(col(Reply.author_id), col(Post.author_id)))
        .join(post_author, col(post_author.id) == col(Post.author_id))
        .outerjoin(Clip, col(Clip.id) == clip_id)
        .where(is_visible(actor))
    )


def _bounds(actor: Actor, wanted: Wanted) -> list[ColumnElement[bool]]:
    bounds = []
    if wanted.since is not None:
        bounds.append(col(SearchEntry.published_at) >= wanted.since)
    if wanted.until is not None:
        bounds.append(col(SearchEntry.published_at) < wanted.until)
    if wanted.before is not None:
        last = aliased(SearchEntry)
        seen = (
            select(col(last.id))
            .join(Post, col(Post.id) == col(last.post_id))
            .where(col(last.subject_id) == wanted.before, is_visible(actor))
            .correlate(None)
        )
        bounds.append(col(SearchEntry.id) < seen.scalar_subquery())
    return bounds


def _select_matching(session: Session, actor: Actor, terms: Terms) -> CTE | Subquery:
    """(id) of entries. FTS5 walks them from the newest on, and only as far as a page needs: a word that
    50,000 posts have is found in a tenth of the time. Postgres would go through everything from the newest
    on, and take each text to pieces anew: there they are found first.
    """
    authors = _list_authors(session, actor, terms)
    found: Select[Any]
    if session.get_bind().dialect.name == "sqlite":
        match = fts5_match(terms, authors=authors)
        found = select(literal_column("rowid").label("id")).select_from(text("search_words"))
        return found.where(text("search_words MATCH :match").bindparams(match=match)).subquery("matching")
    match = postgres_match(terms, authors=authors)
    is_found = text("to_tsvector('simple', search_entry.words) @@ to_tsquery('simple', :match)")
    found = select(col(SearchEntry.id)).where(is_found.bindparams(match=match))
    return found.cte("matching").prefix_with("MATERIALIZED")


def _list_authors(session: Session, actor: Actor, terms: Terms) -> list[list[str]]:
    """For each term, the tokens of the organisation's people who are called so."""
    people = session.execute(
        select(col(Person.id), col(Person.name)).where(col(Person.organisation_id) == actor.organisation_id)
    ).all()
    return [
        [author_token(person_id) for person_id, name in people if is_named(name, term)][:_AUTHORS_MAX_COUNT]
        for term in terms
    ]


def _hit(row: Any, spoken: Sequence[Transcript], terms: Terms) -> HitOut:
    return HitOut(
        post_id=row.post_id,
        reply_id=row.reply_id,
        team_id=row.team_id,
        author=Named(id=row.author_id, name=row.author_name),
        post_author=Named(id=row.post_author_id, name=row.post_author_name),
        published_at=row.published_at,
        clip_id=row.clip_id,
        clip_kind=row.clip_kind,
        snippet=_snippet(row.text, spoken, terms),
    )


def _snippet(written: str, spoken: Sequence[Transcript], terms: Terms) -> SnippetOut | None:
    """Where the words stand: in what was written, else in what was said, else how it begins."""
    found = SnippetOut(source="text", pieces=_pieces(written, terms)) if written else None
    if found is not None and any(piece.hit for piece in found.pieces):
        return found
    for one in spoken:
        said = SnippetOut(
            source="transcript",
            pieces=_pieces(one.text, terms),
            start_ms=spoken_at_ms(one.segments, terms),
        )
        if any(piece.hit for piece in said.pieces):
            return said
        found = found or said
    return found


def _pieces(whole: str, terms: Terms) -> list[PieceOut]:
    return [PieceOut(text=piece.text, hit=piece.is_hit) for piece in snippet(whole, terms)]
