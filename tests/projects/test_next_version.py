from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.models import Account
from bot.core.projects import Change, Line, Release
from bot.projects.next_version import next_on, next_version
from bot.projects.tally import tally
from bot.projects.version_order import parse_version
from bot.projects.versions import is_newer
from tests.projects.version_texts import pep_440, semver

AT = datetime(2026, 4, 9, tzinfo=UTC)
TODAY = date(2026, 11, 28)
CHANGE = Change(1, "abc", "Keep the port", Account("minrk"), AT)


def suggested(last: str, *labels: str, today: date = TODAY) -> str:
    """The next version after changes with one label each (or several with a comma)."""
    shipping = [replace(CHANGE, labels=tuple(one.split(","))) for one in labels]
    found = next_version(Release(last, last, AT), shipping, today)
    return f"{found.version} ({found.why})"


@pytest.mark.parametrize(
    ("last", "labels", "expected"),
    [
        ("1.2.3", ["bug"], "1.2.4 (patch: bug)"),
        ("1.2.3", ["bug", "enhancement"], "1.3.0 (minor: enhancement)"),
        ("1.2.3", ["enhancement", "bug", "breaking"], "2.0.0 (major: breaking)"),
        ("1.2.3", ["maintenance,breaking,new"], "2.0.0 (major: breaking)"),
        ("1.2.3", [], "1.2.4 (patch: no label says more)"),
        ("1.2.3", ["", "good first issue"], "1.2.4 (patch: no label says more)"),
        ("0.4.1", ["breaking"], "0.5.0 (minor: breaking, before 1.0)"),
        ("0.4.1", ["new"], "0.5.0 (minor: new)"),
        ("0.4.1", ["bug"], "0.4.2 (patch: bug)"),
        ("1.2", ["bug"], "1.2.1 (patch: bug)"),
        ("1.2", ["feature"], "1.3 (minor: feature)"),
        ("1.2", ["breaking"], "2.0 (major: breaking)"),
        ("1.2.3.4", ["bug"], "1.2.3.5 (patch: bug)"),
        ("1.2.3.4", ["new"], "1.3.0.0 (minor: new)"),
        ("253", ["breaking"], "254 (the next number)"),
        ("1.2.3.post1", ["bug"], "1.2.4 (patch: bug)"),
        ("1.2.3+local.5", ["bug"], "1.2.4 (patch: bug)"),
        ("1!1.2.3", ["new"], "1!1.3.0 (minor: new)"),
        ("1.2.3.post1.dev2", ["bug"], "1.2.4 (patch: bug)"),
        ("22.04", ["new"], "22.05 (minor: new)"),
    ],
)
def test_the_next_version(last: str, labels: list[str], expected: str) -> None:
    assert suggested(last, *labels) == expected


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Breaking Change", "major: breaking change"),
        ("breaking-change", "major: breaking change"),
        ("kind/api-change", "major: api change"),
        ("💥 breaking 💥", "major: breaking"),
        ("semver:major", "major: major"),
        ("type: enhancement", "minor: enhancement"),
        ("Kind / New Feature", "minor: new feature"),
        ("non-breaking", "patch: no label says more"),
        ("not breaking", "patch: no label says more"),
        ("priority: major", "patch: no label says more"),
        ("new contributor", "patch: no label says more"),
        ("type", "patch: no label says more"),
        ("breaking" + " " * 10_000, "major: breaking"),
        ("-" * 10_000 + "breaking", "patch: no label says more"),
    ],
)
def test_which_labels_decide(label: str, expected: str) -> None:
    assert suggested("1.2.3", label).partition(" ")[2] == f"({expected})"


NEW = "prerelease: something new since the last"
FINAL = "final: nothing new since the prerelease"


