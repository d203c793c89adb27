"""Issues and pull requests of other repositories become topics, and stop being ones."""

import random
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.playground.faults import Fault
from bot.playground.repositories import Repository
from bot.playground.requests import Request
from tests.stories.team import (
    CONFIGURATION,
    FILE,
    agenda,
    entries,
    ids,
    meetings,
    mine,
    reactions,
)

pytestmark = pytest.mark.unmeasured

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


async def test_a_comment_puts_its_thread_on_the_next_agenda(team, meeting, hub):
    thread = hub.open_issue("Builds hang", "Since Monday.", by="ada")
    command = thread.comment("Shall we talk about this?\n\n/agenda", by="ada")

    await team.settle()

    assert thread.label_names == ["agenda"]
    assert reactions(command) == ["+1"]
    assert mine(thread) == []
    assert entries(meeting) == [
        "1. Builds hang · ada · 5 min · 17:00 · [jupyterhub/binderhub#1]"
        f"({team.github.server_url}/jupyterhub/binderhub/issues/1) · `A1`"
    ]


async def test_words_owner_and_time_come_from_the_command(team, meeting, hub):
    pull = hub.open_issue("Bump k8s", by="ada", pull_request=True)
    pull.comment("/agenda [Erik] Is k8s 1.30 safe? (15 min)\n\n- see #1", by="ada")
    await team.settle()

    (entry,) = entries(meeting)
    assert entry.startswith("1. Is k8s 1.30 safe? · Erik · 15 min · 17:00 · ")
    assert "see [#1]" in agenda(meeting)


async def test_what_others_say_of_the_same_thread_is_not_lost(team, meeting, hub):
    thread = hub.open_issue("Builds hang", by="ada")
    thread.comment("/agenda Who looks at the builds? (10 min)", by="ada")
    thread.comment("/agenda Can we have more nodes?", by="minrk")
    await team.settle()

    assert "Who looks at the builds? · ada · 10 min" in agenda(meeting)
    assert "- Can we have more nodes? (minrk)" in agenda(meeting)
    assert ids(meeting) == ["A1"]


async def test_a_label_set_by_hand_does_the_same(team, meeting, hub):
    thread = hub.open_issue("@minrk's **idea** (5 min)", by="ada")
    thread.add_label("agenda", by="sgibson91")
    await team.settle()

    (entry,) = entries(meeting)
    assert "sgibson91 · 5 min" in entry
    assert "@minrk" not in entry


async def test_taking_the_label_off_takes_it_off(team, meeting, hub):
    thread = hub.open_issue("Builds hang", by="ada")
    thread.comment("/agenda", by="ada")
    await team.settle()
    thread.remove_label("agenda", by="minrk")
    await team.settle()

    assert ids(meeting) == []
    assert thread.label_names == []  # nobody is overruled


async def test_closing_the_thread_takes_it_off_and_opening_brings_it_back(
    team, meeting, hub
):
    thread = hub.open_issue("Builds hang", by="ada")
    thread.comment("/agenda", by="ada")
    await team.settle()
    thread.close(by="minrk")
    await team.settle()
    assert ids(meeting) == []

    thread.reopen(by="minrk")
    await team.settle()
    assert ids(meeting) == ["A1"]


async def test_who_deletes_the_command_takes_it_off(team, meeting, hub):
    thread = hub.open_issue("Builds hang", by="ada")
    command = thread.comment("/agenda", by="ada")
    await team.settle()
    command.delete(by="ada")
    await team.settle()

    assert thread.label_names == []
    assert ids(meeting) == []


async def test_done_removes_the_label_and_defer_keeps_it(team, meeting, hub):
    for title in ("One", "Two"):
        hub.open_issue(title, by="ada").comment("/agenda", by="ada")
    await team.settle()
    meeting.comment("/agenda done A1\n/agenda defer A2", by="minrk")
    await team.settle()

    assert [thread.label_names for thread in hub.issues] == [[], ["agenda"]]
    assert agenda(meeting).count("One · ada") == 1
    assert "## Done" in agenda(meeting)
    assert "## Deferred" in agenda(meeting)


