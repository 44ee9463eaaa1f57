"""What was done off shift: what its author is told, and when and why the others see it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.core.ids import new_id
from tests.doubles.recordings import a_video
from tests.feed.evenings import DAY, HOUR, NIGHT, SIX, a_crew_at_night, comes, own, plans
from tests.language import Crew, Post, a_crew, answer_body, post_body, reply_body
from tests.rig import House


@pytest.fixture
def crew(house: House) -> Crew:
    return a_crew_at_night(house)


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
    asked = crew.admin.posts("Who has the key?", ask="acknowledge", team_id=crew.team_id)
    crew.lead.objects(asked)
    assert crew.lead.sees(asked)["counts"]["problem"] == 1, "her own answer counts for her"
    assert crew.admin.sees(asked)["counts"]["problem"] == 0
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
