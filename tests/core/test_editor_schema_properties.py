"""Whatever `compass-bot check` accepts, the schema accepts."""

import json
import re
from datetime import timedelta

from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from bot.core.durations import longer_than, parse_duration, shorter_than
from tests.core.editors import (
    MANY_ZONES,
    fits,
    is_accepted,
    meeting,
    releases_file,
    support,
)

# Single values: right ones, changed a little.

BLANKS = [" ", "  ", "\t", "\u00a0", "\u2028", "\x1c", "\x85", "\ufeff", "\n"]
PIECES = [
    *BLANKS,
    *"0123456789:-/.,;=@{}%_'\"T",
    "and",
    "the ",
    "é",
    "🎉",
    "--",
    "{{",
    "00",
]
DURATIONS = [
    "30s",
    "10m",
    "1h 30m",
    "1h30m",
    "366d",
    "2 W",
    "P14D",
    "PT1H30M",
    "p2w",
    "0m",
]
WORDS = {
    "when": [
        "third thursday", "first and third tuesdays of march, september and dec",
        "the last fri of the month", "every thursday", "every other week on monday, wed",
        "every 2 weeks on mon and tue", "day 1 of january, april", "days 1st, 15 and 31",
        "FREQ=MONTHLY;BYDAY=3TH", "RRULE:FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=1",
        "1st,3rd wednesday of each month", "every other monday", "5th sunday of may",
    ],
    "time": ["17:00", "9:05", "00:00", "23:59"],
    "start": ["2021-01-01", "2000-02-29", "2099-12-31"],
    "opens": DURATIONS,
    "length": DURATIONS,
    "title": [
        "Team {month} {year}", "{date:%A %e %B, 100%%}", "{{ {day:02} }}", "{time:}", "x" * 200,
        "2021", "{number:3}{year}}}",
    ],
    "video": ["https://meet.example.org/hub?a=b&c#d", "http://é.org", "https://a:80/{b}"],
    "notes": ["hackmd", "https://hackmd.io/@sgibson91/hub"],
    "template": [".github/a.md", "a", "a/b/..c", "a b/c", "5", "x" * 500],
    "minutes": [
        "docs/{year}-{month:02}.md", "{{a}}/{date:%d}", "true", ".github/workflow/{facilitator}",
        "a/.gi/x", "{date:.git}x", ".github/actions{{/x",
    ],
    "timezone": ["UTC", "Europe/London", "America/Argentina/Buenos_Aires", "Etc/GMT+5"],
    "pin": ["true", "t", "yes", "y", "on", "1", "False", "F", "NO", "n", "off", "0"],
    "labels": ["meeting", "x" * 50, "no", "1", "good first issue", "🎉" * 50],
    "facilitators": ["sgibson91", "@a-b", "123", "x" * 99, "a_b"],
    "skip": ["2021-03", "2021-03-18", "2099-12"],
}  # fmt: skip
SUPPORT = {
    "forum": ["https://discourse.example.org", "http://é.org/a/b/"],
    "tags": ["a", "5", "x" * 100, "a-b_c"],
    "reply": ["see {link}", "{{ {author} }}", " x "],
    "grace": ["7d", "167h 60m", "1w", "P7D", "PT168H", "10080m", "604800s", "6d 24h"],
    "detect": ["off", "no", "false", "suggest", "label"],
}
SILENCE = {"closes": ["1d", "24h", "23h 60m", "P1D", "PT86400S", "366d", "1 w", "52w"]}
PULSE = {
    "title": ["Pulse {number}", "{month:02}{{", "{weekday}, {date:%e %B}", "x" * 200],
    "window": ["1d", "24h", "60d", "P60D", "1440m", "8w 4d", "86400s"],
    "min_age": ["0d", "90d", "366d", "P52W"],
    "labels": ["release-pulse", "5"],
}
PROJECT = {
    "after": ["o/b", "O/B", "o/c.d-e_f"],
    "line": [
        "main", "5.x", "release/1.2", "é", "5", "true", "x" * 200, "feature#1-{x}",
    ],
    "channel": ["tag", "release", "none", "no", "off", "false"],
    "tags": ["v{version}", "{version}", "@hub/lab@{version}", "é-{version}-x"],
}  # fmt: skip
NAMES = ["o/a", "O-x/.github", "1/2", "o/a.b", "a--b-/-", f"{'o' * 39}/{'a' * 100}"]
IN_LISTS = {"labels", "facilitators", "skip", "tags"}