async def test_what_was_done_may_come_again(team, meeting, hub):
    thread = hub.open_issue("One", by="ada")
    thread.comment("/agenda", by="ada")
    await team.settle()
    meeting.comment("/agenda done A1", by="minrk")
    await team.settle()
    team.github.clock.advance(timedelta(minutes=5))
    thread.add_label("agenda", by="minrk")
    await team.settle()

    assert thread.label_names == ["agenda"]
    assert "## Done" not in agenda(meeting)
    assert ids(meeting) == ["A1"]


async def test_whoever_proposed_it_may_remove_it(team, meeting, hub):
    thread = hub.open_issue("One", by="zoe")
    thread.comment("/agenda", by="ada")
    await team.settle()
    meeting.comment("/agenda remove A1", by="ada")
    await team.settle()

    assert thread.label_names == []
    assert ids(meeting) == []


async def test_it_waits_for_a_meeting_whose_issue_is_not_open_yet(team, hub, logs):
    thread = hub.open_issue("Builds hang", by="ada")
    command = thread.comment("/agenda Builds (10 min)", by="ada")
    await team.settle()
    assert thread.label_names == ["agenda"]
    assert reactions(command) == ["+1"]
    assert meetings(team.repo) == []

    meeting = await team.meeting()

    assert "1. Builds · ada · 10 min" in agenda(meeting)


async def test_what_nobody_told_of_is_found_by_the_sweep(team, meeting, hub):
    thread = hub.open_issue("Builds hang", by="ada")
    command = thread.comment("/agenda", by="ada")
    by_hand = hub.open_issue("Docs", by="ada")
    by_hand.add_label("Agenda", by="minrk")
    await team.settle(lose=lambda _delivery: True)
    assert thread.label_names == []

    await team.sweep()

    assert thread.label_names == ["Agenda"]  # to GitHub it is the same
    assert reactions(command) == ["+1"]
    assert sorted(ids(meeting)) == ["A1", "A2"]
    team.github.requests.clear()
    await team.sweep()
    assert team.writes == []


async def test_commands_about_topics_are_refused_where_there_is_no_agenda(
    team, meeting, hub
):
    thread = hub.open_issue("Builds hang", by="ada")
    command = thread.comment("/agenda move A1 first", by="minrk")
    await team.settle()

    assert reactions(command) == ["confused"]
    (note,) = mine(thread)
    assert "no meeting's issue" in note.body
    assert thread.label_names == []
    command.edit("/agenda", by="minrk")
    await team.settle()
    assert mine(thread) == []
    assert reactions(command) == ["+1"]
    assert thread.label_names == ["agenda"]


async def test_a_closed_thread_is_no_topic(team, meeting, hub):
    thread = hub.open_issue("Builds hang", by="ada")
    thread.close(by="ada")
    command = thread.comment("/agenda", by="ada")
    await team.settle()

    assert thread.label_names == []
    assert reactions(command) == ["confused"]
    thread.reopen(by="ada")
    await team.sweep()
    assert thread.label_names == ["agenda"]
    assert ids(meeting) == ["A1"]


async def test_private_threads_are_no_topics_of_a_public_meeting(team, meeting):
    secret = team.github.add_repository("jupyterhub/secret", private=True)
    thread = secret.open_issue("A hole", by="minrk")
    command = thread.comment("/agenda", by="minrk")
    thread.add_label("agenda", by="minrk")
    await team.settle()
    await team.sweep()

    assert ids(meeting) == []
    assert "hole" not in agenda(meeting)
    assert reactions(command) == ["confused"]
    (note,) = mine(thread)
    assert "no meeting to come takes this thread" in note.body


async def test_no_label_comes_where_nobody_meets(team, logs):
    elsewhere = team.github.add_repository("other/project")
    thread = elsewhere.open_issue("Builds hang", by="ada")
    command = thread.comment("/agenda", by="ada")
    await team.settle()

    assert thread.label_names == []
    assert reactions(command) == []


