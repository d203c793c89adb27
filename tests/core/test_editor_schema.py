"""An editor that has the schema says of a file what `compass-bot check` says.

Files are read here as editors read them: YAML 1.2 with its core schema. The schema may
let pass what only the bot can know, and never complains of what the bot accepts.
"""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.core.editors import (
    MANY_ZONES,
    PULSES,
    SCHEMA,
    VALIDATOR,
    fits,
    is_accepted,
    meeting,
    releases_file,
    support,
)

EXAMPLE = Path(__file__).parents[2] / "examples" / "team-compass.yml"

RIGHT = {
    "everything left out": "",
    "empty sections": "agenda:\nmeetings:\ntimezone:\n",
    "an empty key": meeting(
        opens="", labels="", zones="", pin="", skip="", move="", facilitators="",
        start="", title="", slots="", empty="", minutes="~", video="null",
    ),
    "slots and no time": meeting(time="", slots="{odd: 17:00, even: 9:00 Asia/Kolkata}"),
    "times that are text": meeting(time='" 9:05 "', length='"1h 30m"', opens="p14dt1h"),
    "yes": meeting(pin="yes"),
    "off": meeting(pin="Off"),
    "one": meeting(pin="1"),
    "a quoted no": meeting(pin='"no"'),
    "labels that are no text elsewhere": meeting(labels="[1, true, no, 1.5, '2', 0x1F]"),
    "a year as title": meeting(title="2021"),
    "a title of braces": meeting(title="'{{ {month} {date:%A %e, 100%%} {year:}}}'"),
    "a title on a line of its own": meeting(title="|\n      Team\n"),
    "logins of digits": meeting(facilitators="[123, 1e5, '@tim', true]"),
    "numbers in quotes": 'agenda: {minutes: "7", most: " 1_0.0 ", label: 5}',
    "a path that is a number": meeting(template="5", minutes="docs/{year}-{month:02}.md"),
    "a label of 50 smileys": meeting(labels=f"[{'🎉' * 50}]"),
    "a label in blanks": meeting(labels=f"['  {'x' * 50}  ']"),
    "dates without quotes": meeting(
        start="2021-01-01", skip="[2021-02, 2021-03-18]", move="{2021-04-15: 2021-04-16}"
    ),
    "a rule": meeting(when="RRULE:FREQ=MONTHLY;BYDAY=3TH"),
    "a rule in small letters": meeting(when="freq=weekly; byday=mo"),
    "days of months": meeting(when="Day 1, 15 and 31st of January and MARCH"),
    "a word for every form": meeting(when="the first,third and last Tues of sept, oct"),
    "every other": meeting(when="EVERY other week on monday, wed and fridays"),
    "of every month": meeting(when="3rd  thursday of each month"),
    "a zone in blanks": meeting(timezone="' Europe/London '", zones="[UTC, GMT+0]"),
    "links": meeting(video="https://é.example.org/a?b={c}", notes="hackmd"),
    "an empty request": "request_info: {closes: , forms: , reply: ~}",
    "a form's label alone": "request_info: {forms: {impact: , 7: {required: [1], dates: ~}}}",
    "a reply": "request_info: {titles: [no, 2], reply: 'hi {author} {{}}: {missing}'}",
    "questions": support(
        tags="[a_b, 5, true, é, '#a']", reply='"\\ufeff"', grace="7d", category="7",
    ),
    "no forum's words": support(labels="", tags="", reply="", grace="", detect=""),
    **{f"{word} for off": support(detect=word) for word in ("off", "No", "false", "'no'")},
    "a week of grace": support(grace="P1W"),
    "grace in minutes": support(grace="'0010080 m'"),
    "a day of silence": "request_info: {closes: 23h 60m}",
    "the longest silence": "request_info: {closes: 366d}",
    "projects that stand alone": releases_file("o/a:", "o/b: ~", "O-c/.github: null"),
    "a project with empty keys": releases_file("o/a: {after: , line: , channel: , tags: }"),
    "a project with all keys": releases_file(
        "1/2: {after: [O/a], line: 5, channel: release, tags: 'v{version}'}", "o/a:",
    ),
    "lines that are no text elsewhere": releases_file(
        "o/a: {line: 5.0}", "o/b: {line: on}", "o/c: {line: true}", "o/d: {line: 0x1}",
    ),
    **{
        f"{word} as channel": releases_file(f"o/a: {{channel: {word}}}")
        for word in ("none", "None", "no", "Off", "false", "'FALSE'", "~")
    },
    "releases with empty keys": releases_file(
        "o/a:", title="", window="~", min_age="", most="", labels="",
    ),
    "releases with all keys": releases_file(
        "o/a:", title="'{number:2} of {year}, {date:%B} {{}}'", window="60d", min_age="0d",
        most='"50"', labels="[1, no]", when="FREQ=MONTHLY;BYDAY=1MO",
    ),
    "a window of a day": releases_file("o/a:", window="PT24H"),
    "an id of dashes": "meetings: {a-b: {when: last friday, time: 17:00}, 2021: {when: "
    "last friday, time: 17:00}, '-': {when: last friday, time: 17:00}}",
}  # fmt: skip

