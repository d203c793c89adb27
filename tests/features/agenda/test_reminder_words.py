"""What reminders say: how far away the meeting is, and what is still missing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.features.agenda.reading import Meeting
from bot.features.agenda.reminders import render_lead
from tests.core.rendered import pings, render
from tests.features.agenda.life import lead, look, meet, say
from tests.features.agenda.thread import OCCURRENCE, STARTS, Thread

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def thread() -> Iterator[Thread]:
    thread = meet(reminders=[7 * DAY, 1 * DAY])
    assert thread.reminders == []
    yield thread
    assert thread.settle() == []  # a second look says nothing more


def facts(reminder: str) -> dict[str, str]:
    """What it says about the agenda, the cut-off and so on."""
    lines = (line for line in reminder.splitlines() if line.startswith("- **"))
    return dict(line.removeprefix("- **").split(":** ", 1) for line in lines)


class TestWords:
    def test_what_people_read(self, thread):
        say(thread, "/agenda One (15 min)\n/agenda Two (20 min)")
        reminder = look(thread, 7 * DAY)
        assert reminder == (
            "<!-- team-compass:reminder date=2021-03-18 lead=7d -->\n"
            "This meeting begins in 7 days: **Thursday 18 March 2021, 17:00 UTC**.\n"
            "\n"
            "- **Agenda:** 35 of 60 min are taken; 25 min are free.\n"
            "- **Cut-off:** Wednesday 17 March 2021, 17:00 UTC; later topics are listed"
            " as late.\n"
            "- **Facilitator:** sgibson91\n"
            "\n"
            "`/agenda Your topic (10 min)` in a comment proposes a topic.\n"
        )
        tree, marks = render(reminder)
        assert (len(marks), len(tree.all("li")), pings(tree)) == (1, 3, [])

    @pytest.mark.parametrize(
        ("comment", "agenda"),
        [
            ("Hello", "nothing is proposed yet; 60 min are free."),
            ("/agenda One (60 min)", "60 of 60 min are taken."),
            (
                "/agenda One (50 min)\n/agenda Two (20 min)",
                "50 of 60 min are taken; 1 more topic if time permits.",
            ),
            (
                "/agenda One (50 min)\n/agenda Two (20 min)\n/agenda Three (30 min)",
                "50 of 60 min are taken; 2 more topics if time permits.",
            ),
            (
                "/agenda One (50 min)\n/agenda Two (5 min)",
                "55 of 60 min are taken; 5 min are free.",
            ),
        ],
    )
    def test_how_much_is_taken(self, thread, comment, agenda):
        say(thread, comment)
        assert facts(look(thread, 7 * DAY))["Agenda"] == agenda

    @pytest.mark.parametrize(
        ("comment", "late"),
        [
            ("/agenda One", "1 topic has come after the cut-off."),
            ("/agenda One\n/agenda Two", "2 topics have come after the cut-off."),
        ],
    )
    def test_after_the_cutoff_it_names_the_late_topics(self, comment, late):
        thread = meet(reminders=[HOUR], cutoff=DAY)
        thread.now = STARTS - 20 * HOUR
        say(thread, comment)
        told = facts(look(thread, HOUR))
        assert told["Late"] == late
        assert told["Cut-off"] == (
            "it was Wednesday 17 March 2021, 17:00 UTC; topics are listed as late now."
        )

    def test_without_late_topics_it_names_none(self, thread):
        assert "Late" not in facts(look(thread, 20 * HOUR))

    def test_without_a_cutoff_it_names_none(self):
        thread = meet(reminders=[DAY], cutoff=timedelta())
        assert list(facts(look(thread, DAY))) == ["Agenda", "Facilitator"]

    @pytest.mark.parametrize(
        "said", ["Hello", "/agenda remove A1", "/agenda done A1", "/agenda defer A1"]
    )
    def test_it_warns_of_being_cancelled_for_want_of_topics(self, said):
        thread = meet(reminders=[7 * DAY, HOUR], empty="cancel")
        if said != "Hello":
            say(thread, "/agenda One")
        say(thread, said)
        assert facts(look(thread, 7 * DAY))["Cut-off"] == (
            "Wednesday 17 March 2021, 17:00 UTC; without topics it is cancelled then."
        )
        assert look(thread, HOUR) == ""
        assert "status=cancelled why=empty" in thread.body

    def test_and_not_when_there_is_a_topic(self):
        thread = meet(reminders=[7 * DAY], empty="cancel")
        say(thread, "/agenda One")
        assert facts(look(thread, 7 * DAY))["Cut-off"].endswith("are listed as late.")

    def test_whoever_a_command_names_is_the_facilitator(self, thread):
        say(thread, "/meeting facilitator @ada_company")
        assert facts(look(thread, 7 * DAY))["Facilitator"] == "ada_company"

    def test_where_there_is_nobody_it_says_how_to_change_that(self, thread):
        nobody = replace(OCCURRENCE, facilitator=None)
        thread.meeting = Meeting(nobody, thread.meeting.series)
        assert facts(look(thread, 7 * DAY))["Facilitator"] == (
            "nobody yet; `/meeting facilitator @name` tells who it is."
        )

    def test_in_another_zone_both_times_are_told(self):
        thread = meet(
            datetime(2021, 3, 18, 20, tzinfo=ZoneInfo("America/Los_Angeles")),
            reminders=[DAY],
        )
        reminder = look(thread, DAY)
        assert (
            "**Thursday 18 March 2021, 20:00 America/Los_Angeles"
            " (Friday 19 March, 03:00 UTC)**" in reminder
        )
        assert "date=2021-03-18" in reminder

    def test_on_the_same_day_the_day_is_told_once(self):
        thread = meet(
            datetime(2021, 3, 18, 17, tzinfo=ZoneInfo("Europe/Paris")), reminders=[DAY]
        )
        assert "17:00 Europe/Paris (16:00 UTC)**" in look(thread, DAY)


class TestLengths:
    @pytest.mark.parametrize(
        ("length", "name", "words"),
        [
            (8 * DAY, "8d", "8 days"),
            (2 * DAY, "2d", "2 days"),
            (36 * HOUR, "36h", "36 hours"),
            (DAY, "1d", "24 hours"),
            (2 * HOUR, "2h", "2 hours"),
            (90 * MINUTE, "90m", "90 minutes"),
            (HOUR, "1h", "60 minutes"),
            (15 * MINUTE, "15m", "15 minutes"),
            (MINUTE, "1m", "1 minute"),
            (timedelta(seconds=90), "90s", "2 minutes"),
            (timedelta(seconds=10), "10s", "1 minute"),
        ],
    )
    def test_of_any_length(self, length, name, words):
        thread = meet(reminders=[length], opens=3 * length)
        thread.created = STARTS - 3 * length
        reminder = look(thread, length)
        assert lead(reminder) == render_lead(length) == name
        assert f"begins in {words}:" in reminder

    @pytest.mark.parametrize(
        ("before", "words"),
        [
            (2 * DAY - timedelta(seconds=3), "2 days"),
            (47 * HOUR, "2 days"),
            (2 * HOUR - timedelta(seconds=3), "2 hours"),
            (DAY - 20 * MINUTE, "24 hours"),
            (timedelta(seconds=5), "1 minute"),
        ],
    )
    def test_a_bot_that_is_a_little_late_says_how_far_it_is_then(self, before, words):
        thread = meet(reminders=[3 * DAY])
        assert f"begins in {words}:" in look(thread, before)