@pytest.mark.parametrize(
    ("last", "labels", "expected"),
    [
        ("6.0.0b2", ["bug"], f"6.0.0b3 ({NEW})"),
        ("6.0.0b2", [""], f"6.0.0b3 ({NEW})"),
        ("6.0.0b2", ["documentation"], f"6.0.0b3 ({NEW})"),
        ("6.0.0b2", [], f"6.0.0 ({FINAL})"),
        ("1.0.0rc1", ["breaking"], f"1.0.0rc2 ({NEW})"),
        ("1.0.0-beta.9", ["new"], f"1.0.0-beta.10 ({NEW})"),
        ("1.0.0-beta.9", [], f"1.0.0 ({FINAL})"),
        # beta10 is older
        ("1.0.0-beta9", ["new"], "1.0.0 (final: after the prerelease)"),
        ("1!1.0.0b3", ["new"], f"1!1.0.0b4 ({NEW})"),
        ("1.0.0-beta", ["new"], "1.0.0 (final: after the prerelease)"),
        ("1.0.0.dev3", ["new"], f"1.0.0.dev4 ({NEW})"),
        ("1.0.0-M2", ["new"], f"1.0.0-M3 ({NEW})"),
        ("1.0.0-next.9", ["new"], f"1.0.0-next.10 ({NEW})"),
        ("1.0.0-1", ["new"], "1.0.0 (final: after the prerelease)"),
        ("4.3.3-0.dev.git.7137.h1b2", ["bug"], "4.3.3 (final: after the prerelease)"),
        ("4.3.3-0.dev.git.7137.h1b2", [], f"4.3.3 ({FINAL})"),
        ("2026.04.0rc1", ["bug"], f"2026.04.0rc2 ({NEW})"),
        ("2026.04.0rc1", [], f"2026.04.0 ({FINAL})"),
    ],
)
def test_after_a_prerelease(last: str, labels: list[str], expected: str) -> None:
    assert suggested(last, *labels) == expected


@pytest.mark.parametrize("labels", [[], ["breaking"]])
@pytest.mark.parametrize("version", ["1.1.0", "2026.04.0", "1!1.1.0", "99"])
def test_after_what_is_only_flagged_as_a_prerelease(
    version: str, labels: list[str]
) -> None:
    flagged = Release(version, version, AT, prerelease=True)
    shipping = [replace(CHANGE, labels=tuple(labels))] if labels else []
    found = next_version(flagged, shipping, TODAY)
    assert found.version == version
    assert found.why == "final: its release is flagged as a prerelease"


LAST = Release("1.0.0", "1.0.0", AT, "a")
FLIGHT = Release("2.0.0b1", "2.0.0b1", AT + timedelta(days=2), "c", prerelease=True)
BEFORE = replace(CHANGE, sha="b", at=AT + timedelta(days=1))
# GitHub says of a merge that it was a second after its commit was made
TAGGED = replace(CHANGE, sha="c", at=FLIGHT.at + timedelta(seconds=1))
LATER = replace(CHANGE, number=2, sha="d", at=AT + timedelta(days=3))
REVERT = replace(LATER, title='Revert "Keep the port" (#1)')
TYPO = replace(LATER, title="Fix typo in README.md", paths=("README.md",))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (Line("main", LAST, (BEFORE,)), "1.0.1"),
        (Line("main", LAST, (BEFORE, TAGGED), in_flight=FLIGHT), "2.0.0"),
        (Line("main", LAST, (BEFORE, TAGGED, LATER), in_flight=FLIGHT), "2.0.0b2"),
        # what was not read may be anything
        (Line("main", LAST, (BEFORE,), complete=False, in_flight=FLIGHT), "2.0.0b2"),
        # taking back what the prerelease has is something new
        (Line("main", LAST, (BEFORE, REVERT), in_flight=FLIGHT), "2.0.0b2"),
        (Line("main", LAST, (BEFORE, TYPO), in_flight=FLIGHT), "2.0.0"),
        # what came to the branch after it is new, however old it is itself
        (Line("main", FLIGHT, (BEFORE,), in_flight=FLIGHT), "2.0.0b2"),
        (Line("main", FLIGHT, (BEFORE,)), "2.0.0b2"),
        (Line("main", FLIGHT, in_flight=FLIGHT), "2.0.0"),
    ],
)
def test_on_a_line_the_prerelease_in_flight_goes_on(line: Line, expected: str) -> None:
    assert next_on(line, tally(line.changes), TODAY).version == expected