WRONG = {
    "neither time nor slots": meeting(time="-"),
    "an empty time and no slots": meeting(time=""),
    "time and slots": meeting(slots="{odd: 17:00, even: 09:00}"),
    "no when": meeting(when="-"),
    "an empty when": meeting(when=""),
    "an hour that is none": meeting(time="25:00"),
    "an hour of Americans": meeting(time="5pm"),
    "an hour without minutes": meeting(time="17"),
    "a slot that is none": meeting(time="-", slots="{odd: 25:00, even: 09:00}"),
    "a slot before its zone": meeting(time="-", slots="{odd: UTC 17:00, even: 09:00}"),
    "one slot": meeting(time="-", slots="{odd: 17:00}"),
    "an empty slot": meeting(time="-", slots="{odd: 17:00, even: }"),
    "a slip in when": meeting(when="thrid thursday"),
    "a day that is none": meeting(when="third thirsday"),
    "a month that is none": meeting(when="third thursday of smarch"),
    "a day of the month that is none": meeting(when="day 32"),
    "a number as when": meeting(when="3"),
    "a word as duration": meeting(opens="fortnight"),
    "a negative duration": meeting(opens="-1d"),
    "a duration without unit": meeting(opens="14"),
    "an unknown zone": meeting(timezone="Europe/Londn"),
    "an unknown zone on top": "timezone: Mars/Phobos",
    "an unknown zone in zones": meeting(zones="[UTC, CEST5]"),
    "eleven zones": meeting(zones=f"[{MANY_ZONES}]"),
    "one zone without a list": meeting(zones="UTC"),
    "a month that no calendar has": meeting(skip="[2021-13]"),
    "a month by name": meeting(skip="[january]"),
    "a date of the last century": meeting(start="1999-12-31"),
    "a 30th of February": meeting(start="2021-02-30"),
    "a move from a word": meeting(move="{easter: 2021-04-15}"),
    "a move to a word": meeting(move="{2021-04-15: later}"),
    "a move to nowhere": meeting(move="{2021-04-15: }"),
    "an unknown placeholder": meeting(title="'{foo}'"),
    "the title in the title": meeting(title="'{title}'"),
    "a single brace": meeting(title="'{year'"),
    "a format that does not fit": meeting(title="'{time:%H}'"),
    "an unknown placeholder in a path": meeting(minutes="'docs/{foo}.md'"),
    "a title of nothing": meeting(title="''"),
    "a title of blanks": meeting(title="'  '"),
    "a title of two lines": meeting(title='"a\\nb"'),
    "a title too long": meeting(title="x" * 201),
    "a label of nothing": meeting(labels="['']"),
    "a label left empty": meeting(labels="[a, ]\n      \n    pin: [~]"),
    "no label in the list": meeting(labels="[~]"),
    "a label too long": meeting(labels=f"[{'x' * 51}]"),
    "the agenda's label of nothing": "agenda: {label: ''}",
    "the agenda's label too long": f"agenda: {{label: {'x' * 51}}}",
    "no number of minutes": "agenda: {minutes: many}",
    "too many minutes": "agenda: {minutes: 481}",
    "half minutes": "agenda: {minutes: 2.5}",
    "a video that is no link": meeting(video="foo"),
    "a link with blanks": meeting(video="https://a.example.org/b c"),
    "notes that are no link": meeting(notes="foo"),
    "a login with a blank": meeting(facilitators="['a b']"),
    "a template outside": meeting(template="../x"),
    "a template at the root": meeting(template="/x"),
    "minutes outside": meeting(minutes="docs/../../x"),
    "minutes with a dot for a folder": meeting(minutes="docs/./x.md"),
    "minutes in a folder of no name": meeting(minutes="."),
    "minutes without a file": meeting(minutes="docs/"),
    "minutes of Git's own": meeting(minutes="docs/.Git/config"),
    "minutes that would be run": meeting(minutes="'.github/WORKFLOWS/{year}.yml'"),
    "minutes among actions": meeting(minutes=".github/actions"),
    "neither yes nor no": meeting(pin="maybe"),
    "two as yes": meeting(pin="2"),
    "an unknown word": meeting(empty="perhaps"),
    "an unknown key": meeting(wen="last friday"),
    "an unknown empty key": meeting(wen=""),
    "two dashes in an id": "meetings: {a--b: {when: last friday, time: 17:00}}",
    "capitals in an id": "meetings: {Team: {when: last friday, time: 17:00}}",
    "an id too long": f"meetings: {{{'a' * 51}: {{when: last friday, time: 17:00}}}}",
    "a series of nothing": "meetings: {team: }",
    "a list of series": "meetings: [team]",
    "an unknown placeholder in a reply": "request_info: {reply: '{autor}'}",
    "an unknown key of a form": "request_info: {forms: {impact: {wen: [a]}}}",
    "a form that is a list": "request_info: {forms: {impact: [a]}}",
    "a list of forms": "request_info: {forms: [impact]}",
    "silence without a unit": "request_info: {closes: 14}",
    "support of nothing": "support:",
    "support without a forum": "support: {tags: [a]}",
    "a forum of nothing": "support: {forum: }",
    **{
        f"a forum with {char}": f"support: {{forum: 'https://discourse.example.org/{char}x'}}"
        for char in "?#@"
    },
    **{f"no tag {tag}": support(tags=f"['{tag}']") for tag in ("a b", "a,b", "", "x" * 101)},
    **{f"no reply {reply}": support(reply=reply) for reply in ("''", "' \n\n '", "{autor}")},
    "a reply too long": support(reply="x" * 10_001),
    **{f"{wait} of grace": support(grace=wait) for wait in (
        "8d", "2w", "P8D", "169h", "PT10081M", "604801s", "1d 0010d", "400d",
    )},
    "an unknown way to detect": support(detect="yes"),
    **{f"{wait} of silence": f"request_info: {{closes: {wait}}}" for wait in (
        "1h", "PT23H", "1439 m", "86399s", "0d", "P0W", "00h", "367d", "53w", "P400D",
    )},
    "meetings too long": meeting(length="8785h"),
    "releases of nothing": "releases:",
    "releases without projects": f"releases: {{when: {PULSES.partition(',')[0]}}}",
    "releases of no projects": releases_file("{}"),
    "releases of empty projects": releases_file(),
    "releases at no time": releases_file("o/a:", when="-"),
    "releases at an empty time": releases_file("o/a:", when=""),
    "releases at an odd time": releases_file("o/a:", when="quarterly"),
    "a list of projects": releases_file("- o/a"),
    **{f"a project called {name}": releases_file(f"{name}:") for name in (
        "a", "a/b/c", "-a/b", "a/é", "'a/b c'", f"{'a' * 40}/b", f"a/{'b' * 101}",
    )},
    "a project that is a list": releases_file("o/a: [o/b]", "o/b:"),
    "an unknown key of a project": releases_file("o/a: {afer: [o/b]}", "o/b:"),
    "one project without a list": releases_file("o/a: {after: o/b}", "o/b:"),
    "a name that can be no project": releases_file("o/a: {after: [b]}", "o/b:"),
    "a project after nothing": releases_file("o/a: {after: [~]}"),
    "a branch with a blank": releases_file("o/a: {line: a b}"),
    "a branch that is a list": releases_file("o/a: {line: [main]}"),
    "an unknown channel": releases_file("o/a: {channel: push}"),
    "yes as channel": releases_file("o/a: {channel: true}"),
    "tags without a version": releases_file("o/a: {tags: v}"),
    "tags with two versions": releases_file("o/a: {tags: '{version}{version}'}"),
    "tags with another placeholder": releases_file("o/a: {tags: '{version}{tag}'}"),
    "tags in braces": releases_file("o/a: {tags: {version}}"),
    **{f"{wait} of releasing": releases_file("o/a:", window=wait) for wait in (
        "23h", "0d", "61d", "9w", "1441h", "fortnight",
    )},
    "ages of years": releases_file("o/a:", min_age="3y"),
    "no rows": releases_file("o/a:", most="0"),
    "too many rows": releases_file("o/a:", most="51"),
    "a facilitator of releases": releases_file("o/a:", title="'{facilitator}'"),
    "releases with a start": releases_file("o/a:", start="2021-01-01"),
    "an unknown section": "metings: {}",
    "a section that is text": "support: yes",
}  # fmt: skip


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT)
def test_both_accept(text: str) -> None:
    assert is_accepted(text)
    assert fits(text)


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_both_refuse(text: str) -> None:
    assert not is_accepted(text)
    assert not fits(text)


