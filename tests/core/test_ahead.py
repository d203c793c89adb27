"""What the bot will do in a repository, by its configuration alone."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app import FEATURES, sections
from bot.core.ahead import MOST_OF_ONE, deeds
from bot.core.configuration import Configuration, parse_configuration

NOW = datetime(2021, 3, 4, 12, tzinfo=UTC)
QUARTER = timedelta(days=90)
TEAM = """\
meetings:
  team:
    when: third thursday
    time: "17:00"
    timezone: Europe/London
    reminders: [7d, 1d, 7d]
    cutoff: 36h
    empty: cancel
    minutes: docs/{year}-{month:02}.md
    skip: [2021-05]
    move: {2021-04-15: 2021-04-22}
"""
PULSES = """\
releases:
  when: day 1 of january, april, july, october
  projects: {o/a: {}}
"""


def configured(text: str) -> Configuration:
    return parse_configuration(text, file="", sections=sections(FEATURES))


def told(
    text: str, since: datetime = NOW, until: datetime = NOW + QUARTER
) -> list[str]:
    return [
        f"{deed.at:%m-%d %H:%M} {deed.about}: {deed.does}"
        for deed in deeds(configured(text), since, until)
    ]


def test_the_quarter_of_a_team() -> None:
    assert told(TEAM + PULSES) == [
        "03-04 17:00 meeting team, 18 March: opens its issue",
        "03-11 17:00 meeting team, 18 March: reminds of it, 7 days before",
        "03-17 05:00 meeting team, 18 March: cancels it, if it has no topic by then",
        "03-17 17:00 meeting team, 18 March: reminds of it, 24 hours before",
        "03-18 17:00 meeting team, 18 March: takes the minutes",
        "03-18 18:00 meeting team, 18 March: proposes the minutes in a pull request",
        "03-19 18:00 meeting team, 18 March: closes its issue, if it is open",
        "04-01 00:00 release pulse, 1 April: opens its issue, if a project is due",
        "04-08 00:00 release pulse, 1 April: sums it up and closes its issue, if it is open",
        "04-08 17:00 meeting team, 22 April: opens its issue",
        "04-15 17:00 meeting team, 22 April: reminds of it, 7 days before",
        "04-21 05:00 meeting team, 22 April: cancels it, if it has no topic by then",
        "04-21 17:00 meeting team, 22 April: reminds of it, 24 hours before",
        "04-22 17:00 meeting team, 22 April: takes the minutes",
        "04-22 18:00 meeting team, 22 April: proposes the minutes in a pull request",
        "04-23 18:00 meeting team, 22 April: closes its issue, if it is open",
    ]


def test_what_has_begun_is_ended() -> None:
    assert told(TEAM, NOW + timedelta(days=14, hours=5, minutes=30))[:2] == [
        "03-18 18:00 meeting team, 18 March: proposes the minutes in a pull request",
        "03-19 18:00 meeting team, 18 March: closes its issue, if it is open",
    ]
    begun = datetime(2021, 4, 7, tzinfo=UTC)
    assert told(PULSES, begun, begun + timedelta(days=2)) == [
        "04-08 00:00 release pulse, 1 April: sums it up and closes its issue, if it is open"
    ]


def test_nothing_is_configured() -> None:
    assert told("") == told("support: {forum: https://forum.example.org}") == []


@settings(max_examples=30)
@given(
    st.integers(0, 80_000),
    st.integers(0, 400),
    st.integers(0, 400),
)
def test_two_looks_tell_what_one_tells(hour: int, first: int, second: int) -> None:
    """And each of it in order, and within what was asked for."""
    begin = NOW + timedelta(hours=hour)
    middle = begin + timedelta(hours=first)
    end = middle + timedelta(hours=second)
    configuration = configured(TEAM + PULSES)
    whole = deeds(configuration, begin, end)
    assert whole == deeds(configuration, begin, middle) + deeds(
        configuration, middle, end
    )
    times = [deed.at.astimezone(UTC) for deed in whole]
    assert times == sorted(times)
    assert all(begin <= at < end for at in times)


def test_the_busiest_file_has_an_end() -> None:
    series = 50
    leads = ", ".join(f"{days}d" for days in range(1, 11))
    entry = "{{when: FREQ=DAILY, time: '17:00', opens: 366d, reminders: [{0}]}}"
    text = "meetings:\n" + "".join(
        f"  m{n}: {entry.format(leads)}\n" for n in range(series)
    )
    found = deeds(configured(text), NOW, NOW + QUARTER)
    assert 0 < len(found) <= series * MOST_OF_ONE
