import re
from pathlib import Path
from time import process_time
from typing import Any
from zoneinfo import ZoneInfo

import jsonschema_rs
import pytest
from pydantic import BaseModel, ConfigDict, Field

from bot.core.configuration import (
    Configuration,
    ConfigurationError,
    decode,
    json_schema,
    parse_configuration,
)
from bot.core.meetings import Meetings
from bot.core.releases import Releases
from bot.core.report_forms import RequestInfo
from bot.core.support import Support
from bot.core.yaml_source import compose


class Topics(BaseModel):
    """A section as a feature would register it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str = Field("agenda", min_length=1, max_length=10)
    minutes: int = Field(5, ge=1, le=480)
    most: int = 20
    share: float = Field(0.5, gt=0, lt=1)
    loud: bool = False


SECTIONS = {
    "meetings": Meetings,
    "agenda": Topics,
    "support": Support,
    "request_info": RequestInfo,
    "releases": Releases,
}
EXAMPLE = Path(__file__).parents[2] / "examples" / "team-compass.yml"

WHOLE = """\
timezone: UTC

meetings:
  team:
    title: "JupyterHub and BinderHub Team Meeting - {month} {year}"
    when: third thursday
    start: 2021-01-01
    time: "17:00"
    timezone: UTC
    length: 60m
    zones: [America/Los_Angeles, Europe/London, Asia/Kolkata]
    opens: 14d
    reminders: [7d, 1d]
    cutoff: 24h
    closes: 1d
    labels: [meeting]
    pin: true
    video: https://meet.example.org/hub
    notes: https://hackmd.io/@sgibson91/hubs-team-meeting
    facilitators: [sgibson91, minrk]
    template: .github/team-meeting.md
    skip: [2020-12]
    move: {2020-10-15: 2020-10-22}
    empty: keep
    minutes: docs/meetings/{year}-{month:02}.md

agenda:
  label: agenda
  minutes: 5

support:
  labels: [support]
  forum: https://discourse.jupyter.org
  reply: |
    …

request_info:
  label: needs-more-info
  forms:
    impact: {required: ["Who are you?", "When?"], lead_time: 48h, dates: ["When?"]}

releases:
  title: "Release pulse - {month} {year}"
  when: day 1 of january, april, july, october
  window: 7d
  min_age: 90d
  most: 8
  labels: [release-pulse]
  projects:
    jupyterhub/jupyterhub: {line: main}
    jupyterhub/kubespawner: {after: [jupyterhub/jupyterhub]}
    jupyterhub/zero-to-jupyterhub-k8s: {channel: tag, tags: "{version}"}
    jupyterhub/mybinder.org-deploy: {channel: none}
