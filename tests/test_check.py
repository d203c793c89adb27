"""`compass-bot check` and `compass-bot schema`, as people and machines run them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from tests.core.test_configuration import HOSTILE, WHOLE

ROOT = Path(__file__).parents[1]

TWO = """\
meetings:
  team:
    when: third thursday
    time: 17:00
  tea:
    when: last friday
    time: 16:00
    timezone: Europe/London
agenda:
"""
PULSES = """\
timezone: Europe/London
releases:
  when: day 1 of january, april, july, october
  projects:
    o/a: {channel: none, line: main}
    o/b: {after: [o/a]}
"""


def check(text: str, tmp_path: Path, *options: str) -> Result:
    (tmp_path / "team.yml").write_text(text, encoding="utf-8")
    return run(["check", str(tmp_path / "team.yml"), *options], tmp_path)


def run(arguments: list[str], tmp_path: Path) -> Result:
    result = CliRunner().invoke(main, arguments)
    shown = result.output.replace(str(tmp_path), "")
    assert "Traceback" not in shown
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def test_the_next_dates_of_everything_are_printed_in_order(tmp_path: Path) -> None:
    result = check(TWO, tmp_path, "--now", "2021-03-18T17:00:00Z")
    assert result.exit_code == 0
    lines = [line.replace(str(tmp_path), "") for line in result.output.splitlines()]
    assert lines[:5] == [
        "/team.yml: ok",
        "  meeting team  2021-03-18 17:00Z  Thursday 18 March 2021, 17:00 UTC",
        "  meeting tea   2021-03-26 16:00Z  Friday 26 March 2021, 16:00 Europe/London",
        "  meeting team  2021-04-15 17:00Z  Thursday 15 April 2021, 17:00 UTC",
        "  meeting tea   2021-04-30 15:00Z  Friday 30 April 2021, 16:00 Europe/London",
    ]
    assert sum("meeting team" in line for line in lines) == 12
    assert sum("meeting tea " in line for line in lines) == 12


def test_pulses_are_told_in_the_time_of_the_file(tmp_path: Path) -> None:
    result = check(PULSES, tmp_path, "--now", "2021-03-18T17:00:00Z")
    lines = [line.replace(str(tmp_path), "") for line in result.output.splitlines()]
    assert lines[:4] == [
        "/team.yml:5: releases.projects.o/a.line: has no effect with channel: none",
        "/team.yml: ok",
        "  release pulse  2021-03-31 23:00Z  Thursday 1 April 2021, 00:00 Europe/London",
        "  release pulse  2021-06-30 23:00Z  Thursday 1 July 2021, 00:00 Europe/London",
    ]
    assert len(lines) == 14
    report = json.loads(check(PULSES, tmp_path, "--json").output)
    assert {entry["what"] for entry in report["next"]} == {"release pulse"}


def test_what_does_not_fit_together_is_told_by_line_and_key(tmp_path: Path) -> None:
    result = check(PULSES.replace("line: main", "after: [o/b]"), tmp_path)
    assert result.exit_code == 1
    assert result.output.replace(str(tmp_path), "").startswith(
        '/team.yml:5: releases.projects.o/a.after[0]: "o/b" makes a cycle, o/a -> o/b'
        " -> o/a, allowed is"
    )


def test_machines_read_json(tmp_path: Path) -> None:
    result = check(TWO, tmp_path, "--now", "2021-03-20T00:00:00+01:00", "--json")
    report = json.loads(result.output)
    assert result.exit_code == 0
    assert list(report) == ["file", "ok", "errors", "next"]
    assert report["file"] == str(tmp_path / "team.yml")
    assert (report["ok"], report["errors"]) == (True, [])
    assert report["next"][1] == {
        "what": "meeting team",
        "at": "2021-04-15T17:00:00+00:00",
        "local": "Thursday 15 April 2021, 17:00 UTC",
    }
    times = [entry["at"] for entry in report["next"]]
    assert times == sorted(times)
    assert len(times) == 24


def test_mistakes_are_told_by_line_and_key(tmp_path: Path) -> None:
    result = check("meetings:\n  team:\n    wen: x\n    time: 25:00\n", tmp_path)
    assert result.exit_code == 1
    lines = [line.replace(str(tmp_path), "") for line in result.output.splitlines()]
    assert [line[:50] for line in lines] == [
        "/team.yml:2: meetings.team.when: is missing, and h",
        "/team.yml:3: meetings.team.wen: is an unknown key,",
        '/team.yml:4: meetings.team.time: "25:00" is no tim',
    ]


def test_mistakes_are_json_too(tmp_path: Path) -> None:
    result = check("agenda: {minutes: many}", tmp_path, "--json")
    report = json.loads(result.output)
    assert result.exit_code == 1
    assert report == {
        "file": str(tmp_path / "team.yml"),
        "ok": False,
        "errors": [
            {
                "line": 1,
                "column": 19,
                "key": "agenda.minutes",
                "message": '"many" is no number, allowed is a whole number',
            }
        ],
        "next": [],
    }


def test_what_can_have_no_effect_is_a_note_by_line_and_key(tmp_path: Path) -> None:
    """No error: when `when` changes, what was moved before stays there and harms nobody."""
    moved = TWO.replace("16:00\n", "16:00\n    move:\n      2021-03-17: 2021-03-25\n")
    result = check(moved, tmp_path, "--now", "2021-03-01T00:00:00Z")
    lines = [line.replace(str(tmp_path), "") for line in result.output.splitlines()]
    assert result.exit_code == 0
    assert lines[:2] == [
        "/team.yml:8: meetings.tea.move: 2021-03-17 is no date of this meeting",
        "/team.yml: ok",
    ]
    report = json.loads(check(moved, tmp_path, "--json").output)
    assert list(report) == ["file", "ok", "errors", "notes", "next"]
    assert (report["ok"], report["errors"]) == (True, [])
    assert report["notes"] == [
        {
            "line": 8,
            "column": 5,
            "key": "meetings.tea.move",
            "message": "2021-03-17 is no date of this meeting",
        }
    ]


OLD = """\
supportLabel: question
supportComment: |
  :wave: @{issue-author}, please ask at https://discourse.example.org/c/help.
