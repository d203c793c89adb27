"""Which meetings a feed tells of, what it says of them, and which of two is the newer."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from textwrap import dedent

import pytest

from bot.core.calendar_events import MOST_EVENTS, History, Issues, Place, feed_events
from bot.core.calendar_feed import Event
from bot.core.configuration import Configuration, parse_configuration
from bot.core.meetings import Meetings
from bot.core.models import Account, Issue

NOW = datetime(2021, 3, 4, 12, tzinfo=UTC)
JANUARY = datetime(2021, 1, 1, tzinfo=UTC)
FEBRUARY = datetime(2021, 2, 1, tzinfo=UTC)
MARCH = datetime(2021, 3, 1, tzinfo=UTC)
APRIL = datetime(2021, 4, 1, tzinfo=UTC)
PLACE = Place("JupyterHub/team-compass", "https://github.com")
TEAM = """\
team:
  title: "Team Meeting - {month} {year}"
  when: third thursday
  start: 2021-01-01
  time: "17:00"
"""


def configured(text: str = TEAM) -> Configuration:
    lines = "meetings:\n" + "".join(f"  {line}\n" for line in dedent(text).splitlines())
    return parse_configuration(lines, file="a.yml", sections={"meetings": Meetings})


def issue(
    day: str,
    head: str = "",
    number: int = 7,
    series: str = "team",
    title: str = "Team Meeting - March 2021",
) -> Issues:
    """A meeting issue opened in February; `head` are the fields of its end mark."""
    body = f"<!-- team-compass:meeting id={series} date={day} -->\n"
    body += f"<!-- team-compass:head {head} -->\n" if head else ""
    about = (series, date.fromisoformat(day))
    return {
        about: Issue(
            repository=PLACE.repository,
            number=number,
            title=title,
            body=body,
            user=Account("team-compass[bot]", "Bot"),
            state="open",
            created_at=FEBRUARY,
            updated_at=MARCH,
            html_url=f"https://github.com/o/r/issues/{number}",
        )
    }


def told(
    text: str = TEAM,
    issues: Issues | None = None,
    now: datetime = NOW,
    history: History | None = None,
) -> tuple[Event, ...]:
    history = history or History(1, JANUARY)
    return feed_events(configured(text), issues or {}, history, PLACE, now)


def days(events: tuple[Event, ...]) -> list[str]:
    return [f"{event.starts:%Y-%m-%d %H:%M}" for event in events]


def on(day: str, events: tuple[Event, ...]) -> Event:
    """The only one whose date by the rule that is."""
    (found,) = [event for event in events if event.uid.startswith(f"{day}.")]
    return found


class TestWhich:
    def test_those_of_the_next_twelve_months(self):
        events = told()
        assert len(events) == 12
        assert days(events)[0] == "2021-03-18 17:00"
        assert days(events)[-1] == "2022-02-17 17:00"

    def test_the_one_that_goes_on_now_and_none_that_is_over(self):
        last_minute = datetime(2021, 3, 18, 17, 59, tzinfo=UTC)
        assert days(told(now=last_minute))[0] == "2021-03-18 17:00"
        over = last_minute + timedelta(minutes=1)
        assert days(told(now=over))[0] == "2021-04-15 17:00"

    def test_none_that_is_skipped(self):
        events = told(f"{TEAM}  skip: [2021-05, 2021-06-17]\n")
        assert [day[5:7] for day in days(events)][:4] == ["03", "04", "07", "08"]

    def test_one_that_is_skipped_though_it_has_an_issue(self):
        events = told(f"{TEAM}  skip: [2021-03-18]\n", issue("2021-03-18"))
        assert [event.cancelled for event in events[:2]] == [True, False]
        assert days(events)[0] == "2021-03-18 17:00"

    def test_those_of_all_series_in_order_of_time(self):
        events = told(
            f"{TEAM}triage:\n  when: every 2 weeks on monday\n  time: '9:00'\n"
        )
        assert days(events) == sorted(days(events))
        assert {event.uid.split(".")[1] for event in events} == {"team", "triage"}

    def test_an_issue_of_what_is_no_longer_configured(self):
        assert told(issues=issue("2021-03-18", series="other")) == told()
        another_day = told(issues=issue("2021-03-19"))
        assert days(another_day)[:2] == ["2021-03-18 17:00", "2021-03-19 17:00"]

    def test_the_next_ones_where_there_are_too_many(self):
        daily = "\n".join(
            f"{name}:\n  when: FREQ=DAILY\n  time: '{hour}:00'\n"
            for hour, name in enumerate("abcde", 10)
        )
        events = told(daily)
        assert len(events) == MOST_EVENTS
        assert days(events) == sorted(days(events))
        assert events[-1].starts - NOW < timedelta(days=MOST_EVENTS / 5 + 1)


class TestMoved:
    def test_by_the_configuration(self):
        events = told(f"{TEAM}  move: {{2021-04-15: 2021-05-03}}\n")
        event = on("2021-04-15", events)
        assert f"{event.starts:%Y-%m-%d %H:%M}" == "2021-05-03 17:00"
        assert event.title == "Team Meeting - May 2021"
        assert "Moved from Thursday 15 April 2021." in event.description.splitlines()

    def test_by_a_command(self):
        issues = issue("2021-03-18", "starts=2021-03-25T09:30Z sequence=1")
        event = on("2021-03-18", told(issues=issues))
        assert (days((event,)), event.sequence) == (["2021-03-25 09:30"], 1)
        assert "Moved from Thursday 18 March 2021, 17:00 UTC." in event.description

    def test_by_a_command_to_another_zone(self):
        head = "starts=2021-03-25T09:30Z sequence=1 zone=Asia/Kolkata"
        event = on("2021-03-18", told(issues=issue("2021-03-18", head)))
        assert (days((event,)), str(event.starts.tzinfo)) == (
            ["2021-03-25 15:00"],
            "Asia/Kolkata",
        )

    def test_after_its_time_by_the_rule_it_is_still_to_come(self):
        issues = issue("2021-03-18", "starts=2021-03-25T09:30Z sequence=1")
        events = told(issues=issues, now=datetime(2021, 3, 20, tzinfo=UTC))
        assert days(events)[:2] == ["2021-03-25 09:30", "2021-04-15 17:00"]

    def test_before_its_time_by_the_rule_it_is_over(self):
        issues = issue("2021-03-18", "starts=2021-03-11T09:30Z sequence=1")
        events = told(issues=issues, now=datetime(2021, 3, 12, tzinfo=UTC))
        assert days(events)[0] == "2021-04-15 17:00"

    def test_out_of_the_twelve_months(self):
        issues = issue("2021-03-18", "starts=2099-03-11T09:30Z sequence=1")
        assert days(told(issues=issues)) == days(told())[1:]


class TestCancelled:
    HEAD = "starts=2021-03-18T17:00Z sequence=1 status=cancelled"

    def test_it_is_told_as_cancelled(self):
        text = f"{TEAM}  video: https://meet.example.org/hub\n"
        events = told(text, issue("2021-03-18", self.HEAD))
        event = on("2021-03-18", events)
        assert event.cancelled
        assert event.title == "Cancelled: Team Meeting - March 2021"
        assert event.description.splitlines()[0] == "Cancelled."
        assert event.video == ""
        assert "Join" not in event.description
        assert not any(other.cancelled for other in events[1:])

    def test_why(self):
        event = told(issues=issue("2021-03-18", f"{self.HEAD} why=empty"))[0]
        assert (
            event.description.splitlines()[0] == "Cancelled: nobody proposed a topic."
        )

    def test_taken_back(self):
        event = told(issues=issue("2021-03-18", "starts=2021-03-18T17:00Z sequence=2"))[
            0
        ]
        assert not event.cancelled
        assert event.title == "Team Meeting - March 2021"
        assert event.sequence == 2


class TestDescription:
    def test_of_a_meeting_that_has_an_issue(self):
        text = (
            f"{TEAM}  video: https://meet.example.org/hub\n"
            "  notes: https://pad.example.org/hub\n  facilitators: [sgibson91]\n"
        )
        event = told(text, issue("2021-03-18"))[0]
        assert event.description.splitlines() == [
            "Topics and agenda: https://github.com/o/r/issues/7",
            "Join: https://meet.example.org/hub",
            "Notes: https://pad.example.org/hub",
            "Facilitator: sgibson91",
        ]
        assert event.issue == "https://github.com/o/r/issues/7"
        assert event.video == "https://meet.example.org/hub"

    def test_of_one_that_has_none_yet(self):
        event = told(f"{TEAM}  notes: hackmd\n")[0]
        assert event.description == "Topics can be proposed 14 days before."
        assert (event.issue, event.video) == ("", "")

    def test_of_one_that_has_none_before_it_starts(self):
        assert told(f"{TEAM}  opens: 0s\n")[0].description == ""

    def test_of_one_with_another_facilitator(self):
        head = "starts=2021-03-18T17:00Z facilitator=minrk"
        event = told(issues=issue("2021-03-18", head))[0]
        assert "Facilitator: minrk" in event.description


class TestTitle:
    MOVED = "starts=2021-04-20T17:00Z sequence=1"

    def test_of_one_that_has_an_issue_it_is_the_issues(self):
        title = "The *last* one; <b>really</b>\nBEGIN:VEVENT"
        event = told(issues=issue("2021-03-18", title=title))[0]
        assert event.title == title

    def test_it_keeps_its_month_where_a_command_moves_the_meeting(self):
        event = on("2021-03-18", told(issues=issue("2021-03-18", self.MOVED)))
        assert event.title == "Team Meeting - March 2021"

    def test_of_one_that_has_none_it_names_no_meeting_before(self):
        text = TEAM.replace("{month} {year}", "{previous}")
        events = told(text, issue("2021-02-18"))
        assert {event.title for event in events} == {"Team Meeting - "}


class TestIdentity:
    def test_it_comes_of_series_date_and_repository(self):
        assert told()[0].uid == "2021-03-18.team.jupyterhub.team-compass@github.com"

    @pytest.mark.parametrize(
        ("text", "head"),
        [
            (TEAM.replace("17:00", "09:00"), ""),
            (f"{TEAM}  timezone: Asia/Kolkata\n", ""),
            (f"{TEAM}  move: {{2021-03-18: 2021-03-19}}\n", ""),
            (TEAM, "starts=2021-04-02T17:00Z sequence=1"),
            (TEAM, "starts=2021-03-18T17:00Z sequence=3 status=cancelled"),
        ],
    )
    def test_it_stays_whatever_becomes_of_the_meeting(self, text, head):
        uids = {event.uid for event in told()}
        changed = told(text, issue("2021-03-18", head))
        assert {event.uid for event in changed} == uids

    def test_on_a_server_of_ones_own(self):
        place = replace(PLACE, server_url="https://git.example.org:8443/github")
        events = feed_events(configured(), {}, History(1, JANUARY), place, NOW)
        assert events[0].uid.endswith("@git.example.org")

    def test_no_two_repositories_share_one(self):
        names = ["a/b.c", "a/b-c", "a-b/c", "b/a.c", "a/c"]
        uids = {Place(n, "https://github.com").uid(occurrence()) for n in names}
        assert len(uids) == len(names)


def occurrence():
    return next(configured().series["team"].occurrences(NOW))


class TestNewer:
    """Of two feeds the newer one has the higher sequence, or the later stamp."""

    def test_a_configuration_that_was_never_changed(self):
        event = told()[0]
        assert (event.sequence, event.revised) == (0, JANUARY)

    def test_every_change_of_the_configuration_counts(self):
        events = told(history=History(3, APRIL))
        assert {(event.sequence, event.revised) for event in events} == {(2, APRIL)}

    def test_moved_by_the_configuration_and_back_again(self):
        moved = f"{TEAM}  move: {{2021-04-15: 2021-05-03}}\n"
        course = [
            on("2021-04-15", told(text, history=History(changes, JANUARY))).sequence
            for changes, text in enumerate([TEAM, moved, TEAM, moved], 1)
        ]
        assert course == [0, 1, 2, 3]

    def test_opening_the_issue_changes_no_sequence(self):
        event = told(issues=issue("2021-03-18", "starts=2021-03-18T17:00Z"))[0]
        assert (event.sequence, event.revised) == (0, FEBRUARY)

    def test_what_is_said_below_the_issue_changes_nothing(self):
        issues = issue("2021-03-18", "starts=2021-03-18T17:00Z")
        later = {k: replace(i, updated_at=APRIL) for k, i in issues.items()}
        assert told(issues=issues) == told(issues=later)

    def test_another_title_of_the_issue_is_newer(self):
        text = TEAM.replace("{month} {year}", "{day} {month}, after {previous}")
        before = issue("2021-02-18", number=5)
        titles = {
            title: told(text, before | issue("2021-03-18", title=title))[0]
            for title in ("Team Meeting - 18 March, after #5", "Social")
        }
        revised = {title: event.revised for title, event in titles.items()}
        assert list(revised.values()) == [FEBRUARY, MARCH]
        assert {event.sequence for event in titles.values()} == {0}

    def test_a_command_counts_for_its_own_meeting(self):
        head = "starts=2021-03-25T17:00Z sequence=2"
        events = told(issues=issue("2021-03-18", head), history=History(2, JANUARY))
        told_of = [(event.sequence, event.revised) for event in events]
        assert told_of[:2] == [(3, MARCH), (1, JANUARY)]

    def test_a_history_that_nobody_knows(self):
        assert told(history=History(0, JANUARY))[0].sequence == 0


def test_a_head_that_was_tampered_with_ends_in_no_error():
    for head in (
        "starts=0001-01-01T00:00Z sequence=1",
        "starts=9999-12-31T23:59Z sequence=1 zone=Pacific/Kiritimati",
        "starts=2021-03-18T17:00Z sequence=999999999999 zone=Nowhere/Land",
        "starts=2021-03-18T17:00Z sequence=-4",
    ):
        events = told(issues=issue("2021-03-18", head))
        assert on("2021-03-18", events).starts.year == 2021
        assert 0 <= events[0].sequence < 2**31