def test_the_example_is_right_in_yaml_1_1_too() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    for read in (text, meeting(pin="yes", skip="[2021-03-18]", labels="[no]")):
        assert VALIDATOR.is_valid(with_dates_as_text(yaml.safe_load(read)))
    assert yaml.safe_load(meeting())["meetings"]["team"]["time"] == 1020


def with_dates_as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): with_dates_as_text(inside) for key, inside in value.items()}
    if isinstance(value, list):
        return [with_dates_as_text(inside) for inside in value]
    return str(value) if isinstance(value, date) else value


def patterns(schema: Any) -> set[str]:
    found: set[str] = set()
    if isinstance(schema, dict):
        named = schema.get("pattern")
        found |= {named} if isinstance(named, str) else set()
        found |= set(schema.get("patternProperties", ()))
        schema = list(schema.values())
    if isinstance(schema, list):
        found = found.union(*map(patterns, schema))
    return found


def test_every_engine_reads_the_patterns_alike() -> None:
    """With the flag `u`, as JSON Schema wants it, ECMA 262 knows few escapes."""
    found = patterns(SCHEMA)
    assert len(found) > 10
    for pattern in found:
        escapes = re.findall(r"\\(x[0-9a-f]{2}|.)", pattern)
        assert set(escapes) <= {*"sntrvf^$.*+?()[]{}|/\\"} | {
            escape for escape in escapes if escape.startswith("x")
        }
        assert not re.search(r"\(\?[^:]", pattern), "only groups that do not capture"
