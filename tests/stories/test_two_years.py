"""Two years of a team's meetings, by `tick` alone: everything at its time, and once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tests.golden import Golden
from tests.stories.two_years import (
    DAY,
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
    """How the two years went, and how they ended."""

    table: str
    picture: str
    opened: list[datetime]
    closed: list[datetime]


async def played(folder: Path, looks: Sequence[datetime], *, times: int = 1) -> Played:
    with capture_logs() as logs:
        async with two_years(folder) as years:
            await years.play(looks, times=times)
            events = [event for issue in years.issues for event in issue.events]
            told = Played(
                table=years.table(),
                picture=years.picture(),
                opened=[issue.created_at for issue in years.issues],
                closed=[e.created_at for e in events if e.event == "closed"],
            )
    assert [entry for entry in logs if entry["log_level"] == "error"] == []
    return told


async def test_everything_comes_at_its_time(tmp_path):
    """The bot looks whenever something is due, and a minute before that."""
    calm = await played(tmp_path, and_too_early())
    assert calm.table == GOLDEN / "two-years.md"
    assert calm.picture == GOLDEN / "two-years-in-the-end.md"
    # The calendar on the wall says the same.
    assert calm.opened == [at - 14 * DAY for at in starts()]
    usual = [at + HOUR + DAY for at in starts()]
    assert calm.closed == [*usual[:7], starts()[7] + A_PERSON_CLOSED_IT, *usual[8:]]


async def test_with_every_tick_repeated_it_goes_the_same_way(tmp_path):
    """And the second one writes nothing."""
    told = await played(tmp_path, on_time(), times=2)
    assert told.table == GOLDEN / "two-years.md"
    assert told.picture == GOLDEN / "two-years-in-the-end.md"


async def test_with_one_tick_of_three_left_out_it_ends_the_same(tmp_path):
    told = await played(tmp_path, two_of_three(left_out=1))
    assert told.picture == GOLDEN / "two-years-in-the-end.md"


async def test_with_a_clock_that_jumps_two_weeks_it_ends_the_same(tmp_path):
    told = await played(tmp_path, fortnights())
    assert told.picture == GOLDEN / "two-years-in-the-end.md"
