"""Whatever the series, each of its meetings has one issue, open from when to when it says."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.configuration import Configuration
from bot.core.local_time import later
from bot.core.meeting_course import Meeting
from bot.features.meetings.moments import next_moment
from bot.features.meetings.plan import due_occurrences, overdue
from tests.features.meetings.known import configured, meeting

DAYS = [
    "third thursday",
    "first and last sunday",
    "every sunday",
    "every 2 weeks on monday",
    "day 31",
    "FREQ=DAILY;INTERVAL=3",
]
ZONES = ["UTC", "Europe/London", "America/New_York", "Australia/Lord_Howe"]
SUNDAYS = [date(2021, 3, 14), date(2021, 3, 28), date(2021, 10, 31), date(2021, 11, 7)]
"""On which the clocks of America or Europe change."""

series = st.fixed_dictionaries(
    {
        "when": st.sampled_from(DAYS),
        "timezone": st.sampled_from(ZONES),
        "time": st.sampled_from(["00:30", "01:30", "02:15", "17:00", "23:59"]),
        "opens": st.sampled_from(["0s", "1h", "3d", "14d", "20d"]),
        "closes": st.sampled_from(["0s", "1h", "1d", "9d"]),
        "length": st.sampled_from(["1m", "60m", "25h"]),
        "move": st.sampled_from(
            ["{}", "{2021-03-18: 2021-03-25}", "{2021-10-31: 2021-11-09}"]
        ),
        "skip": st.sampled_from(["[]", "[2021-11]", "[2021-03-28]"]),
    }
)
AHEAD = timedelta(days=100)


class Bot:
    """It looks when its own timer says so, and at other times too.

    Its times are in UTC: Python takes a local time that comes twice for equal to none of
    another zone.
    """

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        self.meetings: list[Meeting] = []
        self.opened: list[tuple[date, datetime]] = []
        self.closed: dict[date, datetime] = {}

    def look(self, now: datetime) -> datetime | None:
        for one in overdue(self.configuration, self.meetings, now):
            self.meetings.remove(one)
            closed = replace(one, issue=replace(one.issue, state="closed"))
            self.meetings.append(closed)
            self.closed[one.date] = now
        for occurrence in due_occurrences(self.configuration, self.meetings, now):
            self.opened.append((occurrence.date, now))
            self.meetings.append(meeting(f"{occurrence.date}", len(self.opened)))
        return next_moment(self.configuration, self.meetings, now)


@settings(max_examples=80)
@given(series, st.sampled_from(SUNDAYS), st.data())
def test_each_meeting_opens_and_closes_once_at_its_time(keys, changes, data):
    bot = Bot(configured(**keys))
    now = begin = datetime(changes.year, changes.month, changes.day, tzinfo=UTC)
    end = begin + AHEAD
    while now < end:
        timer = bot.look(now)
        assert timer is None or timer > now
        if timer is None:
            break
        if data.draw(st.booleans()):  # a sweep comes by before it is time
            bot.look(now + (timer - now) / 2)
        now = timer.astimezone(UTC)
    team = bot.configuration.series["team"]
    expected = [
        (occurrence.date, max(begin, opening).astimezone(UTC))
        for occurrence in team.occurrences(begin - team.length, end + team.opens)
        if (opening := later(occurrence.starts, -team.opens)) < end
        and occurrence.ends > begin
    ]
    assert sorted(bot.opened) == sorted(expected)
    for day, at in bot.closed.items():
        occurrence = team.occurrence(day)
        assert at == later(occurrence.ends, team.closes).astimezone(UTC)
    over = [
        day
        for day, _ in expected
        if later(team.occurrence(day).ends, team.closes) < end
    ]
    assert sorted(bot.closed) == sorted(over)