def several_deeds(hub: Repository, docs: Repository) -> Iterator[None]:
    """What people do to five threads, step by step."""
    one = hub.open_issue("One", by="ada")
    command = one.comment("/agenda", by="ada")
    yield
    two = docs.open_issue("Two", by="grace")
    two.add_label("agenda", by="minrk")
    yield
    three = hub.open_issue("Three", by="ada", pull_request=True)
    words = three.comment("/agenda Is it time? (10 min)", by="grace")
    yield
    command.delete(by="ada")
    yield
    four = docs.open_issue("Four", by="ada")
    four.comment("/agenda", by="ada")
    yield
    words.edit("/agenda Is it time yet? [Erik] (15 min)", by="grace")
    yield
    two.close(by="grace")
    yield
    four.edit(title="Four, renamed", by="ada")
    yield
    five = docs.open_issue("Five", by="ada")
    five.comment("/agenda move A1 first\n/agenda", by="ada")
    yield
    two.reopen(by="grace")
    yield


@pytest.mark.parametrize("how", ["doubled", "shuffled", "a third lost", "all lost"])
async def test_however_deliveries_come_the_topics_are_the_same(team, meeting, hub, how):
    docs = team.github.add_repository("jupyterhub/docs")
    dice = random.Random(how)
    lost = {"a third lost": 1 / 3, "all lost": 1}.get(how, 0)
    for _ in several_deeds(hub, docs):
        team.github.clock.advance(timedelta(minutes=1))
        await team.settle(
            duplicate=how == "doubled",
            shuffle=dice if how == "shuffled" else None,
            lose=lambda _delivery: dice.random() < lost,
        )
    await team.sweep()

    titles = sorted(
        entry.partition(". ")[2].partition(" · [")[0] for entry in entries(meeting)
    )
    assert [re.sub(r" · [0-9:]{5}$", "", title) for title in titles] == [
        "Four, renamed · ada · 5 min",
        "Is it time yet? · Erik · 15 min",
        "Two · minrk · 5 min",
    ]
    labels = [t.label_names for repo in (hub, docs) for t in repo.issues]
    assert labels == [[], ["agenda"], ["agenda"], ["agenda"], []]
    team.github.requests.clear()
    await team.sweep()
    assert team.writes == []


async def test_a_label_of_the_team_s_own_choice(team, hub):
    team.repo.commit(FILE, CONFIGURATION + "\nagenda: {label: to discuss}\n")
    meeting = await team.meeting()
    thread = hub.open_issue("Builds hang", by="ada")
    thread.add_label("agenda", by="minrk")
    await team.settle()
    assert ids(meeting) == []
    thread.comment("/agenda", by="ada")
    await team.settle()

    assert thread.label_names == ["agenda", "to discuss"]
    assert ids(meeting) == ["A1"]


async def test_an_issue_beside_the_meeting_s_own(team, meeting):
    thread = team.repo.open_issue("Charter", by="ada")
    thread.comment("/agenda", by="ada")
    await team.settle()
    assert ids(meeting) == ["A1"]


async def test_a_meeting_that_is_labelled_itself_is_no_topic(team, meeting):
    meeting.add_label("agenda", by="minrk")
    await team.settle()
    await team.sweep()
    assert ids(meeting) == []


async def test_of_two_series_the_next_meeting_takes_it(team, hub):
    series = "  docs: {when: every tuesday, time: '15:00', opens: 10d}\n"
    team.repo.commit(FILE, CONFIGURATION + series)
    team.github.clock.advance(DAY)
    await team.sweep()
    thread = hub.open_issue("Builds hang", by="ada")
    thread.comment("/agenda", by="ada")
    await team.settle()

    shown = [issue.title for issue in meetings(team.repo) if "Builds" in agenda(issue)]
    assert shown == ["Docs meeting - 9 March 2021"]


async def test_a_thread_that_is_moved_or_deleted_is_no_topic_any_more(
    team, meeting, hub
):
    moved = hub.open_issue("One", by="ada")
    gone = hub.open_issue("Two", by="ada")
    for thread in (moved, gone):
        thread.comment("/agenda", by="ada")
    await team.settle()
    assert len(ids(meeting)) == 2
    moved.transfer(team.github.add_repository("jupyterhub/docs"), by="minrk")
    gone.delete(by="minrk")
    await team.sweep()
    assert ids(meeting) == []