"""


def parse(text: str) -> Configuration:
    return parse_configuration(text, file="f.yml", sections=SECTIONS)


def refused(text: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        parse(text)
    return str(caught.value)


def meeting(*lines: str) -> str:
    return "\n".join(
        [
            "meetings:",
            "  team:",
            "    when: third thursday",
            *(f"    {x}" for x in lines),
        ]
    )


def test_the_complete_example_of_the_product_is_valid() -> None:
    configuration = parse(WHOLE)
    assert set(configuration.series) == {"team"}
    assert configuration.section("agenda", Topics).minutes == 5
    assert configuration.notices == (
        "meetings.team.move: 2020-10-15 is no date of this meeting",
        "meetings.team.skip: 2020-12 holds no date of this meeting",
    )


def test_the_teams_example_is_valid_and_all_of_it_has_its_effect() -> None:
    configuration = parse(EXAMPLE.read_text(encoding="utf-8"))
    assert configuration.notices == ()


@pytest.mark.parametrize("text", ["", "# nothing", "~", "meetings:", "meetings: {}"])
def test_an_empty_file_asks_for_nothing(text: str) -> None:
    configuration = parse(text)
    assert dict(configuration.series) == {}
    assert configuration.timezone == ZoneInfo("UTC")
    assert configuration.section("agenda", Topics) == Topics()


def test_values_mean_what_people_mean_also_unquoted() -> None:
    text = meeting("time: 17:00", "labels: [no, 1.0, 007, on]", "pin: off")
    team = parse(text).series["team"]
    assert f"{team.time:%H:%M}" == "17:00"
    assert team.labels == ("no", "1.0", "007", "on")
    assert team.pin is False


@pytest.mark.parametrize("word", ["true", "Yes", "on", "TRUE"])
def test_yes_is_said_in_many_ways(word: str) -> None:
    assert parse(f"agenda: {{loud: {word}}}").section("agenda", Topics).loud


@pytest.mark.parametrize("nothing", ["", "~", "null", "NULL"])
def test_what_is_left_empty_is_as_by_default(nothing: str) -> None:
    text = f"timezone: {nothing}\nagenda:\n  minutes: {nothing}\n"
    configuration = parse(text)
    assert configuration.section("agenda", Topics) == Topics()
    assert configuration.timezone == ZoneInfo("UTC")


def test_aliases_save_typing() -> None:
    text = "x: &zones [UTC]\n" + meeting("time: 1:00", "zones: *zones")
    assert refused(text).startswith("f.yml:1: x: is an unknown key")
    text = meeting("time: 1:00", "zones: &z [UTC]") + "\n  b:\n    when: last friday\n"
    text += "    time: 2:00\n    zones: *z\n"
    assert parse(text).series["b"].zones == (ZoneInfo("UTC"),)


def test_sections_that_are_absent_come_from_the_owners_file() -> None:
    own = parse(meeting("time: 17:00"))
    owners = parse(
        "timezone: Europe/London\nagenda: {minutes: 7}\n"
        "request_info: {forms: {impact: {lead_time: 2d}}}\n"
        "meetings: {other: {when: last friday, time: 1:00, skip: [2000-01]}}"
    )
    both = own.with_fallback(owners)
    assert set(both.series) == {"team"}
    assert both.section("agenda", Topics).minutes == 7
    assert both.series["team"].zone == ZoneInfo("Europe/London")
    assert both.notices == (
        "request_info.forms.impact.lead_time: has no effect without dates",
    )
    assert own.series["team"].zone == ZoneInfo("UTC")


def test_what_comes_from_another_file_is_known_to() -> None:
    own = parse("agenda: {minutes: 7}\ntimezone: UTC")
    owners = parse("agenda: {minutes: 8}\nsupport: {forum: 'https://f.example.org'}")
    old = parse("support: {forum: 'https://g.example.org'}\nmeetings: {}")
    assert own.shared == frozenset()
    both = own.with_fallback(owners)
    assert both.shared == {"support"}
    assert both.with_fallback(old).shared == {"support", "meetings"}
    assert Configuration().with_fallback(both).shared == {"agenda", "support"}
    assert own.with_fallback(own) == own
    assert Configuration().with_fallback(own) != own


def test_all_mistakes_are_told_at_once_in_the_order_of_lines() -> None:
    text = """\
timezone: Europe/Londn
metings: {}
meetings:
  team:
    wen: third thursday
    title: "{date.__class__}"
    time: 25:00
    length: 3
    zones: Asia/Kolkata
    labels: [a, {b: c}]
    skip: [2020-02-30]
    move: {2020-10-15: tomorrow}
    pin: perhaps
  Team 2:
    when: sometimes
    time: 1:00
  empty:
  both: {when: last friday, slots: {odd: "17:00", evn: "18:00"}}
agenda:
  minutes: many
  minutes: 5
  share: 2
  label: 01234567890
