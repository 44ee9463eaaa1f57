"""What somebody does off shift is theirs alone until their shift starts: no lead can tell they did it."""

import itertools
import re
from collections.abc import Iterator, Mapping
from uuid import UUID

import httpx
import pytest
from fastapi.routing import iter_route_contexts

from app.core.ids import new_id
from tests.doubles.recordings import a_video, a_voice_note
from tests.feed.evenings import SIX, a_crew_at_night, comes
from tests.language import Crew, Person, Post, a_crew, post_body
from tests.rig import House
from tests.streams import listening

UNKNOWN = str(UUID(int=0))
# A stream never ends, and is listened to instead; two tell operators about processes and jobs; and an
# export is itself an entry in the audit log, so that looking twice would differ by having looked.
NOT_SWEPT = {"/api/live", "/metrics", "/readyz", "/api/audit.csv", "/api/roster.csv"}


@pytest.fixture
def crew(house: House) -> Crew:
    return a_crew_at_night(house)


def sweep(person: Person, ids: Mapping[str, list[str]], *, since: int) -> dict[str, bytes]:
    """Everything that this person can get, to the byte, by address."""
    addresses = [f"/api/sync?since={since}"]
    assert person.house.app is not None
    for context in iter_route_contexts(person.house.app.routes):
        if "GET" in (context.methods or ()) and context.path not in NOT_SWEPT:
            names = re.findall(r"{(\w+)(?::path)?}", str(context.path))
            for values in itertools.product(*(ids.get(name, [UNKNOWN]) for name in names)):
                path = str(context.path).replace(":path", "")
                addresses.append(path.format(**dict(zip(names, values, strict=True))))
    return {address: said(person.http.get(address)) for address in addresses}


def changed(before: list[dict[str, bytes]], after: list[dict[str, bytes]]) -> list[str]:
    """Addresses at which anybody was told something else."""
    assert [one.keys() for one in before] == [one.keys() for one in after]
    return [
        address
        for one, other in zip(before, after, strict=True)
        for address in one
        if one[address] != other[address]
    ]


def said(answer: httpx.Response) -> bytes:
    return b"%d %s" % (answer.status_code, answer.content)


def objects_of(crew: Crew, *posts: Post, clips: tuple[UUID, ...]) -> dict[str, list[str]]:
    """Ids for the sweep: everything that Ben has touched or made, as far as he is told of it himself."""
    ben = crew["Ben"]
    shown = [ben.gets(f"/api/clips/{clip}") for clip in clips]
    return {
        "team_id": [str(crew.team_id)],
        "person_id": [ben.id, crew["Ana"].id, crew.lead.id],
        "post_id": [str(post.id) for post in posts],
        "clip_id": [str(clip) for clip in clips],
        "rendition_id": [rendition["id"] for clip in shown for rendition in clip["renditions"]],
        "session_id": [one["id"] for one in ben.gets("/api/me/sessions")],
    }


def test_a_lead_cannot_tell_a_night_in_which_ben_did_much_from_one_in_which_he_slept(
    house: House, crew: Crew
) -> None:
    lead, ben = crew.lead, crew["Ben"]
    clip = lead.records(a_video())
    post = lead.posts("Wear gloves at press 4", clip=clip, ask="acknowledge")
    house.drain()
    cursor = lead.gets("/api/sync")["cursor"]
    # The ids under which Ben is going to do things: a lead who guesses them finds nothing, either.
    his, note = Post(id=new_id(), team_id=crew.team_id), new_id()
    watchers = (lead, crew.admin, crew["Ana"])

    def sweeps(ids: Mapping[str, list[str]]) -> list[dict[str, bytes]]:
        return [sweep(watcher, ids, since=cursor) for watcher in watchers]

    known = objects_of(crew, post, his, clips=(clip,))
    known["clip_id"].append(str(note))
    before = sweeps(known)
    with listening(house.url, lead.http.cookies) as stream:
        heard = stream.newest
        ben = ben.opens()
        ben.gets("/api/sync", since=0)
        for rendition in ben.gets(f"/api/clips/{clip}")["renditions"]:
            assert ben.http.get(rendition["url"]).status_code == 200
        assert ben.acknowledges(post)["held_until"] == "2026-11-24T05:00:00Z"
        ben.replies(post, "My gloves are torn")
        ben.records(a_voice_note(), kind="voice", clip_id=str(note))
        ben.replies(post, clip=note)
        ben.sends("post.create", post_body(his, "Who swaps Friday with me?", ask="acknowledge"))
        house.drain()
        assert changed(before, sweeps(known)) == []
        of_the_note = ben.gets(f"/api/clips/{note}")["renditions"]
        assert of_the_note
        for watcher, rendition in itertools.product(watchers, of_the_note):
            assert watcher.http.get(rendition["url"]).status_code == 404
        assert stream.newest == heard

        comes(house, SIX)
        assert stream.await_more_than(heard) > heard
    told = changed(before[:1], [sweep(lead, known, since=cursor)])
    assert {"/api/posts", "/api/sync", f"/api/sync?since={cursor}", f"/api/posts/{post.id}/board"} <= set(
        told
    )
    card = lead.sees(post)
    assert card["counts"] == {"asked": 2, "got_it": 1, "problem": 0}
    assert [reply["text"] for reply in card["replies"]] == ["My gloves are torn", ""]
    acts = [*card["replies"], *lead.board(post)["answered"], lead.sees(his)]
    assert {one["captured_at"] for one in acts} == {"2026-11-24T05:00:00Z"}
    assert {one["arrived_at"] for one in acts} == {"2026-11-24T05:00:00Z"}
    assert lead.gets(f"/api/clips/{note}")["state"] == "ready"
    assert crew["Ana"].sees(his)["asked"]
    delta = lead.gets("/api/sync", since=cursor)
    assert {one["id"] for one in delta["posts"]} == {str(post.id), str(his.id)}


def cursors(person: Person) -> Iterator[int]:
    first = person.gets("/api/sync", since=0)["cursor"]
    yield first
    yield person.gets("/api/sync", since=first)["cursor"]


def test_a_cursor_counts_nothing_that_one_may_not_see(house: House, crew: Crew) -> None:
    post = crew.lead.posts("Wear gloves", ask="acknowledge")
    before = list(cursors(crew.lead))
    crew["Ben"].acknowledges(post)
    assert list(cursors(crew.lead)) == before
    stranger = a_crew(house).lead
    assert next(cursors(stranger)) > 0