@pytest.mark.parametrize(
    ("last", "today", "expected"),
    [
        ("2026.04.0", "2026-05-02", "2026.05.0 (calendar: a new month)"),
        ("2026.04.2", "2026-11-02", "2026.11.0 (calendar: a new month)"),
        ("2026.04.0", "2026-04-30", "2026.04.1 (calendar: once more)"),
        ("2026.4.0", "2027-01-01", "2027.1.0 (calendar: a new month)"),
        ("2026.04", "2026-05-02", "2026.05 (calendar: a new month)"),
        ("2026.04", "2026-04-30", "2026.04.1 (calendar: once more)"),
        ("2025.10.22", "2026-05-02", "2026.5.2 (calendar: a new day)"),
        ("2024.07.04", "2026-05-02", "2026.05.02 (calendar: a new day)"),
        ("2024.07.04", "2024-07-04", "2024.07.04.1 (calendar: once more)"),
        ("2024.07.04.1", "2024-07-05", "2024.07.05 (calendar: a new day)"),
        ("2024.07.04.1", "2024-07-04", "2024.07.04.2 (calendar: once more)"),
        ("2024.07.04.0", "2024-07-05", "2024.07.05.0 (calendar: a new day)"),
        ("2025", "2026-05-02", "2026 (calendar: a new year)"),
        ("2026", "2026-05-02", "2026.1 (calendar: once more)"),
        ("2027.01.0", "2026-05-02", "2027.01.1 (calendar: once more)"),  # ahead of time
        # a prerelease stands for its version, also in the month before and after
        ("2026.04.0rc1", "2026-03-30", f"2026.04.0rc2 ({NEW})"),
        ("2026.04.0rc1", "2026-05-30", f"2026.04.0rc2 ({NEW})"),
        ("20260401rc1", "2026-05-30", f"20260401rc2 ({NEW})"),
        ("2026.04.0.post1", "2026-04-30", "2026.04.1 (calendar: once more)"),
        ("2023.15.2", "2026-05-02", "2023.15.3 (patch: bug)"),  # no month
        ("20260101", "2026-05-02", "20260502 (calendar: a new day)"),
        ("20260101.3", "2026-05-02", "20260502 (calendar: a new day)"),
        ("20260502", "2026-05-02", "20260502.1 (calendar: once more)"),
        ("20260502.1", "2026-05-02", "20260502.2 (calendar: once more)"),
        ("20260503", "2026-05-02", "20260503.1 (calendar: once more)"),
        ("202604", "2026-05-02", "202605 (calendar: a new month)"),
        ("202604.2", "2026-05-02", "202605.0 (calendar: a new month)"),
        ("202605.2", "2026-05-02", "202605.3 (calendar: once more)"),
        ("20261301", "2026-05-02", "20261302 (the next number)"),  # no day
        ("20260132", "2026-05-02", "20260133 (the next number)"),
        ("202613", "2026-05-02", "202614 (the next number)"),
        ("18991231", "2026-05-02", "18991232 (the next number)"),
    ],
)
def test_a_calendar_s_next_version(last: str, today: str, expected: str) -> None:
    assert suggested(last, "bug", today=date.fromisoformat(today)) == expected


LABELS = st.sampled_from(["breaking", "enhancement", "bug", "@everyone", ""])


@settings(max_examples=80, deadline=None)
@given(
    pep_440() | semver(),
    st.lists(LABELS, max_size=3),
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
)
@example("1.0.post1.dev2", [], TODAY)
@example("2026.04.0.post1.dev2", [], date(2026, 4, 1))
@example("0", ["breaking"], TODAY)
@example("20260101", [], date(2025, 1, 1))
@example("20260101.post1.dev2", [], date(2026, 1, 1))
def test_it_is_always_newer_and_in_our_words(
    last: str, labels: list[str], today: date
) -> None:
    found = next_version(
        Release(last, last, AT), [replace(CHANGE, labels=tuple(labels))], today
    )
    assert is_newer(found.version, last)
    assert parse_version(found.version) is not None
    assert "@" not in found.why


def test_of_what_is_no_version_there_is_no_next() -> None:
    with pytest.raises(ValueError, match="'latest' is no version"):
        suggested("latest")
