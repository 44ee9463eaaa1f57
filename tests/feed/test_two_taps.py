"""The main job: a lead says something, the crew answers, the lead sees who is missing."""

from datetime import timedelta

from tests.doubles.recordings import Script, a_recording, a_video, a_voice_note
from tests.language import a_crew, joins, token_of
from tests.rig import House


def test_a_clip_reaches_the_crew_and_is_acknowledged(house: House) -> None:
    crew = a_crew(house, workers=["Ben", "Ana"])
    clip = crew.lead.records(a_video(says="Forklift two is down"))
    post = crew.lead.posts("Forklift 2", clip=clip, ask="acknowledge")
    house.drain()

    card = crew["Ben"].sees(post)
    assert card["published_at"] is not None
    assert (card["asked"], card["my_answer"], card["counts"]) == (True, None, None)
    shown = crew["Ben"].gets(f"/api/clips/{clip}")
    assert shown["state"] == "ready"
    assert shown["transcript"]["text"] == "Forklift two is down"

    said = crew["Ben"].acknowledges(post)
    assert said["kind"] == "got_it"
    assert crew["Ben"].sees(post)["my_answer"] == {
        name: said[name] for name in ("kind", "version", "captured_at", "arrived_at", "held", "held_until")
    }
    assert crew.lead.sees(post)["counts"] == {"asked": 2, "got_it": 1, "problem": 0}


def test_the_lead_sees_23_of_30_and_who_is_missing(house: House) -> None:
    names = [f"Worker {number:02}" for number in range(30)]
    crew = a_crew(house, workers=names)
    post = crew.lead.posts("New exit, gate B", ask="acknowledge")
    crew[names[5]].objects(post)
    for name in names[6:28]:
        crew[name].acknowledges(post)

    assert crew.lead.sees(post)["counts"] == {"asked": 30, "got_it": 22, "problem": 1}
    board = crew.lead.board(post)
    assert board["asked_count"] == 30
    assert len(board["answered"]) == 23
    assert (board["answered"][0]["person"]["name"], board["answered"][0]["kind"]) == (
        names[5],
        "problem",
    ), "problems come first"
    assert [person["name"] for person in board["missing"]] == names[:5] + names[28:]
    assert crew.admin.board(post) == board
    assert crew[names[0]].http.get(f"/api/posts/{post.id}/board").status_code == 404


