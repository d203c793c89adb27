"""The head of a meeting issue: read, rewritten, and nobody's words below it touched."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.meeting_head import (
    Head,
    as_it_stands,
    find_head,
    first_head,
    replace_head,
)
from bot.core.series import Occurrence

LONDON = ZoneInfo("Europe/London")
STARTS = datetime(2021, 4, 15, 9, tzinfo=LONDON)
OCCURRENCE = Occurrence(
    series="team",
    date=date(2021, 4, 15),
    starts=STARTS,
    length=timedelta(hours=1),
    index=39,
    facilitator="minrk",
)
FIRST = "<!-- team-compass:meeting id=team date=2021-04-15 -->"
MOVED = Head(
    datetime(2021, 4, 22, 16, 30, tzinfo=UTC),
    sequence=2,
    facilitator="sgibson91",
    zone="America/New_York",
)
CANCELLED = Head(STARTS.astimezone(UTC), sequence=1, status="cancelled", reason="empty")


def test_a_head_is_one_line_that_says_when() -> None:
    assert str(first_head(OCCURRENCE)) == (
        "<!-- team-compass:head starts=2021-04-15T08:00Z -->"
    )
    assert str(MOVED) == (
        "<!-- team-compass:head starts=2021-04-22T16:30Z sequence=2"
        " facilitator=sgibson91 zone=America/New_York -->"
    )
    assert str(CANCELLED) == (
        "<!-- team-compass:head starts=2021-04-15T08:00Z sequence=1 status=cancelled"
        " why=empty -->"
    )


@pytest.mark.parametrize("head", [first_head(OCCURRENCE), MOVED, CANCELLED])
def test_what_is_written_is_read(head: Head) -> None:
    assert find_head(f"{FIRST}\nwords\n{head}\n\nmore") == head
    assert find_head(f"{FIRST}\r\nwords\r\n{head}\r\nmore") == head


def test_a_meeting_that_nobody_touched_is_as_the_rule_has_it() -> None:
    """Also where the configuration changed since its issue was opened."""
    stale = first_head(OCCURRENCE)
    later = OCCURRENCE.starts + timedelta(hours=1)
    changed = as_it_stands(OCCURRENCE, None)
    assert changed is OCCURRENCE
    moved_by_rule = Occurrence(
        "team", OCCURRENCE.date, later, OCCURRENCE.length, 39, None
    )
    assert as_it_stands(moved_by_rule, stale).starts == later


def test_a_moved_meeting_stands_elsewhere() -> None:
    standing = as_it_stands(OCCURRENCE, MOVED)
    assert standing.starts.isoformat() == "2021-04-22T12:30:00-04:00"
    assert standing.facilitator == "sgibson91"
    assert standing.date == OCCURRENCE.date
    assert not standing.cancelled
    assert standing.moved


def test_a_cancelled_meeting_is_cancelled_in_its_own_zone() -> None:
    standing = as_it_stands(OCCURRENCE, CANCELLED)
    assert standing.cancelled
    assert standing.starts == STARTS
    assert standing.starts.tzinfo == LONDON
    assert standing.facilitator == "minrk"


@pytest.mark.parametrize(
    "line",
    [
        "<!-- team-compass:head -->",
        "<!-- team-compass:head starts=tomorrow -->",
        "<!-- team-compass:head starts=2021-13-15T08:00Z -->",
        "<!-- team-compass:head starts=9999-12-31T23:59Z sequence=1 -->",
        "<!-- team-compass:head starts=0001-01-01T00:00Z sequence=1 -->",
        "<!-- team-compass:agenda starts=2021-04-15T08:00Z -->",
        "see <!-- team-compass:head starts=2021-04-15T08:00Z -->",
    ],
)
def test_what_people_broke_says_nothing(line: str) -> None:
    assert find_head(f"{FIRST}\n{line}\n") is None


def test_what_is_no_login_zone_or_count_is_not_believed() -> None:
    line = (
        "<!-- team-compass:head starts=2021-04-15T08:00Z sequence=99999999"
        " facilitator=@everybody! zone=Mars/Base -->"
    )
    head = find_head(line)
    assert head is not None
    assert (head.sequence, head.facilitator) == (0, "")
    odd = Head(head.starts, sequence=1, zone="Mars/Base")
    assert as_it_stands(OCCURRENCE, odd).starts.tzinfo == LONDON


def test_a_body_with_an_end_mark_keeps_what_is_below_it() -> None:
    body = f"{FIRST}\nold words\n{first_head(OCCURRENCE)}\n\n## Ours\nand mine  \n"
    assert replace_head(body, "new words\n", MOVED) == (
        f"{FIRST}\nnew words\n{MOVED}\n\n## Ours\nand mine  \n"
    )


def test_a_body_without_one_keeps_everything_below_its_first_line() -> None:
    assert replace_head(f"{FIRST}\nOur template", "new", MOVED) == (
        f"{FIRST}\nnew\n{MOVED}\nOur template"
    )
    assert replace_head(FIRST, "new", MOVED) == f"{FIRST}\nnew\n{MOVED}\n"


def test_line_ends_stay_what_they_were() -> None:
    body = f"{FIRST}\r\nold\r\n{first_head(OCCURRENCE)}\r\nbelow\r\n"
    assert replace_head(body, "one\ntwo", MOVED) == (
        f"{FIRST}\r\none\r\ntwo\r\n{MOVED}\r\nbelow\r\n"
    )


@given(below=st.text(), lines=st.text(alphabet="ab \n", max_size=20))
def test_rewriting_twice_is_rewriting_once(below: str, lines: str) -> None:
    body = f"{FIRST}\nold\n{first_head(OCCURRENCE)}\n{below}"
    once = replace_head(body, lines, MOVED)
    assert once.endswith(f"{MOVED}\n{below}")
    assert replace_head(once, lines, MOVED) == once
    assert find_head(once) == MOVED
