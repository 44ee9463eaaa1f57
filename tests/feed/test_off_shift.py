"""What somebody does off shift is theirs alone until their shift starts: no lead can tell they did it."""

import itertools
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx
import pytest
from fastapi.routing import iter_route_contexts

from app.core.ids import new_id
from app.housekeeping import keep_house
from tests.doubles.recordings import a_video, a_voice_note
from tests.language import Crew, Json, Person, Post, a_crew, answer_body, post_body, reply_body
from tests.rig import House
from tests.streams import listening

# Night in Berlin, before a shift that starts at six in the morning, 05:00 UTC.
NIGHT = datetime(2026, 11, 24, 1, tzinfo=UTC)
SIX = datetime(2026, 11, 24, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
UNKNOWN = str(UUID(int=0))
# A stream never ends, and is listened to instead; two tell operators about processes and jobs; and an
# export is itself an entry in the audit log, so that looking twice would differ by having looked.
NOT_SWEPT = {"/api/live", "/metrics", "/readyz", "/api/audit.csv", "/api/roster.csv"}


@pytest.fixture
def crew(house: House) -> Crew:
    """Ben works from six to two, yesterday and today. Nobody plans Maria, Ana and Ada."""
    house.clock.set(NIGHT)
    crew = a_crew(house)
    plans(crew, SIX - DAY)
    plans(crew, SIX)
    return crew


def plans(crew: Crew, starts_at: datetime, ends_at: datetime | None = None, *, who: str = "Ben") -> str:
    person = crew.lead if who == "Maria" else crew[who]
    answer = crew.lead.http.post(
        f"/api/teams/{crew.team_id}/shifts",
        json={
            "person_id": person.id,
            "starts_at": starts_at.isoformat(),
            "ends_at": (ends_at or starts_at + 8 * HOUR).isoformat(),
        },
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def comes(house: House, at: datetime) -> None:
    """It is `at`, and what had to come by then came: here by the look that is taken every hour."""
    house.clock.set(at)
    keep_house(house.db, house.settings, at=at)
    house.drain()


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


def own(person: Person, post: Post) -> tuple[Json, list[Json]]:
    card = person.sees(post)
    mine = [reply for reply in card["replies"] if reply["author"]["id"] == person.id]
    return card["my_answer"], mine


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


def test_to_oneself_everything_is_there_at_once(house: House, crew: Crew) -> None:
    ben = crew["Ben"]
    post = crew.lead.posts("Wear gloves", ask="acknowledge")
    cursor = ben.gets("/api/sync")["cursor"]
    ben.objects(post)
    ben.replies(post, "Mine are torn")
    his = ben.posts("Who swaps Friday with me?")
    answer, [reply] = own(ben, post)
    for mine in (answer, reply, ben.sees(his)):
        assert (mine["held"], mine["held_until"]) == (True, "2026-11-24T05:00:00Z")
        assert mine["captured_at"] == "2026-11-24T01:00:00Z"
    assert answer["kind"] == "problem"
    delta = ben.gets("/api/sync", since=cursor)
    assert {one["id"] for one in delta["posts"]} == {str(post.id), str(his.id)}
    assert ben.texts() == ["Who swaps Friday with me?", "Wear gloves"]
    comes(house, SIX + HOUR)
    answer, [reply] = own(ben, post)
    for mine in (answer, reply, ben.sees(his)):
        assert (mine["held"], mine["held_until"]) == (False, None)
        assert mine["captured_at"] == "2026-11-24T01:00:00Z", "what he did when is still his to know"


def test_what_was_done_on_shift_is_shown_when_it_arrives(house: House, crew: Crew) -> None:
    post = crew.lead.posts("Wear gloves", ask="acknowledge")
    crew["Ben"].acknowledges(post, captured_at=SIX - DAY + HOUR)
    assert crew.lead.sees(post)["counts"]["got_it"] == 1


def test_what_was_done_off_shift_and_arrives_on_shift_says_nothing_of_the_night(
    house: House, crew: Crew
) -> None:
    post = crew.lead.posts("Wear gloves", ask="acknowledge")
    house.clock.set(SIX + HOUR)
    crew["Ben"].acknowledges(post, captured_at=NIGHT)
    [answered] = crew.lead.board(post)["answered"]
    assert answered["captured_at"] == "2026-11-24T05:00:00Z"
    assert answered["arrived_at"] == "2026-11-24T06:00:00Z"


def test_a_phone_with_a_wrong_clock_does_not_tell_on_its_owner(house: House, crew: Crew) -> None:
    post = crew.lead.posts("Wear gloves", ask="acknowledge")
    said = crew["Ben"].acknowledges(post, captured_at=datetime(2001, 1, 1, tzinfo=UTC))
    assert said["held"]
    assert crew.lead.sees(post)["counts"]["got_it"] == 0


def test_whom_nobody_plans_is_never_off_shift(crew: Crew) -> None:
    post = crew.lead.posts("Wear gloves", ask="acknowledge")
    assert not crew["Ana"].acknowledges(post)["held"]
    assert crew.lead.sees(post)["counts"]["got_it"] == 1


def test_without_a_next_shift_it_waits_for_one_to_be_planned(house: House, crew: Crew) -> None:
    ben = crew["Ben"]
    house.clock.set(SIX + 9 * HOUR)
    post = crew.lead.posts("Wear gloves", ask="acknowledge")
    said = ben.acknowledges(post)
    assert (said["held"], said["held_until"]) == (True, None)
    comes(house, SIX + DAY)
    assert crew.lead.sees(post)["counts"]["got_it"] == 0
    shift = plans(crew, SIX + 2 * DAY)
    house.drain()
    assert own(ben, post)[0]["held_until"] == "2026-11-26T05:00:00Z"
    later = {"starts_at": (SIX + 2 * DAY + HOUR).isoformat()}
    assert crew.lead.http.patch(f"/api/shifts/{shift}", json=later).status_code == 200
    house.drain()
    assert own(ben, post)[0]["held_until"] == "2026-11-26T06:00:00Z"
    comes(house, SIX + 2 * DAY)
    assert crew.lead.sees(post)["counts"]["got_it"] == 0, "the shift was moved"
    comes(house, SIX + 2 * DAY + HOUR)
    assert crew.lead.sees(post)["counts"]["got_it"] == 1


def test_a_shift_that_is_deleted_shows_nothing(house: House, crew: Crew) -> None:
    ben = crew["Ben"]
    post = crew.lead.posts("Wear gloves", ask="acknowledge")
    ben.acknowledges(post)
    [shift] = [one for one in ben.gets("/api/me/shifts") if one["starts_at"] == "2026-11-24T05:00:00Z"]
    assert crew.lead.http.delete(f"/api/shifts/{shift['id']}").status_code == 204
    house.drain()
    assert own(ben, post)[0]["held_until"] is None
    comes(house, SIX)
    assert crew.lead.sees(post)["counts"]["got_it"] == 0
    # Weeks later nobody plans him any more; what he does then is on shift, and shows the rest.
    comes(house, SIX + 20 * DAY)
    assert crew.lead.sees(post)["counts"]["got_it"] == 0
    ben.replies(post, "I am back")
    house.drain()
    assert crew.lead.sees(post)["counts"]["got_it"] == 1


def test_the_job_that_waits_for_the_shift_needs_nobody_else(house: House, crew: Crew) -> None:
    """By the real clock: no housekeeping, and nothing that Ben does."""
    house.clock.run()
    soon = house.clock() + timedelta(seconds=3)
    plans(crew, soon, soon + HOUR, who="Ana")
    post = crew.lead.posts("Wear gloves", ask="acknowledge")
    assert crew["Ana"].acknowledges(post)["held"]
    assert crew.lead.sees(post)["counts"]["got_it"] == 0
    house.drain()
    assert house.clock() >= soon
    assert crew.lead.sees(post)["counts"]["got_it"] == 1


def test_a_job_that_comes_for_a_moved_shift_waits_for_it_again(house: House, crew: Crew) -> None:
    house.clock.run()
    soon = house.clock() + timedelta(seconds=2)
    shift = plans(crew, soon, soon + HOUR, who="Ana")
    post = crew.lead.posts("Wear gloves", ask="acknowledge")
    crew["Ana"].acknowledges(post)
    later = {"starts_at": (soon + timedelta(seconds=3)).isoformat()}
    assert crew.lead.http.patch(f"/api/shifts/{shift}", json=later).status_code == 200
    house.drain()
    assert house.clock() >= soon + timedelta(seconds=3)
    assert crew.lead.sees(post)["counts"]["got_it"] == 1


def test_ben_may_send_a_reply_and_a_post_at_once_all_the_same(house: House, crew: Crew) -> None:
    ben = crew["Ben"]
    post = crew.lead.posts("Wear gloves", ask="acknowledge")
    now = {"even_off_shift": True}
    assert ben.sends("reply.create", reply_body(post, new_id(), "I am ill") | now)["result"]["published"]
    his = Post(id=new_id(), team_id=crew.team_id)
    assert ben.sends("post.create", post_body(his, "Who can take my shift?") | now)["result"]["published"]
    assert [reply["text"] for reply in crew.lead.sees(post)["replies"]] == ["I am ill"]
    assert crew.lead.sees(his)["captured_at"] == "2026-11-24T01:00:00Z"
    answer = answer_body(post, "got_it") | now
    assert ben.sends("post.answer", answer)["code"] == "request.malformed", "an answer never needs it"


def test_ben_may_change_his_mind_and_have_it_shown(house: House, crew: Crew) -> None:
    ben, lead = crew["Ben"], crew.lead
    post = lead.posts("Wear gloves", ask="acknowledge")
    ben.acknowledges(post)
    reply, other = ben.replies(post, "I am ill"), ben.replies(post, "Never mind")
    his = ben.posts("Who can take my shift?", ask="acknowledge")
    done = ben.sends("reply.show", {"post_id": str(post.id), "reply_id": str(reply)})
    assert done["result"] == {
        "post_id": str(post.id),
        "reply_id": str(reply),
        "published": True,
        "held": False,
    }
    key = {"Idempotency-Key": str(new_id())}
    for _ in range(2):
        shown = ben.http.post(f"/api/posts/{his.id}/show", headers=key)
        assert shown.status_code == 200, shown.text
        assert shown.json()["published_at"] == "2026-11-24T01:00:00Z"
    assert [one["id"] for one in lead.sees(post)["replies"]] == [str(reply)]
    assert lead.sees(post)["counts"]["got_it"] == 0, "the answer waits all the same"
    assert lead.sees(his)["asked"]
    for nobody in (lead, crew["Ana"], a_crew(house).lead):
        for path in (f"/api/posts/{his.id}/show", f"/api/posts/{post.id}/replies/{other}/show"):
            refused = nobody.http.post(path, headers={"Idempotency-Key": str(new_id())})
            assert refused.status_code == 404
    assert len(lead.sees(post)["replies"]) == 1


def test_a_leads_post_is_sent_when_it_is_sent_but_a_lead_has_evenings_too(house: House, crew: Crew) -> None:
    plans(crew, SIX, who="Maria")
    post = crew.lead.posts("The early shift starts at gate B", ask="acknowledge")
    assert crew["Ana"].sees(post)["published_at"] is not None
    crew.lead.replies(post, "Still thinking about this")
    assert crew["Ana"].sees(post)["replies"] == []
    comes(house, SIX)
    assert len(crew["Ana"].sees(post)["replies"]) == 1


def test_a_held_post_waits_for_its_clip_and_for_the_shift_whichever_is_later(
    house: House, crew: Crew
) -> None:
    ben = crew["Ben"]
    clip = ben.records(a_video())
    his = ben.posts("Look at this", clip=clip)
    house.drain()
    assert ben.sees(his)["published_at"] is None, "its clip is ready, but the shift has not started"
    assert not crew.lead.is_shown(his)
    comes(house, SIX)
    assert crew.lead.is_shown(his)
    assert crew.lead.gets(f"/api/clips/{clip}")["state"] == "ready"


def test_who_left_the_team_that_planned_them_is_planned_by_nobody(house: House, crew: Crew) -> None:
    post = crew.lead.posts("Wear gloves", ask="acknowledge")
    ben = crew["Ben"]
    made = crew.admin.http.post(
        "/api/teams", json={"name": "Night", "site_id": crew.admin.gets("/api/sites")[0]["id"]}
    )
    night = UUID(made.json()["id"])
    joined = ben.http.post(
        "/api/join",
        json={
            "token": crew.admin.invites(team_id=night)["url"].partition("#")[2],
            "name": "Ben",
            "language": "en",
            "device_label": "Test phone",
        },
    )
    assert joined.status_code == 201, joined.text
    assert ben.acknowledges(post)["held"]
    crew.lead.removes(ben)
    elsewhere = crew.admin.posts("Welcome", ask="acknowledge", team_id=night)
    assert not ben.acknowledges(elsewhere)["held"]


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
