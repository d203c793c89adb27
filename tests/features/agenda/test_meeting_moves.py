"""`/meeting move`, by itself and among other commands."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.features.agenda.reading import Meeting
from tests.core.rendered import render
from tests.features.agenda.life import (
    CANCEL,
    ENDS,
    MOVE,
    PUZZLED,
    THUMB,
    at,
    delete,
    edit,
    issue,
    meet,
    say,
)
from tests.features.agenda.thread import OCCURRENCE, STARTS
from tests.golden import Golden

GOLDEN = Golden(Path(__file__).parent / "golden")


class TestMove:
    def test_head_and_agenda_follow(self, thread):
        say(thread, "/agenda Something (10 min)")
        say(thread, "/meeting move to Friday, 26 March at 9:30am")
        assert at(thread, "2021-03-26 09:30")
        assert "**Friday 26 March 2021, 09:30 UTC**" in thread.body
        assert "Moved from Thursday 18 March 2021, 17:00 UTC." in thread.body
        assert "· 10 min · 09:30 ·" in thread.agenda
        assert issue(thread) == ("open", None)

    def test_the_head_in_full(self):
        thread = meet(
            zones=[ZoneInfo("America/Los_Angeles"), ZoneInfo("Europe/London")],
            video="https://meet.example.org/hub",
            notes="https://pad.example.org/hub",
        )
        say(thread, "/meeting move 2021-03-30 18:00 Europe/London")
        assert thread.body == GOLDEN / "moved.md"
        tree, marks = render(thread.body)
        assert len(marks) == 2
        assert [[cell.text for cell in row.all("td")] for row in tree.all("tr")] == [
            [],
            ["Europe/London", "Tuesday 30 March, 18:00"],
            ["UTC", "Tuesday 30 March, 17:00"],
            ["America/Los_Angeles", "Tuesday 30 March, 10:00"],
        ]
        assert [link.text for link in tree.all("a")][:1] == ["in your time"]

    def test_deleted_it_is_where_it_was(self, thread):
        before = thread.body
        comment = say(thread, MOVE)
        delete(thread, comment)
        assert thread.body.replace(" sequence=2", "") == before

    def test_edited_it_is_moved_again(self, thread):
        comment = say(thread, MOVE)
        edit(thread, comment, "/meeting move 2021-03-26 18:00")
        assert at(thread, "2021-03-26 18:00")
        assert "Moved from Thursday 18 March 2021, 17:00 UTC." in thread.body

    def test_twice_to_the_same_time_the_second_changes_nothing(self, thread):
        first = say(thread, MOVE)
        second = say(thread, MOVE, by="manics")
        assert thread.reaction(second) == PUZZLED
        assert "it takes place then already" in thread.notes[0]
        delete(thread, first)
        assert at(thread, "2021-03-25 17:00")
        assert (thread.notes, thread.reaction(second)) == ([], THUMB)

    def test_back_again_it_is_not_moved(self, thread):
        say(thread, MOVE)
        say(thread, "/meeting move 2021-03-18")
        assert at(thread, "2021-03-18 17:00")
        assert "Moved from" not in thread.body

    def test_each_goes_on_from_where_it_is_then(self, thread):
        first = say(thread, "/meeting move 2021-03-25 18:00")
        say(thread, "/meeting move 2021-03-26")
        say(thread, "/meeting move 19:15")
        assert at(thread, "2021-03-26 19:15")
        delete(thread, first)
        assert at(thread, "2021-03-26 19:15")

    def test_another_zone_for_the_same_moment_is_shown(self, thread):
        say(thread, "/meeting move 17:00 Europe/London")
        assert at(thread, "2021-03-18 17:00")
        assert thread.head.zone == "Europe/London"
        assert "**Thursday 18 March 2021, 17:00 Europe/London**" in thread.body
        assert "Moved from" not in thread.body

    def test_a_zone_stays_until_another_is_named(self, thread):
        say(thread, "/meeting move 10:00 America/New_York")
        say(thread, "/meeting move 2021-03-26")
        assert at(thread, "2021-03-26 14:00")
        assert thread.head.zone == "America/New_York"
        say(thread, "/meeting move 2021-03-26 15:00 UTC")
        assert at(thread, "2021-03-26 15:00")
        assert thread.head.zone == "UTC"

    @pytest.mark.parametrize(
        ("command", "starts"),
        [
            ("/meeting move 2021-03-27", "2021-03-27 17:00"),  # winter time
            ("/meeting move 2021-03-28", "2021-03-28 16:00"),  # summer time
            ("/meeting move 2021-03-28 01:30", "2021-03-28 01:30"),  # no such time
            ("/meeting move 2021-10-31 01:30", "2021-10-31 00:30"),  # it comes twice
            ("/meeting move 2021-11-01", "2021-11-01 17:00"),
            ("/meeting move 2021-03-22 17:00 America/New_York", "2021-03-22 21:00"),
            ("/meeting move 2021-03-29 17:00 America/New_York", "2021-03-29 21:00"),
        ],
    )
    def test_across_clock_changes_it_is_local_time_that_is_meant(self, command, starts):
        thread = meet(datetime(2021, 3, 18, 17, tzinfo=ZoneInfo("Europe/London")))
        say(thread, command)
        assert thread.head.starts == datetime.fromisoformat(f"{starts}+00:00")
        assert thread.settle() == []

    def test_a_time_that_does_not_exist_is_as_much_later(self):
        thread = meet(datetime(2021, 3, 18, 17, tzinfo=ZoneInfo("Europe/London")))
        say(thread, "/meeting move 2021-03-28 01:30")
        assert "**Sunday 28 March 2021, 02:30 Europe/London**" in thread.body
        again = say(thread, "/meeting move 2021-03-28 02:30")
        assert thread.reaction(again) == PUZZLED

    def test_the_cutoff_follows_and_is_never_before_the_move(self, thread):
        say(thread, "/agenda In time")
        thread.now = STARTS - timedelta(hours=4)
        say(thread, "/agenda Late")
        say(thread, "/meeting move 2021-03-18 18:00")
        say(thread, "/agenda Later still")
        _, late = thread.agenda.split("## Late topics")
        assert ("Late ·" in thread.agenda.split("## Late")[0], "Later" in late) == (
            True,
            True,
        )

    def test_when_it_is_over_it_may_be_held_again_later(self, thread):
        thread.now = ENDS
        say(thread, MOVE)
        assert at(thread, "2021-03-25 17:00")

    def test_the_planned_time_is_what_it_was_moved_from(self, thread):
        say(thread, MOVE)
        planned = replace(OCCURRENCE, starts=STARTS + timedelta(hours=1))
        thread.meeting = Meeting(planned, thread.meeting.series)
        thread.settle()
        assert "Moved from Thursday 18 March 2021, 18:00 UTC." in thread.body
        thread.settle()
        assert at(thread, "2021-03-25 18:00")


class TestOneAfterAnother:
    def test_who_moves_it_has_it_take_place_though_it_was_cancelled(self, thread):
        say(thread, CANCEL)
        say(thread, MOVE)
        assert at(thread, "2021-03-25 17:00")
        assert issue(thread) == ("open", "reopened")
        assert "Cancelled" not in thread.body

    def test_be_it_to_the_very_same_time(self, thread):
        say(thread, CANCEL)
        again = say(thread, "/meeting move 2021-03-18 17:00 UTC")
        assert thread.reaction(again) == THUMB
        assert at(thread, "2021-03-18 17:00")
        assert issue(thread) == ("open", "reopened")
        assert "Moved from" not in thread.body

    def test_who_cancels_it_after_the_move_has_it_cancelled_there(self, thread):
        moved = say(thread, MOVE)
        say(thread, CANCEL)
        assert thread.head.status == "cancelled"
        assert "~~**Thursday 25 March 2021, 17:00 UTC**" in thread.body
        assert issue(thread) == ("closed", "not_planned")
        delete(thread, moved)
        assert "~~**Thursday 18 March 2021, 17:00 UTC**" in thread.body
        assert thread.state_now == "closed"

    def test_cancelled_moved_and_cancelled_it_is_closed_again(self, thread):
        say(thread, CANCEL)
        say(thread, MOVE)
        last = say(thread, "/meeting cancel after all")
        assert issue(thread) == ("closed", "not_planned")
        delete(thread, last)
        assert issue(thread) == ("open", "reopened")

    def test_in_one_comment_they_go_from_top_to_bottom(self, thread):
        comment = say(thread, f"{CANCEL}\n{MOVE}\n/meeting facilitator me")
        assert at(thread, "2021-03-25 17:00")
        assert thread.head.facilitator == "minrk"
        assert issue(thread) == ("open", None)
        edit(thread, comment, f"{MOVE}\n{CANCEL}")
        assert thread.head.status == "cancelled"
        assert thread.head.facilitator == ""

    def test_a_move_that_is_deleted_leaves_the_cancelling(self, thread):
        say(thread, CANCEL)
        moved = say(thread, MOVE)
        delete(thread, moved)
        assert thread.head.status == "cancelled"
        assert at(thread, "2021-03-18 17:00")
        assert issue(thread) == ("closed", "not_planned")

    def test_what_is_skipped_takes_place_where_somebody_moves_it(self, thread):
        skipped = replace(OCCURRENCE, cancelled=True)
        thread.meeting = Meeting(skipped, thread.meeting.series)
        thread.settle()
        assert "**Cancelled:** the configuration leaves it out.\n" in thread.body
        assert issue(thread) == ("closed", "not_planned")
        say(thread, CANCEL)
        assert "**Cancelled:** too few of us\n" in thread.body
        say(thread, "/meeting move 2021-03-18")
        assert issue(thread) == ("open", "reopened")
        assert "Cancelled" not in thread.body
