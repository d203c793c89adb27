"""`/meeting cancel` and `close`, and what they leave of the issue and its head."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.core.actions import UpdateIssue
from bot.features.agenda.reading import Meeting
from tests.core.rendered import pings, references, render
from tests.features.agenda.life import (
    CANCEL,
    CLOSE,
    DAY,
    ENDS,
    MOVE,
    THUMB,
    at,
    delete,
    edit,
    issue,
    meet,
    say,
)
from tests.features.agenda.thread import MARK, OCCURRENCE, STARTS
from tests.golden import Golden

GOLDEN = Golden(Path(__file__).parent / "golden")


class TestCancel:
    def test_the_head_says_so_and_the_issue_is_closed(self, thread):
        say(thread, CANCEL)
        assert issue(thread) == ("closed", "not_planned")
        assert thread.head.status == "cancelled"
        assert thread.head.reason == ""
        assert thread.head.sequence == 1
        assert "\n**Cancelled:** too few of us\n" in thread.body
        assert thread.assignees == ("sgibson91",)

    def test_the_head_in_full(self):
        thread = meet(
            zones=[ZoneInfo("Europe/London"), ZoneInfo("Asia/Kolkata")],
            video="https://meet.example.org/hub",
            notes="https://pad.example.org/hub",
        )
        say(
            thread,
            "/meeting cancel @ada and @grace are *ill*, see #12 <!-- x --> <b>!</b>",
        )
        assert thread.body == GOLDEN / "cancelled.md"
        tree, marks = render(thread.body)
        assert len(marks) == 2
        assert [struck.text for struck in tree.all("del")] == [
            "Thursday 18 March 2021, 17:00 UTC · 60 min"
        ]
        assert pings(tree) == []
        assert references(tree) == [" #371"]  # the meeting before
        assert [word.text for word in tree.all("em")] == ["ill"]
        assert tree.all("b", "table") == []

    @pytest.mark.parametrize("command", ["/meeting cancel", "/meeting cancel **__**"])
    def test_it_needs_no_reason(self, thread, command):
        say(thread, command)
        assert thread.head.status == "cancelled"
        assert "**Cancelled" in thread.body

    def test_a_long_reason_is_cut(self, thread):
        say(thread, f"/meeting cancel {'very ' * 80}ill")
        (line,) = (x for x in thread.body.split("\n") if x.startswith("**Cancelled"))
        assert line.endswith("very…")
        assert len(line) < 320

    def test_a_reason_that_is_all_links_is_shown_without_them(self, thread):
        say(thread, f"/meeting cancel {'#1 ' * 20}{'<' * 230}")
        (line,) = (x for x in thread.body.split("\n") if x.startswith("**Cancelled"))
        assert "](" not in line
        tree, _ = render(line)
        assert tree.text.replace("\u200b", "").startswith("Cancelled: #1 #1")
        assert references(tree) == []

    def test_deleted_it_takes_place_again(self, thread):
        before = thread.body
        comment = say(thread, CANCEL)
        delete(thread, comment)
        assert issue(thread) == ("open", "reopened")
        assert thread.head.sequence == 2
        assert thread.body.replace(" sequence=2", "") == before

    def test_edited_into_something_else_as_well(self, thread):
        comment = say(thread, CANCEL)
        edit(thread, comment, "Never mind, we are enough.")
        assert thread.reaction(comment) == []
        assert issue(thread) == ("open", "reopened")

    @pytest.mark.parametrize(
        ("reason", "line"),
        [
            ("it is a holiday", "**Cancelled:** it is a holiday"),
            ("too few", "**Cancelled:** too few"),
            ("too few of us, alas", "**Cancelled:** too few of us, alas"),
            ("", "**Cancelled.**"),
        ],
    )
    def test_with_another_reason_it_says_that(self, thread, reason, line):
        comment = say(thread, CANCEL)
        edit(thread, comment, f"/meeting cancel {reason}")
        assert f"\n{line}\n" in thread.body
        assert issue(thread) == ("closed", "not_planned")

    def test_twice_the_last_reason_counts_and_one_without_takes_none_away(self, thread):
        say(thread, "/meeting cancel")
        assert "\n**Cancelled.**\n" in thread.body
        say(thread, CANCEL)
        assert "**Cancelled:** too few of us\n" in thread.body
        again = say(thread, "/meeting cancel", by="manics")
        assert "**Cancelled:** too few of us\n" in thread.body
        assert thread.reaction(again) == THUMB
        assert issue(thread) == ("closed", "not_planned")

    def test_of_two_that_cancelled_it_both_have_to_go(self, thread):
        first, second = say(thread, CANCEL), say(thread, "/meeting cancel indeed")
        delete(thread, second)
        assert "**Cancelled:** too few of us\n" in thread.body
        assert thread.state_now == "closed"
        delete(thread, first)
        assert issue(thread) == ("open", "reopened")

    def test_who_opens_the_issue_again_has_the_last_word(self, thread):
        comment = say(thread, CANCEL)
        thread.reopen(by="ada")
        assert thread.settle() == []
        edit(thread, comment, "/meeting cancel and here is why")
        assert thread.state_now == "open"
        assert "**Cancelled:** and here is why\n" in thread.body

    def test_what_people_had_closed_stays_closed_when_it_is_taken_back(self, thread):
        thread.close(by="ada", reason="completed")
        comment = say(thread, CANCEL)
        assert issue(thread) == ("closed", "completed")
        delete(thread, comment)
        assert issue(thread) == ("closed", "completed")
        assert thread.head.status == "confirmed"

    def test_once_its_issue_would_be_closed_anyway_it_is_not_opened_again(self, thread):
        comment = say(thread, CANCEL)
        thread.now = ENDS + DAY
        delete(thread, comment)
        assert thread.state_now == "closed"
        assert thread.head.status == "confirmed"

    def test_a_locked_issue_is_cancelled_all_the_same(self, thread):
        thread.locked = True
        say(thread, CANCEL)
        assert issue(thread) == ("closed", "not_planned")


class TestClose:
    def test_the_issue_is_closed_and_the_head_left_alone(self, thread):
        before = thread.body
        say(thread, CLOSE)
        assert issue(thread) == ("closed", "completed")
        assert thread.body == before

    def test_deleted_the_issue_is_open_again(self, thread):
        comment = say(thread, CLOSE)
        delete(thread, comment)
        assert issue(thread) == ("open", "reopened")

    def test_but_not_when_it_would_be_closed_by_then(self, thread):
        comment = say(thread, CLOSE)
        thread.now = ENDS + DAY
        delete(thread, comment)
        assert issue(thread) == ("closed", "completed")

    def test_nor_when_a_person_has_closed_it_since(self, thread):
        comment = say(thread, CLOSE)
        thread.reopen(by="ada")
        thread.close(by="ada", reason="completed")
        delete(thread, comment)
        assert thread.state_now == "closed"

    def test_nor_as_long_as_another_command_closes_it(self, thread):
        first, second = say(thread, CLOSE), say(thread, CLOSE, by="manics")
        assert thread.reaction(first) == thread.reaction(second) == THUMB
        delete(thread, second)
        assert thread.state_now == "closed"
        delete(thread, first)
        assert thread.state_now == "open"

    def test_who_opens_it_again_has_the_last_word_until_it_is_said_anew(self, thread):
        say(thread, CLOSE)
        thread.reopen(by="ada")
        assert thread.settle() == []
        say(thread, "/agenda Something more")
        assert thread.state_now == "open"
        say(thread, CLOSE)
        assert issue(thread) == ("closed", "completed")

    def test_what_is_closed_already_is_left_alone(self, thread):
        thread.close(by="ada", reason="completed")
        assert thread.reaction(say(thread, CLOSE)) == THUMB
        assert [event.event for event in thread.events] == ["closed"]

    def test_written_otherwise_it_is_the_same_command(self, thread):
        comment = say(thread, CLOSE)
        edit(thread, comment, "Thanks to all!\n\n/Meeting  CLOSE.")
        assert issue(thread) == ("closed", "completed")
        assert [event.event for event in thread.events] == ["closed"]

    def test_who_moves_it_opens_it(self, thread):
        say(thread, CLOSE)
        say(thread, MOVE)
        assert at(thread, "2021-03-25 17:00")
        assert issue(thread) == ("open", "reopened")
        thread.close(by="minrk")
        assert thread.settle() == []

    def test_be_it_to_the_same_time(self, thread):
        say(thread, CLOSE)
        say(thread, "/meeting move 2021-03-18")
        assert issue(thread) == ("open", "reopened")

    def test_closed_and_then_cancelled_it_says_so_and_stays_closed(self, thread):
        say(thread, CLOSE)
        cancelled = say(thread, CANCEL)
        assert thread.head.status == "cancelled"
        assert thread.state_now == "closed"
        delete(thread, cancelled)
        assert thread.head.status == "confirmed"
        assert thread.state_now == "closed"

    def test_cancelled_and_then_closed_is_as_it_was(self, thread):
        say(thread, CANCEL)
        assert thread.reaction(say(thread, CLOSE)) == THUMB
        assert issue(thread) == ("closed", "not_planned")

    def test_a_look_that_ended_before_the_verdict_was_written_closes_it_once(
        self, thread
    ):
        thread.comment(CLOSE, by="minrk")
        (closing, *_) = thread.plan()
        assert isinstance(closing, UpdateIssue)
        thread.apply(closing)
        thread.reopen(by="ada")
        thread.settle()
        assert thread.state_now == "open"


class TestTheHead:
    def test_what_people_wrote_into_it_stays_until_the_meeting_stands_otherwise(
        self, thread
    ):
        words = thread.body.replace("sgibson91\n", "sgibson91, and a guest\n")
        thread.body = words
        assert thread.settle() == []
        say(thread, MOVE)
        assert "**Thursday 25 March 2021" in thread.body
        assert "a guest" in thread.body

    def test_without_its_mark_nothing_happens_until_there_is_something_to_say(self):
        thread = meet()
        thread.body = f"{MARK}\nAll mine.\n"
        assert thread.settle() == []
        say(thread, CANCEL)
        assert thread.body.endswith("-->\nAll mine.\n")
        assert thread.head.status == "cancelled"

    def test_a_body_that_is_full_to_the_last_line_is_cut(self):
        thread = meet()
        thread.body = f"{MARK}\n{'x' * 65_450}"
        say(thread, f"/meeting cancel {'because ' * 30}")
        say(thread, "/meeting facilitator @ada")
        assert len(thread.body) == 65_536
        assert thread.body.endswith("x…")
        assert thread.head.status == "cancelled"

    def test_what_is_over_is_not_moved_by_another_configuration(self, thread):
        thread.now = ENDS + timedelta(hours=1)
        earlier = replace(OCCURRENCE, starts=STARTS - timedelta(hours=3))
        thread.meeting = Meeting(earlier, thread.meeting.series)
        assert thread.settle() == []
        assert at(thread, "2021-03-18 17:00")

    def test_what_is_to_come_is(self, thread):
        earlier = replace(OCCURRENCE, starts=STARTS - timedelta(hours=3))
        thread.meeting = Meeting(earlier, thread.meeting.series)
        thread.settle()
        assert at(thread, "2021-03-18 14:00")
        assert "Moved from" not in thread.body
