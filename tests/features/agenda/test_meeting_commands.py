"""What people write behind `/meeting`, and what is understood."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from bot.core.errors import UserError
from bot.features.agenda.commands import Help, Mistake, parse_commands
from bot.features.agenda.meeting_commands import Appoint, Cancel, Close, Move
from bot.features.agenda.meeting_dates import on, parse_when

UTC, LONDON = ZoneInfo("UTC"), ZoneInfo("Europe/London")
WRITTEN = date(2026, 10, 1)


def one(line: str):
    (parsed,) = parse_commands(line, "minrk")
    return parsed


@pytest.mark.parametrize(
    ("text", "day", "at", "zone"),
    [
        ("2026-10-22", "2026-10-22", None, None),
        ("2026-6-16", "2026-06-16", None, None),
        ("2026/10/22", "2026-10-22", None, None),
        ("to 2026-10-22", "2026-10-22", None, None),
        ("to: 2026-10-22", "2026-10-22", None, None),
        ("`2026-10-22`.", "2026-10-22", None, None),
        ("22 October 2026", "2026-10-22", None, None),
        ("22 october", "2026-10-22", None, None),
        ("22. Oct", "2026-10-22", None, None),
        ("the 22nd of October", "2026-10-22", None, None),
        ("Oct 22", "2026-10-22", None, None),
        ("Oct. 22nd, 2026", "2026-10-22", None, None),
        ("Sept 30", "2027-09-30", None, None),
        ("October 1", "2026-10-01", None, None),
        ("May 3", "2027-05-03", None, None),
        ("Thursday, Oct 22", "2026-10-22", None, None),
        ("Thu 2026-10-22", "2026-10-22", None, None),
        ("2026-10-22 17:00", "2026-10-22", "17:00", None),
        ("2026-10-22 at 5pm", "2026-10-22", "17:00", None),
        ("2026-10-22, 5:30 p.m.", "2026-10-22", "17:30", None),
        ("22 October 12am", "2026-10-22", "00:00", None),
        ("22 October 12pm", "2026-10-22", "12:00", None),
        ("22 October 9:05", "2026-10-22", "09:05", None),
        ("2026-10-22 17:00 UTC", "2026-10-22", "17:00", UTC),
        ("2026-10-22 17:00 (utc)", "2026-10-22", "17:00", UTC),
        ("2026-10-22T17:00Z", "2026-10-22", "17:00", UTC),
        ("2026-10-22T17:00:00Z", "2026-10-22", "17:00", UTC),
        ("2026-10-22 5 pm Europe/London", "2026-10-22", "17:00", LONDON),
        ("Oct 22 at 17:00 europe/london", "2026-10-22", "17:00", LONDON),
        ("18:00", None, "18:00", None),
        ("to 6pm Europe/London", None, "18:00", LONDON),
    ],
)
def test_dates_and_times_in_all_their_ways(text, day, at, zone):
    when = parse_when(text)
    assert (on(when.day, WRITTEN).isoformat() if when.day else None) == day
    assert when.at == (time.fromisoformat(at) if at else None)
    assert when.zone == zone


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it does not say to which date"),
        ("because of JupyterCon", "it does not say when"),
        ("next week", "it does not say when"),
        ("Thursday", "it does not say when"),
        ("10/11/2026", "can be read in two ways"),
        ("10.11.", "can be read in two ways"),
        ("2026-10-22 because of JupyterCon", "only a time and its zone may follow"),
        ("2026-10-22 Europe/London", "only a time and its zone may follow"),
        ("2026-10-22 17", "only a time and its zone may follow"),
        ("2026-10-22 1700", "only a time and its zone may follow"),
        ("2026-10-22 25:00", "no time of day"),
        ("2026-10-22 17:60", "no time of day"),
        ("2026-10-22 17pm", "no time of day"),
        ("2026-10-22 0am", "no time of day"),
        ("2026-10-22 17:00 Europe/Londn", "did you mean Europe/London"),
        ("2026-10-22 17:00 +02:00", "no time zone"),
        ("2026-10-22 17:00 Europe/London please", "no time zone"),
    ],
)
def test_what_cannot_be_read_as_a_time_is_said(text, why):
    with pytest.raises(UserError) as error:
        parse_when(text)
    assert why in error.value.args[0]
    assert error.value.args[1].startswith("/meeting move 2026-10-22")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2026-13-01", "no calendar has this day"),
        ("29 February", "no calendar has this day"),
        ("31 November 2026", "no calendar has this day"),
        ("1999-10-22", "only days from 2000-01-01 to 2099-12-31"),
        ("Friday 22 October", "2026-10-22 is a Thursday, not a Friday"),
    ],
)
def test_a_day_that_does_not_exist_is_no_day(text, why):
    day = parse_when(text).day
    with pytest.raises(UserError, match=why):
        on(day, WRITTEN)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("/meeting cancel", ""),
        ("/MEETING Cancel", ""),
        ("/meeting cancel: too few of us", "too few of us"),
        ("/meeting cancel because of **JupyterCon**", "because of **JupyterCon**"),
        ("/meeting cancel <!-- nothing to see -->", ""),
        ("/meeting cancel " + "x" * 600, "x" * 500),
    ],
)
def test_cancelling_may_have_a_reason(line, why):
    assert isinstance(one(line), Cancel)
    assert one(line).why == why


@pytest.mark.parametrize(
    ("line", "login"),
    [
        ("/meeting facilitator @minrk", "minrk"),
        ("/meeting facilitator: @minrk.", "minrk"),
        ("/meeting facilitator **@minrk**", "minrk"),
        ("/meeting facilitator is @minrk", "minrk"),
        ("/meeting facilitator to @Ivana-H8", "Ivana-H8"),
        ("/meeting facilitator me", "minrk"),
        ("/meeting facilitator @ada_company", "ada_company"),
    ],
)
def test_a_facilitator_is_named_by_login(line, login):
    assert one(line) == Appoint(line, login)


@pytest.mark.parametrize("line", ["/meeting close", "/Meeting  CLOSE."])
def test_closing(line):
    assert one(line) == Close()


def test_moving():
    assert isinstance(one("/meeting move to Oct 22"), Move)


def test_help_is_the_agendas():
    assert one("/meeting help") == Help()


@pytest.mark.parametrize(
    ("line", "why", "form"),
    [
        ("/meeting", "closed (`close`)", "/meeting move"),
        ("/meeting notes are here: https://x", "closed (`close`)", "/meeting move"),
        ("/meeting cancelled", "closed (`close`)", "/meeting cancel"),
        ("/meeting facilitators @ada", "`facilitator`", "/meeting facilitator @name"),
        ("/meeting facilitator", "no person by @login", "/meeting facilitator @name"),
        ("/meeting facilitator Sarah", "no person by @login", "/meeting facilitator"),
        ("/meeting facilitator @ada and @bob", "no person by @login", "/meeting"),
        ("/meeting facilitator @a--b", "no person by @login", "/meeting facilitator"),
        ("/meeting close the door", "nothing may follow", "/meeting close"),
        ("/meeting move", "it does not say to which date", "/meeting move"),
    ],
)
def test_what_is_no_command_is_answered_with_the_right_form(line, why, form):
    parsed = one(line)
    assert isinstance(parsed, Mistake)
    assert why in parsed.why
    assert parsed.form.startswith(form)
    assert parsed.source == line


@pytest.mark.parametrize(
    "text",
    ["    /meeting cancel", "> /meeting cancel", "`/meeting cancel`", "no /meeting"],
)
def test_a_line_that_is_no_command_asks_for_nothing(text):
    assert parse_commands(text, "minrk") == ()
