"""Two years of a team's meetings, by `tick` alone: everything at its time, and once.

Every kind of thing that happens to a meeting happens in the first year: both changes of
the clocks, the moved one and the skipped one, topics done, deferred, left and forgotten,
an issue that a person closes and one that is opened again. So what goes wrong in other
ways is played for that year, and has to come to what the two years begin with.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tests.golden import Golden
from tests.stories.two_years import (
    AFTER_A_YEAR,
    DAY,
    END,
    FIRST_YEAR,
    HOUR,
    and_too_early,
    fortnights,
    on_time,
    starts,
    two_of_three,
    two_years,
)

pytestmark = pytest.mark.unmeasured

A_PERSON_CLOSED_IT = timedelta(hours=1, minutes=10, seconds=1)
"""After the start of the eighth meeting: whatever people do lets a second pass."""

GOLDEN = Golden(Path(__file__).parent / "golden")


@dataclass(frozen=True)
class Played:
    """How the years went, and how they ended: of the meetings that were over by then."""

    table: str
    picture: str
    opened: list[datetime]
    closed: list[datetime]


async def played(
    folder: Path,
    looks: Sequence[datetime],
    *,
    end: datetime = END,
    over: int | None = None,
    times: int = 1,
) -> Played:
    with capture_logs() as logs:
        async with two_years(folder) as years:
            await years.play(looks, end=end, times=times)
            assert len(years.issues) == (over + 1 if over else len(starts()))
            events = [event for issue in years.issues for event in issue.events]
            told = Played(
                table=years.table(over),
                picture=years.picture(over),
                opened=[issue.created_at for issue in years.issues],
                closed=[e.created_at for e in events if e.event == "closed"],
            )
    assert [entry for entry in logs if entry["log_level"] == "error"] == []
    return told


async def played_a_year(
    folder: Path, looks: Sequence[datetime], *, times: int = 1
) -> Played:
    return await played(folder, looks, end=AFTER_A_YEAR, over=FIRST_YEAR, times=times)


def beginning(golden: Golden, told: str) -> str:
    """As much of the two years as the first one should have come to."""
    return golden.path.read_text(encoding="utf-8")[: len(told)]


async def test_everything_comes_at_its_time(tmp_path):
    """The bot looks whenever something is due, and for a year a minute before that."""
    calm = await played(tmp_path, and_too_early())
    assert calm.table == GOLDEN / "two-years.md"
    assert calm.picture == GOLDEN / "two-years-in-the-end.md"
    # The calendar on the wall says the same.
    assert calm.opened == [at - 14 * DAY for at in starts()]
    usual = [at + HOUR + DAY for at in starts()]
    assert calm.closed == [*usual[:7], starts()[7] + A_PERSON_CLOSED_IT, *usual[8:]]


async def test_with_every_tick_repeated_it_goes_the_same_way(tmp_path):
    """And the second one writes nothing."""
    told = await played_a_year(tmp_path, on_time(), times=2)
    assert told.table == beginning(GOLDEN / "two-years.md", told.table)
    assert told.picture == beginning(GOLDEN / "two-years-in-the-end.md", told.picture)


async def test_with_one_tick_of_three_left_out_it_ends_the_same(tmp_path):
    told = await played_a_year(tmp_path, two_of_three(left_out=1))
    assert told.picture == beginning(GOLDEN / "two-years-in-the-end.md", told.picture)


async def test_with_a_clock_that_jumps_two_weeks_it_ends_the_same(tmp_path):
    told = await played_a_year(tmp_path, fortnights())
    assert told.picture == beginning(GOLDEN / "two-years-in-the-end.md", told.picture)
