"""`empty: cancel`: a meeting without topics is cancelled at its cut-off, or never."""

from datetime import timedelta

import pytest

from tests.features.agenda.thread import STARTS, Thread

CUTOFF = STARTS - timedelta(hours=24)
BETWEEN = STARTS - timedelta(hours=2)
DURING = STARTS + timedelta(minutes=10)
AFTER = STARTS + timedelta(days=1, hours=2)


def team(empty: str = "cancel") -> Thread:
    return Thread(empty=empty)


def at(thread: Thread, when, *commands: str) -> Thread:
    """What the chair says then; the bot does not look."""
    thread.now = when
    for command in commands:
        thread.comment(command, by="minrk")
    return thread


def looked(thread: Thread, when, *commands: str) -> str:
    """How the meeting stands once the bot has looked."""
    at(thread, when, *commands).settle()
    return standing(thread)


def standing(thread: Thread) -> str:
    status = "cancelled" if "status=cancelled why=empty" in thread.body else "held"
    assert ("**Cancelled:**" in thread.body) is (status == "cancelled")
    return f"{status}, {thread.state_now}"


def test_it_is_cancelled_when_the_bot_looks_at_the_cutoff():
    thread = team()
    assert looked(thread, CUTOFF - timedelta(hours=1)) == "held, open"
    assert looked(thread, CUTOFF) == "cancelled, closed"


@pytest.mark.parametrize("when", [CUTOFF, BETWEEN])
def test_it_is_cancelled_until_the_start_also_below_a_command(when):
    thread = team()
    assert looked(thread, when, "/meeting facilitator @ada") == "cancelled, closed"


def test_what_was_proposed_in_time_holds_it():
    thread = at(team(), CUTOFF - timedelta(hours=1), "/agenda Something")
    assert looked(thread, CUTOFF) == "held, open"


def test_topics_that_come_late_do_not_hold_it():
    thread = at(team(), BETWEEN, "/agenda Something")
    assert looked(thread, BETWEEN + timedelta(minutes=2)) == "cancelled, closed"


@pytest.mark.parametrize("when", [DURING, AFTER])
@pytest.mark.parametrize("written", [BETWEEN, DURING, AFTER])
@pytest.mark.parametrize("command", ["/meeting facilitator me", "/meeting close"])
def test_no_command_cancels_a_meeting_that_has_begun(when, written, command):
    """The bot was down over the cut-off, and people met."""
    thread = at(team(), BETWEEN - timedelta(hours=1), "/agenda Late, but talked about")
    assert looked(thread, max(when, written), command).startswith("held")
    assert looked(thread, AFTER + timedelta(days=3)).startswith("held")


def test_it_does_not_depend_on_commands_that_came_before_the_start():
    thread = at(team(), BETWEEN, "/meeting facilitator me")
    assert looked(thread, DURING) == "held, open"


@pytest.mark.parametrize("when", [DURING, AFTER])
def test_no_configuration_cancels_a_meeting_that_has_begun(when):
    thread = team("keep")
    assert looked(thread, BETWEEN, "/meeting facilitator me") == "held, open"
    thread.meeting = team("cancel").meeting
    assert looked(thread, when, "/meeting facilitator @ada") == "held, open"


def test_an_issue_that_people_have_closed_is_not_cancelled():
    thread = team()
    at(thread, BETWEEN - timedelta(hours=30)).close(by="ada")
    assert looked(thread, BETWEEN, "/meeting facilitator me") == "held, closed"


@pytest.mark.parametrize("when", [BETWEEN, DURING, AFTER])
def test_once_cancelled_it_stays_so_whatever_is_configured_or_said(when):
    thread = team()
    assert looked(thread, CUTOFF) == "cancelled, closed"
    thread.meeting = team("keep").meeting
    said = ("/agenda Late", "/meeting facilitator me")
    assert looked(thread, when, *said) == "cancelled, closed"


def test_who_moves_it_has_it_take_place_for_good():
    thread = team()
    assert looked(thread, CUTOFF) == "cancelled, closed"
    again = "/meeting move 2021-03-18 17:00"
    assert looked(thread, CUTOFF + timedelta(hours=1), again) == "held, open"
    assert looked(thread, BETWEEN, "/meeting facilitator me") == "held, open"
    assert looked(thread, AFTER) == "held, open"


def test_who_moves_it_to_another_day_has_it_take_place_for_good():
    thread = team()
    assert looked(thread, CUTOFF) == "cancelled, closed"
    move = "/meeting move 2021-03-25"
    assert looked(thread, CUTOFF + timedelta(hours=1), move) == "held, open"
    assert looked(thread, BETWEEN + timedelta(days=7)) == "held, open"


def test_one_that_was_moved_in_time_is_cancelled_at_its_new_cutoff():
    thread = team()
    assert looked(thread, CUTOFF - timedelta(hours=1), "/meeting move 2021-03-25")
    assert looked(thread, BETWEEN) == "held, open"
    assert looked(thread, BETWEEN + timedelta(days=7)) == "cancelled, closed"


def test_one_that_was_held_and_is_held_again_a_week_later_needs_topics_anew():
    thread = at(team(), CUTOFF - timedelta(hours=1), "/agenda Something")
    assert looked(thread, DURING) == "held, open"
    move = "/meeting move 2021-03-25"
    assert looked(thread, AFTER, "/agenda done A1", move) == "held, open"
    assert looked(thread, BETWEEN + timedelta(days=7)) == "cancelled, closed"


@pytest.mark.parametrize("cancelled", [CUTOFF - timedelta(hours=1), BETWEEN])
def test_who_moves_it_after_the_cutoff_has_it_held_though_people_cancelled_it_first(
    cancelled,
):
    thread = team()
    at(thread, cancelled, "/meeting cancel nobody has time").settle()
    assert "**Cancelled:** nobody has time" in thread.body
    again = "/meeting move 2021-03-18"
    assert looked(thread, BETWEEN + timedelta(minutes=5), again) == "held, open"
    assert looked(thread, DURING) == "held, open"


def test_who_moves_it_before_the_cutoff_waits_for_topics():
    thread = team()
    early = CUTOFF - timedelta(hours=2)
    at(thread, early, "/meeting cancel nobody has time").settle()
    again = "/meeting move 2021-03-18"
    assert looked(thread, CUTOFF - timedelta(hours=1), again) == "held, open"
    assert looked(thread, CUTOFF) == "cancelled, closed"


def test_a_comment_says_so_once_and_that_it_is_held_all_the_same():
    thread = team()
    looked(thread, CUTOFF)
    (said,) = notices(thread)
    assert "Nobody proposed a topic before the cut-off, Wednesday 17 March 2021" in said
    assert "`/meeting move 2021-03-18`" in said
    at(thread, BETWEEN, "/meeting cancel nobody has time either").settle()
    assert notices(thread) == [said]
    looked(thread, BETWEEN + timedelta(minutes=5), "/meeting move 2021-03-18")
    (said,) = notices(thread)
    assert said.endswith("before the cut-off; the meeting takes place all the same.\n")


def test_in_a_locked_issue_nothing_is_said_of_it():
    thread = team()
    thread.locked = True
    assert looked(thread, CUTOFF) == "cancelled, closed"
    assert notices(thread) == []


def notices(thread: Thread) -> list[str]:
    return [b for b in thread.mine if b.startswith("<!-- team-compass:empty ")]