@st.composite
def single_values(draw: st.DrawFn) -> tuple[str, str]:
    """A key and one value for it, in quotes."""
    words = {**WORDS, **SUPPORT, **SILENCE}
    key = draw(st.sampled_from(sorted(words)))
    text = quoted(draw(changed(words[key])))
    return key, f"[{text}]" if key in IN_LISTS else text


@st.composite
def releases_files(draw: st.DrawFn) -> str:
    """A file in which one name or value is changed, in quotes."""
    words = {**PULSE, **PROJECT, "name": NAMES}
    key = draw(st.sampled_from(sorted(words)))
    text = quoted(draw(changed(words[key])))
    others = "o/b:", "o/c.d-e_f:"
    if key == "name":
        return releases_file(f"{text}:", *others)
    value = f"[{text}]" if key in ("after", "labels") else text
    if key in PULSE:
        return releases_file(*others, **{key: value})
    return releases_file(f"o/a: {{{key}: {value}}}", *others)


@st.composite
def changed(draw: st.DrawFn, texts: list[str]) -> str:
    """One of the texts, as it is or a little otherwise."""
    text = draw(st.sampled_from(texts))
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(text)))
        match draw(st.sampled_from(["insert", "replace", "pad", "case", "cut"])):
            case "insert":
                text = text[:at] + draw(st.sampled_from(PIECES)) + text[at:]
            case "replace":
                text = text[:at] + draw(st.sampled_from(PIECES)) + text[at + 1 :]
            case "pad":
                text = (
                    draw(st.sampled_from(BLANKS)) + text + draw(st.sampled_from(BLANKS))
                )
            case "case":
                text = text[:at] + text[at:].swapcase()
            case "cut":
                text = text[:at] + text[at + 1 :]
    return text


def quoted(text: str) -> str:
    """In double quotes, every character that YAML would mind as a number."""
    if text.isascii() and text.isprintable():
        return json.dumps(text)
    return '"' + "".join(f"\\U{ord(character):08x}" for character in text) + '"'


@settings(max_examples=300)
@given(single_values())
@example(("labels", f'["\\u3000{"x" * 50}\\x85"]'))
@example(("time", '"\\x1c17:00\\x1f"'))
@example(("title", '"\\ufeff"'))
@example(("reply", '"\\ufeff"'))
@example(("tags", '["\\u00ad"]'))
def test_the_schema_complains_of_no_value_that_is_accepted(
    one: tuple[str, str],
) -> None:
    key, written = one
    text = meeting(**{key: written})
    if key in SUPPORT:
        text = support(**{key: written})
    elif key in SILENCE:
        text = f"request_info: {{{key}: {written}}}"
    accepted = is_accepted(text)
    event(f"{key} {'accepted' if accepted else 'refused'}")
    assert not accepted or fits(text)


@settings(max_examples=200)
@given(releases_files())
@example(releases_file("o/a: {channel: 'NO'}"))
@example(releases_file('"o/a\\n":'))
def test_the_schema_complains_of_no_project_that_is_accepted(text: str) -> None:
    accepted = is_accepted(text)
    event("accepted" if accepted else "refused")
    assert not accepted or fits(text)


# Whole files, from values that are right, odd or a little wrong.

