"""Who may `/meeting`, what they are told who may not, and who is the facilitator."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.actions import UpdateIssue
from bot.features.agenda.reading import Meeting
from tests.features.agenda.life import (
    CANCEL,
    CLOSE,
    ENDS,
    MOVE,
    PUZZLED,
    THUMB,
    at,
    delete,
    edit,
    issue,
    say,
)
from tests.features.agenda.thread import OCCURRENCE, STARTS


class TestWhoMay:
    @pytest.mark.parametrize("login", ["sgibson91", "SGibson91", "minrk", "manics"])
    @pytest.mark.parametrize(
        "command", [CANCEL, MOVE, CLOSE, "/meeting facilitator @ada"]
    )
    def test_the_facilitator_and_people_from_triage_up(self, thread, command, login):
        assert thread.reaction(say(thread, command, by=login)) == THUMB
        assert thread.notes == []

    @pytest.mark.parametrize(
        "command", [CANCEL, MOVE, CLOSE, "/meeting facilitator @ada"]
    )
    def test_nobody_else(self, thread, command):
        before = thread.body
        comment = say(thread, command, by="ada")
        assert thread.reaction(comment) == PUZZLED
        (note,) = thread.notes
        assert "only the facilitator, or people with the triage role" in note
        assert (thread.body, issue(thread)) == (before, ("open", None))
        assert thread.asked_roles == ["ada"]

    def test_nobody_is_asked_for_the_role_of_the_facilitator(self, thread):
        say(thread, MOVE, by="sgibson91")
        assert thread.asked_roles == []

    def test_an_answer_stands_when_a_role_is_lost_or_won(self, thread):
        moved = say(thread, MOVE, by="minrk")
        refused = say(thread, CANCEL, by="ada")
        thread.roles = {"ada": "admin"}
        thread.settle()
        assert at(thread, "2021-03-25 17:00")
        assert thread.reaction(moved) == THUMB
        assert thread.reaction(refused) == PUZZLED

    def test_who_has_won_a_role_edits_the_comment_and_is_heard(self, thread):
        refused = say(thread, CANCEL, by="ada")
        thread.roles = {"ada": "triage"}
        edit(thread, refused, f"Now I may.\n\n{CANCEL}")
        assert issue(thread) == ("closed", "not_planned")
        assert thread.notes == []

    def test_a_facilitator_may_from_their_appointment_on(self, thread):
        early = say(thread, CANCEL, by="ada")
        say(thread, "/meeting facilitator @Ada", by="manics")
        late = say(thread, MOVE, by="ada")
        assert thread.reaction(early) == PUZZLED
        assert thread.reaction(late) == THUMB
        assert at(thread, "2021-03-25 17:00")

    def test_and_until_somebody_else_is_appointed(self, thread):
        say(thread, "/meeting facilitator @ada", by="sgibson91")
        in_term = say(thread, "/agenda Topic\n/meeting move 2021-03-25", by="ada")
        say(thread, "/meeting facilitator @grace", by="ada")
        after = say(thread, CANCEL, by="ada")
        first = say(thread, CANCEL, by="sgibson91")
        assert thread.reaction(in_term) == THUMB
        assert thread.reaction(after) == thread.reaction(first) == PUZZLED
        assert at(thread, "2021-03-25 17:00")

    def test_what_they_did_stays_when_their_appointment_is_taken_back(self, thread):
        appointed = say(thread, "/meeting facilitator @ada")
        say(thread, MOVE, by="ada")
        delete(thread, appointed)
        assert at(thread, "2021-03-25 17:00")
        assert thread.reaction(say(thread, CANCEL, by="ada")) == PUZZLED


class TestRefusals:
    @pytest.mark.parametrize(
        ("command", "why", "form"),
        [
            (
                "/meeting move 2021-03-09",
                "Tuesday 9 March 2021, 17:00 UTC had passed when this was written",
                "/meeting move 2021-03-25 17:00 UTC",
            ),
            (
                "/meeting move 2021-03-10 12:01 UTC",
                "Wednesday 10 March 2021, 12:01 UTC had passed when this was written",
                "/meeting move 2021-03-25 17:00 UTC",
            ),
            (
                "/meeting move 2022-03-12",
                "this is more than a year ahead",
                "/meeting move 2021-03-25 17:00 UTC",
            ),
            (
                "/meeting move Thursday, 18 March",
                "it takes place then already",
                "/meeting move 2021-03-25 17:00 UTC",
            ),
            (
                "/meeting move 17:00 UTC",
                "it takes place then already",
                "/meeting move 2021-03-25 17:00 UTC",
            ),
            (
                "/meeting move 2021-02-30",
                "no calendar has this day",
                "/meeting move 2026-10-22 17:00 Europe/London",
            ),
            (
                "/meeting move Friday 25 March",
                "2021-03-25 is a Thursday, not a Friday",
                "/meeting move 2021-03-25",
            ),
            ("/meeting close now", "nothing may follow it", "/meeting close"),
            (
                "/meeting facilitator Ada",
                "it names no person by @login",
                "/meeting facilitator @name",
            ),
        ],
    )
    def test_each_says_why_once_and_goes_when_it_is_mended(
        self, thread, command, why, form
    ):
        before = thread.body
        comment = say(thread, command)
        assert thread.reaction(comment) == PUZZLED
        (note,) = thread.notes
        assert f"- `{command}`: {why}. The form is `{form}`." in note
        assert (thread.body, issue(thread)) == (before, ("open", None))
        edit(thread, comment, "/meeting move to 2021-03-26")
        assert (thread.notes, thread.reaction(comment)) == ([], THUMB)
        assert at(thread, "2021-03-26 17:00")

    def test_the_note_goes_with_the_command(self, thread):
        comment = say(thread, "/meeting move 2021-03-09")
        delete(thread, comment)
        assert thread.notes == []

    def test_a_year_ahead_is_the_furthest(self, thread):
        assert thread.reaction(say(thread, "/meeting move 2022-03-10")) == THUMB
        assert at(thread, "2022-03-10 17:00")

    def test_nothing_can_be_cancelled_that_is_over(self, thread):
        thread.now = ENDS
        comment = say(thread, CANCEL)
        (note,) = thread.notes
        assert "it was over when this was written. The form is `/meeting close`" in note
        assert thread.reaction(comment) == PUZZLED
        assert thread.head.status == "confirmed"

    def test_while_it_lasts_it_can(self, thread):
        thread.now = STARTS + timedelta(minutes=10)
        say(thread, "/meeting cancel nobody came")
        assert "**Cancelled:** nobody came" in thread.body

    def test_what_came_too_late_stays_so_also_when_the_meeting_is_moved(self, thread):
        thread.now = ENDS
        late = say(thread, CANCEL)
        say(thread, MOVE)
        assert thread.reaction(late) == PUZZLED
        assert thread.head.status == "confirmed"

    def test_what_was_done_in_time_stays_when_its_comment_is_edited_later(self, thread):
        comment = say(thread, "/meeting move 2021-03-12")
        thread.now = datetime(2021, 3, 20, 9, tzinfo=UTC)
        edit(thread, comment, "/meeting move 2021-03-12\n\nIt was fun.")
        assert at(thread, "2021-03-12 17:00")
        assert thread.reaction(comment) == THUMB


class TestFacilitator:
    def test_the_head_names_them_and_they_are_assigned(self, thread):
        say(thread, "/meeting facilitator @ada")
        assert thread.head.facilitator == "ada"
        assert "- **Facilitator:** ada\n" in thread.body
        assert thread.assignees == ("ada",)

    def test_taken_back_it_is_whose_turn_it_is(self, thread):
        before = thread.body
        comment = say(thread, "/meeting facilitator @ada")
        delete(thread, comment)
        assert thread.body.replace(" sequence=2", "") == before
        assert thread.assignees == ("sgibson91",)

    def test_edited_it_is_somebody_else(self, thread):
        comment = say(thread, "/meeting facilitator @ada")
        edit(thread, comment, "/meeting facilitator @grace")
        assert thread.head.facilitator == "grace"
        assert thread.assignees == ("grace",)

    def test_others_who_are_assigned_stay_so(self, thread):
        thread.assignees = ("minrk", "sgibson91", "Ada")
        say(thread, "/meeting facilitator @ada")
        assert thread.assignees == ("minrk", "Ada")

    def test_whose_turn_it_is_may_be_named_as_well(self, thread):
        thread.assignees = ("sgibson91", "ada")
        thread.comment("/meeting facilitator me", by="sgibson91")
        done = thread.settle()
        assert thread.head.facilitator == "sgibson91"
        assert [a for a in done if isinstance(a, UpdateIssue) and a.assignees] == []

    def test_where_nobody_s_turn_it_was_somebody_takes_it(self, thread):
        nobody = replace(OCCURRENCE, facilitator=None)
        thread.meeting = Meeting(nobody, thread.meeting.series)
        thread.assignees = ()
        comment = say(thread, "/meeting facilitator @ada")
        assert thread.assignees == ("ada",)
        delete(thread, comment)
        assert thread.assignees == ()
        assert "**Facilitator:**" not in thread.body

    def test_the_last_one_counts_also_when_the_meeting_is_moved(self, thread):
        say(thread, "/meeting facilitator @ada")
        say(thread, MOVE)
        say(thread, "/meeting facilitator @grace")
        assert thread.head.facilitator == "grace"
        assert at(thread, "2021-03-25 17:00")
        assert "- **Facilitator:** grace\n" in thread.body