"""


def test_an_old_support_file_is_shown_as_it_reads_in_ours(tmp_path: Path) -> None:
    (tmp_path / "support.yml").write_text(OLD, encoding="utf-8")
    result = run(["check", str(tmp_path / "support.yml")], tmp_path)
    assert result.exit_code == 0
    first, _, said = result.output.partition("There it reads:\n\n")
    assert first.startswith(f"{tmp_path / 'support.yml'}: ok\nIt works as it is")
    assert said.startswith("support:\n  labels: [question]\n")
    assert "    :wave: {author}, please ask at https://discourse" in said

    machines = run(["check", str(tmp_path / "support.yml"), "--json"], tmp_path)
    report = json.loads(machines.output)
    assert list(report) == ["file", "ok", "errors", "next", "in_team_compass_yml"]
    assert (report["ok"], report["next"]) == (True, [])
    assert report["in_team_compass_yml"] == said

    pasted = check(said, tmp_path)
    assert pasted.exit_code == 0, pasted.output


def test_mistakes_of_an_old_support_file_are_told_by_line(tmp_path: Path) -> None:
    path = tmp_path / "support.yml"
    path.write_text(OLD + "close: perhaps\n", encoding="utf-8")
    result = run(["check", str(path)], tmp_path)
    assert result.exit_code == 1
    assert result.output.startswith(f'{path}:4: close: "perhaps" is neither yes nor no')


def test_the_products_own_example_is_fine(tmp_path: Path) -> None:
    assert check(WHOLE, tmp_path, "--now", "2021-01-01T00:00Z").exit_code == 0
    example = str(ROOT / "examples" / "team-compass.yml")
    result = run(["check", example, "--now", "2020-10-01T00:00Z"], tmp_path)
    assert result.exit_code == 0
    assert result.output.splitlines()[0] == f"{example}: ok"
    assert "release pulse  2021-01-01 00:00Z  Friday 1 January 2021" in result.output
    assert "Thursday 22 October 2020, 09:00 Europe/London" in result.output
    assert "December 2020" not in result.output


def test_an_empty_file_means_that_nothing_happens(tmp_path: Path) -> None:
    result = check("", tmp_path)
    assert result.exit_code == 0
    assert result.output.endswith("nothing is going to happen\n")


@pytest.mark.parametrize("now", ["0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z"])
def test_the_ends_of_the_calendar_are_no_trouble(now: str, tmp_path: Path) -> None:
    assert check(TWO, tmp_path, "--now", now).exit_code == 0


@pytest.mark.parametrize(
    ("name", "why"),
    [("nowhere.yml", "No such file or directory"), (".", "Is a directory")],
)
def test_a_file_that_is_none_is_told(name: str, why: str, tmp_path: Path) -> None:
    path = tmp_path / name
    result = run(["check", str(path)], tmp_path)
    assert result.exit_code == 1
    assert result.output == f"{path}:1: cannot be read: {why}\n"


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "latin.yml"
    path.write_bytes("timezone: UTC\n# é\n".encode("latin-1"))
    result = run(["check", str(path)], tmp_path)
    assert result.exit_code == 1
    assert result.output.startswith(f"{path}:2: is no character of UTF-8")


@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["check", "a", "b"],
        ["check", "a", "--now", "yesterday"],
        ["check", "a", "--now", "2021-03-18T17:00:00"],
        ["schema", "a"],
    ],
)
def test_wrong_use_is_told(arguments: list[str], tmp_path: Path) -> None:
    assert run(arguments, tmp_path).exit_code == 2


def test_the_schema_is_printed(tmp_path: Path) -> None:
    result = run(["schema"], tmp_path)
    schema = json.loads(result.output)
    assert result.exit_code == 0
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert {"timezone", "meetings", "agenda"} <= set(schema["properties"])
    assert schema["$defs"]["AgendaConfig"]["properties"]["minutes"]["default"] == 5


MEGABYTE = 1024 * 1024


@pytest.mark.parametrize(
    "name",
    [
        "a bomb of aliases",
        "many brackets",
        "the same key, fewer",
        "rules that never match",
        "many zones",
        "a long file",
        "many series",
        "Python's insides",
    ],
)
def test_hostile_files_end_in_200_mb(name: str, tmp_path: Path) -> None:
    path = tmp_path / "hostile.yml"
    path.write_text(HOSTILE[name], encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-c", MEASURED, "check", str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    *told, peak = done.stdout.splitlines()
    assert done.returncode == 1, done.stderr
    assert told[0].startswith(f"{path}:")
    assert int(peak) * 1024 < 200 * MEGABYTE


MEASURED = """
import resource, sys
# Processor time is what this process alone decides on a busy machine.
resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
from bot.cli import main
try:
    main()
finally:
    # not ru_maxrss, which begins with what pytest had when it forked
    with open("/proc/self/status") as status:
        print(next(line.split()[1] for line in status if line.startswith("VmHWM")))
"""