async def test_who_takes_done_back_has_the_thread_again(team, meeting, hub):
    for title in ("One", "Two"):
        hub.open_issue(title, by="ada").comment(f"/agenda {title}!", by="ada")
        team.github.clock.advance(MINUTE)
        await team.settle()
    done = meeting.comment("/agenda done A1", by="minrk")
    await team.settle()
    assert [thread.label_names for thread in hub.issues] == [[], ["agenda"]]
    team.github.clock.advance(MINUTE)
    done.edit("/agenda done A2", by="minrk")
    await team.settle()
    await team.sweep()

    assert [thread.label_names for thread in hub.issues] == [["agenda"], []]
    assert entries(meeting)[0].startswith("1. One! · ada")
    assert "## Done" in agenda(meeting)
    team.github.clock.advance(MINUTE)
    done.delete(by="minrk")
    await team.settle()
    await team.sweep()
    assert [thread.label_names for thread in hub.issues] == [["agenda"], ["agenda"]]
    assert "## Done" not in agenda(meeting)
    assert ids(meeting) == ["A1", "A2"]
    team.github.requests.clear()
    await team.sweep()
    assert team.writes == []


async def test_who_takes_a_removing_back_has_the_thread_again(team, meeting, hub):
    thread = hub.open_issue("One", by="zoe")
    thread.add_label("agenda", by="minrk")
    await team.settle()
    team.github.clock.advance(MINUTE)
    remove = meeting.comment("/agenda remove A1", by="manics")
    await team.settle()
    assert thread.label_names == []
    team.github.clock.advance(MINUTE)
    remove.edit("sorry", by="manics")
    await team.settle()
    await team.sweep()

    assert thread.label_names == ["agenda"]
    (entry,) = entries(meeting)
    assert entry.startswith("1. One · minrk")  # who labelled it first
    assert entry.endswith("`A1`")


async def test_a_command_whose_deletion_nobody_told_of_is_gone_as_well(
    team, meeting, hub
):
    thread = hub.open_issue("Builds hang", by="ada")
    command = thread.comment("/agenda", by="ada")
    await team.settle()
    command.edit("never mind", by="ada")
    await team.settle(lose=lambda _delivery: True)
    await team.sweep()

    assert thread.label_names == []
    assert ids(meeting) == []
    assert reactions(command) == []


async def test_one_person_may_propose_only_so_many(team, hub):
    team.repo.commit(FILE, CONFIGURATION + "\nagenda: {most: 2}\n")
    meeting = await team.meeting()
    for n in range(4):
        hub.open_issue(f"Thread {n}", by="ada").comment("/agenda", by="ada")
        await team.settle()
    hub.open_issue("Another", by="ada").add_label("agenda", by="minrk")
    await team.settle()

    assert len(ids(meeting)) == 3
    assert "*2 more threads have the label, and no place on this agenda.*" in agenda(
        meeting
    )


async def test_nothing_goes_since_a_file_could_not_be_read(team, meeting, hub):
    """A wrong file needs a second look, at the version in force; GitHub may be away."""
    thread = hub.open_issue("Builds hang", by="ada")
    thread.comment("/agenda", by="ada")
    team.repo.commit(FILE, CONFIGURATION + "agenda: {minutes: many}\n")
    await team.settle()
    await team.sweep()
    assert ids(meeting) == ["A1"]

    def second_look(request: Request) -> bool:
        last = list(team.github.requests)[-6:]
        is_survey = any("HEAD:.github/team-compass.yml" in str(r.body) for r in last)
        return is_survey and request.path.endswith(f"/contents/{FILE}")

    fault = team.github.faults.add(Fault(match=second_look, status=502, times=None))
    team.github.clock.advance(timedelta(hours=1))
    meeting.comment("/here", by="ada")
    await team.settle()
    assert fault.seen >= 3
    assert ids(meeting) == ["A1"]
    assert thread.label_names == ["agenda"]
    team.github.faults.remove(fault)
    await team.wait()
    assert ids(meeting) == ["A1"]
    assert "## Roll call" in agenda(meeting)
