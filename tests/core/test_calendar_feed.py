"""The feed as bytes: what two strict readers see in it, and what no text can do to it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.calendar_feed import Event, Feed, calendar_url, render_feed
from tests.calendars import SecondReader, SeenCalendar, read_strictly, second_reader
from tests.golden import Golden

GOLDEN = Golden(Path(__file__).with_name("golden"))
LONDON = ZoneInfo("Europe/London")
NEW_YORK = ZoneInfo("America/New_York")
HOUR = timedelta(hours=1)

MEETING = Event(
    uid="2021-03-18.team.jupyterhub.team-compass@github.com",
    title="JupyterHub and BinderHub Team Meeting - March 2021",
    starts=datetime(2021, 3, 18, 17, tzinfo=UTC),
    ends=datetime(2021, 3, 18, 18, tzinfo=UTC),
    sequence=0,
    revised=datetime(2021, 1, 4, 9, 30, tzinfo=UTC),
    description="Topics and agenda: https://github.com/jupyterhub/team-compass/issues/1",
    video="https://meet.example.org/hub",
    issue="https://github.com/jupyterhub/team-compass/issues/1",
)
FEED = Feed(
    name="jupyterhub/team-compass meetings",
    events=(
        MEETING,
        replace(
            MEETING,
            uid="2021-04-15.team.jupyterhub.team-compass@github.com",
            title="Cancelled: JupyterHub and BinderHub Team Meeting - April 2021",
            starts=datetime(2021, 4, 15, 9, tzinfo=LONDON),
            ends=datetime(2021, 4, 15, 10, tzinfo=LONDON),
            sequence=2,
            revised=datetime(2021, 4, 14, 9, 30, tzinfo=UTC),
            description="Cancelled: nobody proposed a topic.\nFacilitator: minrk",
            video="",
            issue="",
            cancelled=True,
        ),
    ),
    source="https://compass.example.org/calendar/jupyterhub/team-compass.ics",
)


@pytest.fixture(scope="module")
def second() -> Iterator[SecondReader]:
    with second_reader() as reader:
        yield reader


def test_the_whole_feed() -> None:
    text = render_feed(FEED).decode()
    assert text.replace("\r\n", "\n") == GOLDEN / "calendar.ics"


def see(feed: Feed, second: SecondReader | None = None) -> SeenCalendar:
    """What is in the feed; all readers there are say the same."""
    data = render_feed(feed)
    seen = read_strictly(data)
    if second:
        assert second(data) == seen
    return seen


@pytest.mark.npm
def test_two_readers_see_what_is_meant(second: SecondReader) -> None:
    seen = see(FEED, second)
    assert (seen.name, seen.refresh) == ("jupyterhub/team-compass meetings", "PT1H")
    assert seen.source == FEED.source
    for event, wanted in zip(seen.events, FEED.events, strict=True):
        assert (event.starts, event.ends) == (wanted.starts, wanted.ends)
        assert (event.uid, event.title) == (wanted.uid, wanted.title)
        assert (event.sequence, event.revised) == (wanted.sequence, wanted.revised)
        assert event.description == wanted.description
        assert event.place == event.join == wanted.video
        assert event.issue == wanted.issue
        assert event.status == ("CANCELLED" if wanted.cancelled else "CONFIRMED")
        assert event.busy == (not wanted.cancelled)
        assert not event.recurs
    assert [event.zone for event in seen.events] == ["", "Europe/London"]


def at(zone: ZoneInfo, *when: int, fold: int = 0) -> datetime:
    return datetime(*when, tzinfo=zone, fold=fold)


@pytest.mark.npm
@pytest.mark.parametrize(
    ("starts", "zone"),
    [
        pytest.param(at(LONDON, 2021, 3, 27, 17), "Europe/London", id="the day before"),
        pytest.param(
            at(LONDON, 2021, 3, 28, 0, 30), "Europe/London", id="before a gap"
        ),
        pytest.param(at(LONDON, 2021, 3, 28, 2), "Europe/London", id="after a gap"),
        pytest.param(at(NEW_YORK, 2021, 3, 14, 3), "America/New_York", id="in America"),
        pytest.param(at(LONDON, 2021, 10, 31, 0, 30), "Europe/London", id="into both"),
        pytest.param(at(LONDON, 2021, 10, 31, 1), "", id="the first of two"),
        pytest.param(at(LONDON, 2021, 10, 31, 1, fold=1), "", id="the second of two"),
        pytest.param(at(LONDON, 2021, 10, 31, 2), "Europe/London", id="after both"),
        pytest.param(at(ZoneInfo("UTC"), 2021, 10, 31, 2), "", id="in UTC"),
        pytest.param(at(ZoneInfo("Etc/GMT+5"), 2021, 7, 1, 2), "Etc/GMT+5", id="fixed"),
    ],
)
def test_where_clocks_change_both_readers_see_the_same_hour(
    second: SecondReader, starts: datetime, zone: str
) -> None:
    utc = starts.astimezone(UTC)
    ends = (utc + HOUR).astimezone(starts.tzinfo)
    event = replace(MEETING, starts=starts, ends=ends)
    (seen,) = see(replace(FEED, events=(event,)), second).events
    assert (seen.starts, seen.length, seen.zone) == (utc, HOUR, zone)


@pytest.mark.npm
def test_a_feed_without_meetings_is_a_calendar_still(second: SecondReader) -> None:
    for zone in (LONDON, ZoneInfo("UTC")):
        seen = see(replace(FEED, events=(), zone=zone), second)
        assert (seen.name, seen.events) == (FEED.name, ())


def test_without_an_address_of_its_own() -> None:
    assert see(replace(FEED, source="")).source == ""


def test_the_address_of_a_feed() -> None:
    base, name = "https://compass.example.org", "jupyterhub/team-compass"
    assert calendar_url(base, name) == f"{base}/calendar/{name}.ics" == FEED.source
    assert calendar_url(None, name) == ""


HOSTILE = [
    "Tea, cake; and \\n a back\\slash",
    "A\r\nEND:VEVENT\r\nBEGIN:VALARM",
    "A\nATTENDEE:mailto:all@example.org",
    '"quoted": a colon; a=b, "c"',
    "会議" * 60,
    "🧭" * 40,
    "null\x00 bell\x07 escape\x1b delete\x7f next\x85 line\u2028 para\u2029",
    "evil\u202egnp.exe",
    "half \ud800 of one",
    " ",
    "",
]


@pytest.mark.npm
@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_in_its_place(second: SecondReader, text: str) -> None:
    event = replace(
        MEETING, title=text, description=text, video=f"https://a.example/{text}"
    )
    (seen,) = see(replace(FEED, name=text, events=(event,)), second).events
    plain = replace(MEETING, video="")
    for name in ("uid", "starts", "ends", "sequence", "status", "issue"):
        (as_ever,) = see(replace(FEED, events=(plain,))).events
        assert getattr(seen, name) == getattr(as_ever, name)
    assert seen.title == "".join(c for c in text if c.isprintable())
    assert seen.join.isascii()
    assert seen.join.isprintable()
    assert " " not in seen.join


@pytest.mark.npm
@settings(max_examples=60)
@given(texts=st.tuples(*[st.text(max_size=200)] * 3))
def test_no_text_breaks_a_feed(
    second: SecondReader, texts: tuple[str, str, str]
) -> None:
    title, description, video = texts
    event = replace(MEETING, title=title, description=description, video=video)
    (seen,) = see(replace(FEED, events=(event,)), second).events
    assert seen.title == "".join(c for c in title if c.isprintable())
    assert (seen.uid, seen.starts) == (MEETING.uid, MEETING.starts)


def test_the_same_meetings_are_the_same_bytes() -> None:
    assert render_feed(FEED) == render_feed(replace(FEED))
