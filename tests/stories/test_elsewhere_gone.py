"""What goes, or changes, between one reading and the next: threads, issues, series."""

from datetime import timedelta

import pytest

from bot.playground.faults import Fault
from tests.stories.team import (
    CONFIGURATION,
    FILE,
    Team,
    agenda,
    ids,
    meetings,
    notes,
    reactions,
)

pytestmark = pytest.mark.unmeasured

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
WEEKLY = CONFIGURATION.replace("third thursday", "every thursday")


def fault(team: Team, match: str, callback=None, **keys) -> Fault:
    return team.github.faults.add(Fault(match=match, callback=callback, **keys))


async def test_a_thread_that_goes_before_it_has_its_label_again(
    team, meeting, hub, logs
):
    thread = hub.open_issue("Builds hang", by="ada")
    thread.comment("/agenda", by="ada")
    await team.settle()
    team.github.clock.advance(MINUTE)
    done = meeting.comment("/agenda done A1", by="minrk")
    await team.settle()
    fault(team, "POST */labels", lambda _: thread.delete(by="minrk"))
    done.delete(by="minrk")
    await team.settle()
    assert "the thread is gone" in [entry["event"] for entry in logs]
    await team.sweep()
    assert ids(meeting) == []


async def test_a_thread_that_loses_its_label_while_it_is_read(team, meeting, hub):
    thread = hub.open_issue("Builds hang", by="ada")
    thread.add_label("agenda", by="minrk")
    fault(
        team,
        f"GET */binderhub/issues/{thread.number}/events*",
        lambda _: thread.remove_label("agenda", by="minrk"),
        skip=1,
    )
    await team.settle()
    assert ids(meeting) == []


async def test_a_thread_that_goes_while_it_is_read(team, meeting, hub):
    thread = hub.open_issue("Builds hang", by="ada")
    thread.add_label("agenda", by="minrk")
    gone = fault(
        team,
        f"GET */binderhub/issues/{thread.number}/events*",
        lambda _: thread.delete(by="minrk"),
    )
    await team.sweep()
    await team.sweep()
    assert gone.seen
    assert ids(meeting) == []


async def test_a_meeting_s_issue_that_goes_while_the_thread_is_looked_at(
    team, meeting, hub
):
    thread = hub.open_issue("Builds hang", by="ada")
    thread.add_label("agenda", by="minrk")
    await team.settle()
    gone = fault(
        team,
        f"GET */team-compass/issues/{meeting.number}/comments*",
        lambda _: meeting.delete(by="minrk"),
    )
    thread.remove_label("agenda", by="minrk")
    await team.settle()
    assert gone.seen
    assert thread.label_names == []


async def test_who_cannot_be_assigned_is_the_facilitator_all_the_same(
    team, meeting, logs
):
    meeting.comment("/meeting facilitator @stranger", by="minrk")
    await team.settle()
    assert "- **Facilitator:** stranger" in meeting.body
    assert "not assigned" in [entry["event"] for entry in logs]
    team.github.requests.clear()
    await team.sweep()
    assert team.writes == []


async def test_who_writes_into_the_issue_while_the_head_is_made_loses_nothing(
    team, meeting
):
    """GitHub has no compare and set: the body is looked at once more before it is written."""

    def write(_request) -> None:
        meeting.edit(body=meeting.body + "\nBring your own tea.\n", by="ada")

    between = fault(team, f"GET */issues/{meeting.number}", write, skip=1)
    meeting.comment("/meeting move 2021-03-25", by="minrk")
    await team.wait()
    assert between.seen > 1
    assert "**Thursday 25 March 2021, 17:00 UTC**" in meeting.body
    assert meeting.body.endswith("\nBring your own tea.\n")


async def test_a_series_that_ends_takes_no_more_topics(team):
    team.repo.commit(
        FILE, CONFIGURATION.replace("third thursday", "FREQ=MONTHLY;BYDAY=3TH;COUNT=3")
    )
    team.github.clock.advance(DAY)
    while not meetings(team.repo) or "March" not in meetings(team.repo)[-1].title:
        team.github.clock.advance(3 * DAY)
        await team.sweep()
    last = meetings(team.repo)[-1]
    while last.state == "open":
        team.github.clock.advance(DAY)
        await team.sweep()
    late = last.comment("/agenda What I forgot", by="ada")
    await team.settle()
    assert reactions(late) == ["confused"]
    (note,) = notes(last)
    assert "it comes too late for this meeting, and no later one is planned" in note


async def test_the_last_meeting_s_issue_goes_while_the_next_one_looks_back(team):
    team.repo.commit(FILE, WEEKLY)
    while len(meetings(team.repo)) < 3:
        team.github.clock.advance(2 * DAY)
        await team.sweep()
    *_, before, own = meetings(team.repo)
    fault(
        team,
        f"GET */team-compass/issues/{before.number}/comments*",
        lambda _: before.delete(by="minrk"),
    )
    comment = own.comment("/agenda Something", by="ada")
    await team.settle()
    assert "Something" in agenda(own)
    assert reactions(comment) == ["+1"]


async def test_one_that_is_closed_early_leaves_those_before_it_their_topics(team):
    team.repo.commit(FILE, WEEKLY.replace("    labels", "    opens: 21d\n    labels"))
    team.github.clock.advance(DAY)
    await team.sweep()
    first, second, third = meetings(team.repo)[:3]
    second.close(by="minrk")
    await team.settle()
    team.github.clock.advance(MINUTE)
    first.comment("/agenda For the first", by="ada")
    second.comment("/agenda For the third", by="ada")
    await team.settle()
    third.comment("/agenda For the third as well", by="ada")
    await team.settle()
    assert len(ids(first)) == 1
    assert len(ids(second)) == 0
    assert len(ids(third)) == 2
