"""What is there twice: comments of which one is enough, and a meeting's other issue."""

from dataclasses import replace

import pytest

from bot.core.actions import DeleteComment, UpdateIssue
from bot.features.agenda.carried import Around
from bot.features.agenda.twins import plan_twin_comments, plan_twin_issue, twin_asks
from tests.features.agenda.life import PUZZLED, THUMB, meet, say
from tests.features.agenda.thread import ME, Thread

REMINDER = "<!-- team-compass:reminder date=2021-03-18 lead=7d -->\nSoon."
EMPTY = "<!-- team-compass:empty date=2021-03-18 -->\nNobody."
CARRIED = "<!-- team-compass:carried topics=A1.A5 -->\nStill?"


def deleted(thread: Thread) -> list[int]:
    actions = [*plan_twin_comments(thread.state())]
    assert all(isinstance(action, DeleteComment) for action in actions)
    return [action.comment_id for action in actions]


class TestComments:
    @pytest.mark.parametrize("body", [REMINDER, EMPTY, CARRIED])
    def test_the_later_ones_go_whatever_people_made_of_them(self, body):
        thread = Thread()
        thread.comment(body, by=ME.login)
        second = thread.comment(body, by=ME.login)
        third = thread.comment(f"{body} And bring a cake.", by=ME.login)
        assert deleted(thread) == [second, third]
        thread.delete(second)
        thread.delete(third)
        assert deleted(thread) == []

    @pytest.mark.parametrize(
        "other",
        [
            REMINDER.replace("7d", "1d"),
            REMINDER.replace("03-18", "03-25"),
            REMINDER.replace("<!--", "<!-"),
            "<!-- team-compass:pointer comment=1617 -->\nToo late.",
        ],
    )
    def test_others_stay(self, other):
        thread = Thread()
        thread.comment(REMINDER, by=ME.login)
        thread.comment(other, by=ME.login)
        thread.comment("No mark", by=ME.login)
        thread.comment("No mark", by=ME.login)
        assert deleted(thread) == []

    def test_so_does_what_people_copied(self):
        thread = Thread()
        thread.comment(REMINDER, by="ada")
        thread.comment(REMINDER, by=ME.login)
        thread.comment(REMINDER, by="ada")
        assert deleted(thread) == []

    def test_the_agenda_s_plan_has_them(self):
        thread = meet()
        say(thread, "/agenda Release pulses")
        thread.comment(REMINDER, by=ME.login)
        thread.comment(REMINDER, by=ME.login)
        (action,) = thread.settle()
        assert isinstance(action, DeleteComment)


def settle(thread: Thread) -> list[str]:
    """What is done on the issue, until nothing is."""
    done: list[str] = []
    for _ in range(5):
        state = replace(thread.state(), around=Around(twin_of=371))
        reactions = {c: tuple(thread.reactions.get(c, ())) for c in twin_asks(state)}
        actions = plan_twin_issue(thread.meeting, replace(state, reactions=reactions))
        if not actions:
            return done
        for action in actions:
            done.append(action.operation)
            thread.apply(action)
    raise AssertionError(f"it never settles: {done}")


@pytest.fixture
def twin() -> Thread:
    """An issue with ada's topic on its agenda, in whose place another one counts now."""
    thread = meet()
    say(thread, "/agenda Release pulses", by="ada")
    assert thread.ids == ["A1"]
    settle(thread)
    return thread


class TestTheOtherIssue:
    def test_is_closed_and_tells_where_to_go(self, twin):
        assert (twin.state_now, twin.state_reason) == ("closed", "not_planned")
        assert "#371 is the one that counts" in twin.agenda
        assert twin.ids == []

    def test_tells_each_who_wrote_a_command_that_it_is_not_done(self, twin):
        (comment,) = (n for n, c in twin.comments.items() if c.user.login == "ada")
        assert twin.reaction(comment) == PUZZLED
        (note,) = twin.notes
        assert "write it in a comment on #371" in note
        twin.comment("/update We have cake\n\n/meeting move 18:00", by="grace")
        twin.comment("Never mind", by="grace")
        assert settle(twin) == ["create_comment", "create_reaction"]
        assert "`/update We have cake`" in twin.notes[1]
        assert "`/meeting move 18:00`" in twin.notes[1]
        twin.edit(comment, "I have told them there.")
        assert settle(twin) == ["delete_comment", "delete_reaction"]

    def test_helps_whoever_asks(self, twin):
        comment = twin.comment("/agenda help", by="ada")
        assert settle(twin) == ["create_comment", "create_reaction"]
        assert twin.reaction(comment) == THUMB

    def test_is_not_closed_again_when_people_open_it(self, twin):
        twin.reopen(by="minrk")
        assert settle(twin) == []

    def test_has_its_topics_again_when_it_counts_after_all(self, twin):
        twin.reopen(by="minrk")
        twin.settle()
        assert twin.ids == ["A1"]
        assert twin.notes == []

    def test_of_a_lock_there_is_nothing_to_be_said(self):
        thread = Thread()
        thread.locked = True
        thread.comment("/agenda Release pulses", by="ada")
        assert settle(thread) == ["update_issue"]

    def test_without_an_agenda_it_says_so_all_the_same(self):
        thread = Thread()
        assert settle(thread) == ["update_issue", "create_comment"]
        thread.comment(thread.mine[0], by=ME.login)
        assert settle(thread) == ["delete_comment"]
        assert "#371" in thread.agenda

    def test_is_closed_before_it_says_that_it_is(self):
        thread = Thread()
        state = replace(thread.state(), around=Around(twin_of=371))
        first, _ = plan_twin_issue(thread.meeting, state)
        assert isinstance(first, UpdateIssue)
        assert first.why == "#371 is the issue of this meeting"
