"""What people read when a meeting issue opens: whole texts, and each placeholder."""

from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pytest

from bot.core.configuration import parse_configuration
from bot.core.mark import Mark, find_mark
from bot.core.meeting_words import placeholders, render_title
from bot.core.meetings import Meetings
from bot.core.series import Series
from bot.features.meetings.body import render_body
from tests.core.rendered import render
from tests.golden import Golden

GOLDEN = Golden(Path(__file__).parent / "golden")

TEAM = """\
title: "JupyterHub and BinderHub Team Meeting - {month} {year}"
when: third thursday
start: 2020-09-01
time: 17:00
zones: [America/Los_Angeles, Europe/London, Asia/Kolkata, Pacific/Auckland]
video: https://meet.example.org/hub
notes: https://hackmd.io/@sgibson91/hubs-team-meeting
facilitators: ["@sgibson91", minrk]
"""
BARE = "when: every thursday\ntime: 09:00\ncutoff: 0s"


def series(keys: str, name: str = "team") -> Series:
    inside = "".join(f"    {line}\n" for line in keys.splitlines())
    configuration = parse_configuration(
        f"meetings:\n  {name}:\n{inside}",
        file="team-compass.yml",
        sections={"meetings": Meetings},
    )
    return configuration.series[name]


def body(
    meeting: Series, day: str, previous: int | None = None, template: str | None = None
) -> str:
    occurrence = meeting.occurrence(date.fromisoformat(day))
    values = placeholders(meeting, occurrence, previous)
    return render_body(meeting, occurrence, values, template)


def title(meeting: Series, day: str) -> str:
    occurrence = meeting.occurrence(date.fromisoformat(day))
    return render_title(meeting, placeholders(meeting, occurrence, None))


def test_a_meeting_with_everything():
    assert body(series(TEAM), "2021-03-18", previous=371) == GOLDEN / "whole.md"


def test_a_meeting_of_which_nothing_is_known_but_its_time():
    assert body(series(BARE), "2021-03-18") == GOLDEN / "bare.md"


def test_a_moved_meeting_in_a_zone_of_its_own():
    moved = series(
        f"{TEAM}timezone: Europe/London\nmove: {{2020-10-15: 2020-10-22}}\nlength: 90m"
    )
    assert body(moved, "2020-10-15") == GOLDEN / "moved.md"


def test_a_template_of_the_repository():
    template = (
        "# {title}\r\n\r\n{weekday}, {date:%e %B} ({day:02}/{month:02}/{year}), {time}, "
        "{length}\r\n\r\nElsewhere: {zones}\r\nJoin {video}, notes {notes}\r\n"
        "Facilitator: {facilitator}. Before: {previous}. Calendar: {calendar}. "
        "Meeting number {number}. {{braces}}\r\n"
    )
    text = body(series(TEAM), "2021-03-18", previous=371, template=template)
    assert text == GOLDEN / "template.md"


@pytest.mark.parametrize("previous", [None, 0, -1])
def test_what_is_not_there_leaves_no_trace_in_a_template(previous):
    template = "[{video}{notes}{facilitator}{previous}{calendar}{zones}]"
    text = body(series(BARE), "2021-03-18", previous, template)
    assert text.splitlines()[1] == "[]"


def test_notes_that_a_later_version_will_make_are_no_link():
    assert "hackmd" not in body(series(f"{BARE}\nnotes: hackmd"), "2021-03-18")


def test_the_first_line_tells_the_bot_which_meeting_it_is():
    mark = find_mark(body(series(TEAM), "2021-03-18"), "meeting")
    assert mark == Mark("meeting", {"id": "team", "date": "2021-03-18"})


@pytest.mark.parametrize("keys", [TEAM, BARE], ids=["facts", "nothing more"])
def test_what_is_for_machines_is_seen_by_nobody(keys):
    page, comments = render(body(series(keys), "2021-03-18"))
    assert "team-compass" not in page.text
    assert [comment.split()[0] for comment in comments] == [
        "team-compass:meeting",
        "team-compass:head",
    ]


def test_nobody_is_called_by_name():
    assert "@" not in body(series(TEAM), "2021-03-18").replace("/@sgibson91/", "")


def test_a_template_cannot_name_what_does_not_exist():
    with pytest.raises(ValueError, match="unknown placeholder"):
        body(series(TEAM), "2021-03-18", template="{date.__class__}")


def test_a_template_longer_than_an_issue_is_cut_and_says_so():
    text = body(series(TEAM), "2021-03-18", template="long " * 20_000)
    assert len(text) == 65_536
    assert text.endswith("the rest of it is left out._\n")


def test_without_a_title_the_series_and_the_day_make_one():
    assert title(series(BARE, "docs-sprint"), "2021-03-18") == (
        "Docs sprint meeting - 18 March 2021"
    )


def test_titles_are_as_long_as_github_allows():
    meeting = series(
        f"{BARE}\nvideo: https://x.example/{'v' * 300}\ntitle: '{{video}}'"
    )
    assert len(title(meeting, "2021-03-18")) == 256


def test_the_converter_gets_the_moment_and_the_title():
    meeting = series(
        f'{BARE}\ntitle: "Why (not) 50%? [a]/b & ü"\ntimezone: Asia/Kolkata'
    )
    text = body(meeting, "2021-03-18")
    link = text.partition("[in your time](")[2].partition(")")[0]
    assert link.startswith("https://arewemeetingyet.com/UTC/2021-03-18/03:30/Why%20")
    assert unquote(link).endswith("/Why (not) 50%? [a]/b & ü")