releases: [x]
"""
    told = refused(text).splitlines()
    assert [re.sub(r",? allowed .*", "", line) for line in told] == [
        "f.yml:1: timezone: is no time zone, did you mean Europe/London?",
        "f.yml:2: metings: is an unknown key, did you mean meetings?",
        "f.yml:4: meetings.team.when: is missing, and has no default",
        "f.yml:5: meetings.team.wen: is an unknown key, did you mean when?",
        'f.yml:6: meetings.team.title: "{date.__class__}" has the unknown placeholder '
        "{date.__class__}",
        'f.yml:7: meetings.team.time: "25:00" is no time of day',
        'f.yml:8: meetings.team.length: "3" is no length of time',
        'f.yml:9: meetings.team.zones: "Asia/Kolkata" has to be a list',
        "f.yml:10: meetings.team.labels[1]: has to be plain text, not a list, "
        "a mapping or nothing; text that begins with { or [ is put in quotes",
        'f.yml:11: meetings.team.skip[0]: "2020-02-30" is a day that no calendar has',
        'f.yml:12: meetings.team.move.2020-10-15: "tomorrow" is no date',
        'f.yml:13: meetings.team.pin: "perhaps" is neither yes nor no',
        'f.yml:14: meetings.Team 2: "Team 2" is no name of a series',
        'f.yml:15: meetings.Team 2.when: "sometimes" is no rule for dates',
        "f.yml:17: meetings.empty.time: is missing",
        "f.yml:17: meetings.empty.when: is missing, and has no default",
        "f.yml:18: meetings.both.slots.even: is missing, and has no default",
        "f.yml:18: meetings.both.slots.evn: is an unknown key, did you mean even?",
        'f.yml:20: agenda.minutes: "many" is no number',
        "f.yml:21: agenda.minutes: stands here again after line 20, remove one",
        'f.yml:22: agenda.share: "2" is too large',
        'f.yml:23: agenda.label: "01234567890" is too long',
        "f.yml:24: releases: has to be a mapping",
    ]
    assert "pydantic" not in "".join(told)


def test_a_mistake_has_its_column_and_names_what_is_allowed() -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse(meeting("time: 17:00", "zones: [UTC, Mars/Base]"))
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (5, 18)
    assert problem.key == "meetings.team.zones[1]"
    assert "allowed are names of the IANA database" in problem.message


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- a", "f.yml:1: the file has to be a mapping"),
        ("a: b: c", "f.yml:1: a colon followed by a space stands inside a value"),
        ("meetings:\n\tteam: x", "f.yml:2: meetings: a tab is used for indentation"),
        ("a: @foo", "f.yml:1: a: a plain value cannot start with this character"),
        ("a: [1,\n2", "f.yml:1: a: a bracket or brace is opened and never closed"),
        ("a: {", "f.yml:2: a: a value is missing here, or a bracket"),
        ("a: 'x", "f.yml:1: a: a quote is opened and never closed"),
        ("a:\n  - b\n c: d", "f.yml:3: this line does not fit the ones above"),
        ("- a\nb: c", "f.yml:2: this line does not fit the list above"),
        ("a: 1\nb", "f.yml:2: a colon is missing after the key"),
        ("%FOO\n---\na", "f.yml:1: this is no YAML: found unknown directive name"),
        ("a: \x07", "f.yml:1: a character that YAML does not allow"),
        ("a: \ud800", "f.yml:1: is no character of UTF-8"),
        ("a: b\n---\nc: d", "f.yml:2: a second document starts, allowed is one"),
        ("a: !!python/object:os.system x", "f.yml:1: a: has a tag (!)"),
        ("a: !!set {}", "f.yml:1: a: has a tag (!)"),
        ("? [a]\n: b", "f.yml:1: has a key that is no plain text"),
        ("a: *x", "f.yml:1: a: names the anchor x, which is not there"),
        ("a: &x [*x]", "f.yml:1: a[0]: names the anchor x, which is not there"),
        ("timezone: [UTC]", "f.yml:1: timezone: has to be text"),
        ("agenda: []", "f.yml:1: agenda: has to be a mapping"),
        ("meetings: [a]", "f.yml:1: meetings: has to be a mapping"),
        ("agenda: {minutes: 1.5}", 'f.yml:1: agenda.minutes: "1.5" is no'),
        ("agenda: {minutes: 0}", 'f.yml:1: agenda.minutes: "0" is too small'),
        ("agenda: {minutes: [1]}", "f.yml:1: agenda.minutes: is no number"),
        ("agenda: {label: ''}", 'f.yml:1: agenda.label: "" is too short'),
        ("agenda: {loud: {}}", "f.yml:1: agenda.loud: is neither yes nor no"),
        ("agenda: {label: {}}", "f.yml:1: agenda.label: has to be text, not a list"),
        (meeting("time: 17:00", "move: x"), 'f.yml:5: meetings.team.move: "x" has'),
        (meeting("time: 17:00", "slots: x"), 'f.yml:5: meetings.team.slots: "x" has'),
        (
            meeting("time: 17:00", "empty: x"),
            'f.yml:5: meetings.team.empty: "x" is none',
        ),
        (
            meeting("time: 17:00", "labels: [~]"),
            "f.yml:5: meetings.team.labels[0]: has",
        ),
    ],
)
def test_every_mistake_has_its_line_key_and_cure(text: str, told: str) -> None:
    message = refused(text)
    assert message.startswith(told)
    assert "pydantic" not in message


def test_bytes_that_are_no_utf_8_are_found() -> None:
    assert decode("\ufeffé".encode(), file="f") == "é"
    with pytest.raises(ConfigurationError) as caught:
        decode(b"a: b\nc: d\xe9\n", file="f")
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (2, 5)
    with pytest.raises(ConfigurationError, match="too long, allowed are 256 KB"):
        decode(b"x" * 300_000, file="f")


HOSTILE = {
    "a bomb of aliases": "a: &a [x,x,x,x,x,x,x,x,x]\n"
    + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n"
        for i in range(20)
    ),
    "many brackets": "[" * 200_000,
    "many braces": "{a: " * 60_000,
    "many dashes": "- " * 100_000,
    "many documents": "---\n" * 60_000,
    "the same key": "a: b\n" * 50_000,
    "the same key, fewer": "a: b\n" * 4_900,
    "many keys": "".join(f"k{i}: b\n" for i in range(4_900)),
    "many keys in a meeting": meeting(*(f"k{i}: b" for i in range(4_800))),
    "many series": "meetings:\n" + "".join(f"  t{i}: {{}}\n" for i in range(4_000)),
    "rules that never match": "meetings:\n"
    + "".join(
        f"  t{i}: {{when: FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31, time: 1:00}}\n"
        for i in range(50)
    ),
    "many zones": meeting(f"zones: [{'Europe/Londo,' * 9_000}]"),
    "many projects": "releases:\n  projects:\n"
    + "".join(f"    o/{i}:\n" for i in range(4_000)),
    "projects that wait for each other": "releases:\n  when: day 1\n  projects:\n"
    + "".join(
        f"    o/{i}: {{after: [{', '.join(f'o/{(i + k) % 190}' for k in range(50))}]}}\n"
        for i in range(190)
    ),
    "projects that wait for nobody knows": "releases:\n  when: day 1\n  projects:\n"
    + "".join(
        f"    o/hub{i}: {{after: [{', '.join(f'o/hub-{i}-{k}' for k in range(45))}]}}\n"
        for i in range(210)
    ),
    "a long key": "k" * 200_000 + ": b",
    "a long value": meeting(f"title: {'{' * 200_000}"),
    "a long number": f"agenda: {{minutes: {'9' * 200_000}}}",
    "a long file": "x" * 5_000_000,
    "Python's insides": meeting(
        "time: 17:00", 'title: "{date.__class__.__init__.__globals__}"'
    ),
    "an anchor that holds itself": "a: &a\n  <<: *a\n",
    "many merges": "a: &a {b: c}\n" + "d:\n  <<: *a\n" * 3_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_in_a_second_and_in_few_words(name: str) -> None:
    begun = process_time()
    with pytest.raises(ConfigurationError) as caught:
        parse(HOSTILE[name])
    assert process_time() - begun < 1
    assert 1 <= len(caught.value.problems) <= 51
    assert len(str(caught.value)) < 50_000


def test_when_there_are_too_many_mistakes_the_rest_is_counted() -> None:
    assert refused(HOSTILE["many keys"]).splitlines()[-1] == (
        "f.yml:50: k49: and 4850 more after this one, mend these first"
    )


def plain(text: str) -> Any:
    """YAML as an editor reads it (version 1.2): numbers and booleans are such."""

    def typed(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: typed(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [typed(inner) for inner in value]
        if value in ("true", "false"):
            return value == "true"
        return int(value) if str(value).isdecimal() else value

    return typed(compose(text)[0].plain)


def test_the_schema_helps_editors() -> None:
    schema = json_schema(SECTIONS)
    validator = jsonschema_rs.Draft202012Validator(schema)
    assert validator.is_valid(plain(WHOLE))
    assert validator.is_valid(plain(EXAMPLE.read_text(encoding="utf-8")))
    assert validator.is_valid(plain("agenda: {minutes: 7}"))
    for wrong in (
        "metings: {}",
        "agenda: {minuts: 7}",
        "agenda: {minutes: many}",
        "meetings: {Team: {when: third thursday}}",
        "meetings: {team: {time: '17:00'}}",
        "meetings: {team: {when: third thursday, empty: perhaps}}",
    ):
        assert not validator.is_valid(plain(wrong)), wrong


@pytest.mark.parametrize("model", ["Series", "Releases", "ProjectConfig"])
def test_every_key_is_described(model: str) -> None:
    keys = json_schema(SECTIONS)["$defs"][model]["properties"]
    assert [key for key in keys if not keys[key].get("description")] == []


def test_the_schema_is_itself_a_schema() -> None:
    jsonschema_rs.meta.validate(json_schema(SECTIONS))


@pytest.mark.parametrize(
    ("team", "hub", "notices"),
    [
        ("docs/{year}-{month:02}.md", "hub/{year}-{month:02}.md", []),
        ("docs/{date}.md", "docs/{date}.md", []),
        (
            "docs/{year}-{month:02}.md",
            "docs/{year}-{month:02}.md",
            [
                "meetings.hub.minutes: docs/2021-01.md is for the meetings team of"
                " 2021-01-21 and hub of 2021-01-05: whichever is first keeps it"
            ],
        ),
        (
            "docs/{date}.md",
            "docs/{year}.md",
            [
                "meetings.hub.minutes: docs/2021.md is for the meetings hub of 2021-01-05"
                " and hub of 2021-02-02: whichever is first keeps it"
            ],
        ),
    ],
)
def test_minutes_that_would_share_a_file_are_told(team, hub, notices):
    text = (
        "meetings:\n"
        f"  team: {{when: third thursday, start: 2021-01-01, time: 9:00, minutes: '{team}'}}\n"
        f"  hub: {{when: first tuesday, start: 2021-01-01, time: 9:00, minutes: '{hub}'}}\n"
    )
    sections = {"meetings": Meetings}
    configuration = parse_configuration(text, file="f", sections=sections)
    assert list(configuration.notices) == notices