EMPTY = ["", "~", "null", "''", "[]", "{}"]
DURATIONS = ["14d", "1h 30m", "P14D", "PT1H", "0s", "60M", "-1d", "14", "fortnight"]
ANY_TEXT = ["5", "1.5", "true", "no", "x", "'x y'", "-1", "0x1F", "1e3", "2021-03-18"]
KEYS: dict[str, list[str]] = {
    "when": ["third thursday", "every 2 weeks on monday", "day 1 of july", "someday",
             "FREQ=WEEKLY;COUNT=3"],
    "time": ["17:00", "9:00", "'00:30'", "25:00", "17", "1020", "[17:00]"],
    "slots": ["{odd: 17:00, even: 9:00 Europe/London}", "{odd: '17:00  UTC', even: }",
              "{odd: 17:00 Mars, even: 1:00}", "{odd: 17:00}", "{even: 1:00, old: 1:00}"],
    "timezone": ["UTC", "Asia/Kolkata", "' GMT+0'", "Mars"],
    "start": ["2021-01-01", "'2021-01-01'", "2021-02-30", "20210101", "3021-01-01"],
    "title": ["Team {year}", "'{foo}'", "'{{'", "2021"],
    "length": DURATIONS, "opens": DURATIONS, "cutoff": DURATIONS, "closes": DURATIONS,
    "reminders": ["[7d, 1d]", "[1]", "7d", "[~]"],
    "zones": ["[UTC, Asia/Kolkata]", f"[{MANY_ZONES}]", "[UTC, ~]", "UTC"],
    "labels": ["[meeting, 1, true]", "[~]", "meeting", "[[a]]", "['']"],
    "pin": ["true", "yes", "Off", "'1'", "0", "2", "1.0", "+1"],
    "video": ["https://meet.example.org/hub", "foo", "5"],
    "notes": ["hackmd", "https://pad.example.org", "Hackmd"],
    "facilitators": ["[sgibson91, 123, '@a-b']", "['a b']", "sgibson91", "[-5]"],
    "template": [".github/a.md", "../x", "5"],
    "skip": ["[2021-03]", "[2021-03-18, '2021-04']", "[2021-13]", "[2021]", "2021-03"],
    "move": ["{2021-03-18: 2021-03-19}", "{2021-03-18: }", "{2021-03: 2021-04-01}"],
    "empty": ["keep", "cancel", "Keep"],
    "minutes": ["docs/{year}.md", "docs/{title}.md"],
    "wen": ["x"],
}  # fmt: skip
AGENDA = {
    "label": ["agenda", "5", f"'{'x' * 51}'"],
    "minutes": ["5", "'5'", "+7", "0x10", "481", "2.0", "many", "1_0", "007"],
    "most": ["20", "' 20 '", "0", "201"],
    "leest": ["1"],
}
IDS = ["team", "a-b", "-", "a--b", "2021", "Team", "1.5", "true", "''", "a_b", "no"]


def some(keys: dict[str, list[str]], most: int) -> st.SearchStrategy[dict[str, str]]:
    """A few of the keys: mostly what is meant for them, at times what is for none."""
    values = {
        key: st.one_of(*[st.sampled_from(texts)] * 3, st.sampled_from(EMPTY + ANY_TEXT))
        for key, texts in keys.items()
    }
    chosen = st.lists(st.sampled_from(sorted(keys)), unique=True, max_size=most)
    return chosen.flatmap(
        lambda names: st.fixed_dictionaries({name: values[name] for name in names})
    )


@st.composite
def files(draw: st.DrawFn) -> str:
    rare = st.sampled_from([False] * 4 + [True])
    time = {"slots": KEYS["slots"][0]} if draw(st.booleans()) else {"time": "17:00"}
    series = {"when": "third thursday", **time, **draw(some(KEYS, 3))}
    agenda = draw(some(AGENDA, 2))
    name = draw(st.sampled_from(IDS if draw(rare) else IDS[:3]))
    lines = [f"timezone: {draw(st.sampled_from([*KEYS['timezone'], *EMPTY]))}"]
    lines += ["meetings:", f"  {name}:"] + [f"    {k}: {v}" for k, v in series.items()]
    lines += ["agenda:"] + [f"  {k}: {v}" for k, v in agenda.items()]
    if draw(rare):
        section = draw(st.sampled_from(["support", "releases", "more"]))
        lines += [f"{section}: {draw(st.sampled_from([*EMPTY, '{a: 1}', 'x']))}"]
    return "\n".join([*lines, ""])


@settings(max_examples=150)
@given(files())
def test_the_schema_complains_of_no_file_that_is_accepted(text: str) -> None:
    accepted = is_accepted(text)
    event("accepted" if accepted else "refused")
    assert not accepted or fits(text)


LENGTHS = st.integers(0, 10**6) | st.sampled_from([167, 168, 169, 365, 366, 367, 1440])


@settings(max_examples=150)
@given(LENGTHS, st.sampled_from("smhdwSHDW"), st.integers(1, 10**7), st.booleans())
@example(7, "d", 7 * 86_400, False)
@example(8, "d", 7 * 86_400, False)
def test_the_schema_knows_how_long_one_part_is(
    number: int, unit: str, seconds: int, zeros: bool
) -> None:
    limit = timedelta(seconds=seconds)
    length = number * parse_duration(f"1{unit}")
    text = f"{'00' * zeros}{number}{unit}"
    assert bool(re.search(str(longer_than(limit)["pattern"]), text)) == (length > limit)
    assert bool(re.search(str(shorter_than(limit)["pattern"]), text)) == (
        length < limit
    )
