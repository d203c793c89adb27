"""Reminders: each once and at its time, whatever becomes of the meeting."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.features.agenda.reading import Meeting
from tests.features.agenda.life import CANCEL, CLOSE, delete, lead, look, meet, say
from tests.features.agenda.thread import ME, OCCURRENCE, STARTS, Thread

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def thread() -> Iterator[Thread]:
    thread = meet(reminders=[7 * DAY, 1 * DAY])
    assert thread.reminders == []
    yield thread
    assert thread.settle() == []  # a second look says nothing more


class TestWhen:
    def test_each_comes_at_its_minute_and_once(self, thread):
        assert look(thread, 7 * DAY + MINUTE) == ""
        assert lead(look(thread, 7 * DAY)) == "7d"
        assert look(thread, 7 * DAY - HOUR) == ""
        assert look(thread, DAY + MINUTE) == ""
        assert lead(look(thread, DAY)) == "1d"
        assert look(thread, MINUTE) == ""
        assert look(thread, timedelta()) == ""
        assert look(thread, -HOUR) == ""

    def test_the_bot_knows_when_to_look_again(self, thread):
        moments = []
        thread.now = STARTS - 9 * DAY
        while thread.settle() is not None and thread.next_look is not None:
            thread.now = thread.next_look
            moments.append(STARTS - thread.now)
        assert moments == [7 * DAY, DAY, timedelta(), -HOUR]
        assert [lead(reminder) for reminder in thread.reminders] == ["7d", "1d"]

    def test_a_cancelled_meeting_is_looked_at_for_no_reminder(self, thread):
        say(thread, CANCEL)
        assert thread.next_look == STARTS

    def test_a_bot_that_was_away_tells_only_of_the_nearest(self, thread):
        assert lead(look(thread, 2 * HOUR)) == "1d"
        assert len(thread.reminders) == 1

    def test_and_nothing_once_the_meeting_has_begun(self, thread):
        assert look(thread, timedelta()) == ""

    def test_none_comes_for_which_the_issue_was_not_open_yet(self):
        thread = meet(reminders=[20 * DAY, 15 * DAY])
        assert thread.reminders == []
        assert look(thread, HOUR) == ""

    def test_the_same_lead_written_twice_is_one(self):
        thread = meet(reminders=[2 * DAY, 48 * HOUR])
        assert lead(look(thread, 2 * DAY)) == "2d"
        assert look(thread, DAY) == ""

    def test_none_comes_at_the_very_start(self):
        thread = meet(reminders=[timedelta()])
        assert look(thread, timedelta()) == ""

    @pytest.mark.parametrize("command", [CANCEL, CLOSE])
    def test_none_is_for_a_meeting_that_is_cancelled_or_closed(self, thread, command):
        said = say(thread, command)
        assert look(thread, DAY) == ""
        delete(thread, said)
        assert [lead(reminder) for reminder in thread.reminders] == ["1d"]

    def test_none_is_for_an_issue_that_a_person_has_closed(self, thread):
        thread.close(by="ada")
        assert look(thread, DAY) == ""

    def test_none_is_for_an_issue_that_is_locked(self, thread):
        thread.locked = True
        assert look(thread, DAY) == ""

    def test_who_opens_it_again_in_time_is_reminded(self, thread):
        thread.close(by="ada")
        assert look(thread, DAY) == ""
        thread.reopen(by="ada")
        assert lead(look(thread, 20 * HOUR)) == "1d"


class TestOnce:
    def number(self, thread: Thread) -> int:
        (one,) = (n for n, c in thread.comments.items() if c.body in thread.reminders)
        return one

    def test_one_that_a_person_has_deleted_stays_away(self, thread):
        look(thread, 7 * DAY)
        thread.delete(self.number(thread), by="minrk")
        assert look(thread, 6 * DAY) == ""
        assert lead(look(thread, DAY)) == "1d"

    def test_people_s_own_comments_may_go(self, thread):
        thread.now = STARTS - 7 * DAY
        thread.delete(thread.comment("Hello", by="ada"), by="ada")
        assert lead(look(thread, 6 * DAY)) == "7d"

    def test_what_was_deleted_before_it_was_due_is_another_comment(self, thread):
        thread.delete(thread.comment("Buy shoes", by="spam"), by="minrk")
        assert lead(look(thread, 7 * DAY)) == "7d"

    def test_what_the_bot_itself_deletes_is_none_of_them(self, thread):
        thread.now = STARTS - 7 * DAY
        help_is_over = thread.comment("<!-- team-compass:mend comment=1 -->", ME.login)
        thread.delete(help_is_over)
        thread.record("comment_deleted", ME.login)
        assert lead(look(thread, 6 * DAY)) == "7d"

    @pytest.mark.parametrize("body", ["Reminded enough.", "", "<!-- team-compass:x"])
    def test_one_whose_mark_is_broken_is_still_there(self, thread, body):
        look(thread, 7 * DAY)
        thread.edit(self.number(thread), body)
        assert look(thread, 6 * DAY) == ""
        assert lead(look(thread, DAY)) == "1d"

    def test_what_people_write_is_none(self, thread):
        thread.now = STARTS - 7 * DAY
        thread.comment("<!-- team-compass:reminder date=2021-03-18 lead=7d -->", "ada")
        assert lead(look(thread, 6 * DAY)) == "7d"


class TestMoved:
    def test_for_another_day_each_comes_again(self, thread):
        look(thread, 7 * DAY)
        say(thread, "/meeting move 2021-03-25")
        assert look(thread, 8 * DAY) == ""
        assert lead(look(thread, 7 * DAY)) == "7d"
        again = look(thread, DAY)
        assert lead(again) == "1d"
        assert "date=2021-03-25" in again
        assert "**Thursday 25 March 2021, 17:00 UTC**" in again

    def test_for_another_time_of_the_same_day_none_does(self, thread):
        look(thread, DAY)
        say(thread, "/meeting move 20:00")
        assert look(thread, 23 * HOUR) == ""

    def test_none_comes_whose_time_was_over_when_it_was_moved(self, thread):
        thread.now = STARTS - DAY + MINUTE
        thread.settle()
        say(thread, "/meeting move 2021-03-18 10:00")
        say(thread, "/meeting move 2021-03-22")
        assert [lead(reminder) for reminder in thread.reminders] == ["1d"]
        assert lead(look(thread, DAY)) == "1d"

    def test_a_configuration_moves_them_as_well(self, thread):
        look(thread, 7 * DAY)
        later = replace(OCCURRENCE, starts=STARTS + 4 * DAY)
        thread.meeting = Meeting(later, thread.meeting.series)
        thread.settle()
        assert "date=2021-03-22" in look(thread, 7 * DAY)

    def test_moved_back_to_a_day_of_which_it_told_it_is_silent(self, thread):
        look(thread, 7 * DAY)
        moved = say(thread, "/meeting move 2021-03-25")
        delete(thread, moved)
        assert look(thread, 6 * DAY) == ""