def test_who_is_asked_is_settled_when_the_post_is_published(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    post = crew.lead.posts("Before", ask="acknowledge")
    late = joins(house, token_of(crew.lead.invites()), "Late")
    assert late.sees(post)["asked"] is False
    assert crew.lead.sees(post)["asked"] is False, "the author is never asked"
    assert crew.lead.sees(post)["counts"]["asked"] == 1
    refused = late.sends("post.answer", {"post_id": str(post.id), "version": 1, "answer": "got_it"})
    assert (refused["status"], refused["code"]) == (422, "answer.not_asked")


def test_a_post_waits_unseen_until_its_clip_can_be_played(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    slow = a_recording(Script(kind="video", takes_s=2.0))
    post = crew.lead.posts("Soon", clip=crew.lead.records(slow), ask="acknowledge")
    assert not crew["Ben"].is_shown(post)
    assert "Soon" not in crew["Ben"].texts()
    mine = crew.lead.sees(post)
    assert mine["published_at"] is None
    assert crew.lead.texts() == ["Soon"]
    house.drain()
    assert crew["Ben"].texts() == ["Soon"]
    assert crew.lead.sees(post)["counts"]["asked"] == 1


def test_a_note_under_a_waiting_post_is_heard_with_it_and_not_before(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    lead, ben = crew.lead, crew["Ben"]
    note = lead.records(a_voice_note(says="One more thing"), kind="voice")
    house.drain()
    slow = a_recording(Script(kind="video", takes_s=2.0))
    post = lead.posts("Soon", clip=lead.records(slow))
    lead.replies(post, clip=note)
    assert ben.http.get(f"/api/clips/{note}").status_code == 404
    house.drain()
    assert [reply["clip_id"] for reply in ben.sees(post)["replies"]] == [str(note)]
    assert ben.gets(f"/api/clips/{note}")["state"] == "ready"


def test_a_clip_that_can_already_be_played_is_published_at_once(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    clip = crew.lead.records()
    house.drain()
    post = crew.lead.posts(clip=clip)
    assert crew["Ben"].is_shown(post)
    assert crew["Ben"].gets(f"/api/clips/{clip}")["state"] == "ready"


def test_a_refused_recording_never_becomes_a_post_for_others(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    broken = a_recording(Script(kind="video", refusal=("media.broken", "It is broken.")))
    clip = crew.lead.records(broken)
    early = crew.lead.posts("Look", clip=clip)
    house.drain()
    assert not crew["Ben"].is_shown(early)
    assert crew.lead.sees(early)["published_at"] is None
    assert crew.lead.gets(f"/api/clips/{clip}")["refusal"]["sentence"] == "It is broken."

    second = crew.lead.records(broken)
    house.drain()
    refused = crew.lead.sends(
        "post.create",
        {"post_id": str(second), "team_id": str(crew.team_id), "clip_id": str(second)},
    )
    assert (refused["status"], refused["code"], refused["sentence"]) == (
        422,
        "clip.refused",
        "It is broken.",
    )


def test_replies_come_by_text_and_by_voice_in_the_order_they_arrive(house: House) -> None:
    crew = a_crew(house, workers=["Ben", "Ana"])
    post = crew.lead.posts("Who has the key?")
    crew["Ben"].replies(post, "Not me")
    note = crew["Ana"].records(a_recording(Script(kind="voice", says="I have it", takes_s=1.5)), kind="voice")
    crew["Ana"].replies(post, clip=note)
    assert [reply["text"] for reply in crew["Ben"].sees(post)["replies"]] == ["Not me"]
    mine = crew["Ana"].sees(post)["replies"]
    assert [(reply["clip_id"], reply["published_at"]) for reply in mine[1:]] == [(str(note), None)]
    house.drain()
    crew.lead.replies(post, "Thanks")

    seen = crew["Ben"].sees(post)["replies"]
    assert [(reply["author"]["name"], reply["text"], reply["clip_id"]) for reply in seen] == [
        ("Ben", "Not me", None),
        ("Ana", "", str(note)),
        ("Maria", "Thanks", None),
    ]
    assert all(reply["published_at"] for reply in seen)
    assert crew["Ben"].gets(f"/api/clips/{note}")["transcript"]["text"] == "I have it"


def test_capture_and_arrival_time_are_both_kept(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    now = house.clock()
    house.clock.set(now)
    recorded, answered = now - timedelta(hours=3), now - timedelta(hours=1)
    post = crew.lead.posts("From the basement", ask="acknowledge", captured_at=recorded)
    said = crew["Ben"].acknowledges(post, captured_at=answered)
    card = crew["Ben"].sees(post)
    stamp = "%Y-%m-%dT%H:%M:%S"
    assert card["captured_at"].startswith(recorded.strftime(stamp))
    assert card["arrived_at"].startswith(now.strftime(stamp))
    assert card["published_at"] == card["arrived_at"]
    assert said["captured_at"].startswith(answered.strftime(stamp))
    assert said["arrived_at"].startswith(now.strftime(stamp))
    ahead = crew["Ben"].sees(crew.lead.posts("Fast clock", captured_at=now + timedelta(days=400)))
    assert ahead["captured_at"] == ahead["arrived_at"], "nothing arrives before it was captured"


def test_a_voice_note_alone_is_a_post(house: House) -> None:
    crew = a_crew(house, workers=["Ben"])
    post = crew["Ben"].posts(clip=crew["Ben"].records(a_voice_note(says="All good"), kind="voice"))
    house.drain()
    assert crew.lead.sees(post)["author"] == {"id": crew["Ben"].id, "name": "Ben"}
