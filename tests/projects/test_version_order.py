from itertools import combinations

import packaging.version
import pytest
import semantic_version
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.projects.version_order import Version, parse_version
from tests.projects.version_texts import pep_440, semver

EXAMPLES = settings(max_examples=80, deadline=None)


def version(text: str) -> Version:
    found = parse_version(text)
    assert found is not None, text
    return found


@pytest.mark.parametrize(
    "rising",
    [
        "1.2 1.9 1.10 1.11 2",
        "1.2.3.dev4 1.2.3a1.dev1 1.2.3a1 1.2.3b1 1.2.3b2 1.2.3rc1 1.2.3 1.2.4",
        "1.2.3-0.dev.git.7137.h1b2 1.2.3-alpha 1.2.3-alpha.1 1.2.3-beta.1 1.2.3",
        "1.2.3-1 1.2.3 1.2.3.post1.dev2 1.2.3.post1 1.2.4",
        "4.3.2 4.3.3-0.dev.git.7137.h1b2 4.3.3-0.dev.git.7140.h1b2 4.3.3",
        "1.0 1.0+abc 1.0+abc.5 1.0+5 1.0.1",
        "0.11.0 2021.03.0 2021.08.0 2024.07.0 2026.04.0",
        "2026.04.0 1!0.1",
        "1.2.3-beta.2 1.2.3-beta.10",
        "1.2.3+001 1.2.3+2 1.2.3+10",
        "5.5.1 6.0.0.dev0 6.0.0b2 6.0.0",
    ],
)
def test_each_comes_before_the_next(rising: str) -> None:
    found = [version(text) for text in rising.split()]
    for one, following in combinations(found, 2):
        assert one < following


@pytest.mark.parametrize(
    "same",
    ["1.0 1.0.0 1", "1.0.0-beta.1 1.0.0b1 1.0beta1", "2026.4.0 2026.04.0 2026.04"],
)
def test_the_same_version_in_several_ways(same: str) -> None:
    assert len({version(text) for text in same.split()}) == 1


def test_a_number_after_a_hyphen_is_a_prerelease_as_npm_and_helm_have_it() -> None:
    assert version("1.2.3-1").prerelease
    assert version("1.2.3-1") < version("1.2.3")
    assert not version("1.2.3.post1").prerelease  # PEP 440's own way to write the other


def test_what_semver_knows_not_is_as_pep_440_has_it() -> None:
    assert version("2026.04.0-1") > version("2026.04.0")
    assert version("0.9-beta.1") == version("0.9b1")


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("1.2.3", False),
        ("1.2.3.post1", False),
        ("1.2.3+local", False),
        ("1.2.3+build--5", False),
        ("2026.04.0", False),
        ("1.2.3rc1", True),
        ("1.2.3-rc.1", True),
        ("1.2.dev3", True),
        ("1.2.3.post1.dev2", True),
        ("4.3.3-0.dev.git.7137.h1b2", True),
    ],
)
def test_which_are_prereleases(text: str, is_one: bool) -> None:
    assert version(text).prerelease is is_one


@pytest.mark.parametrize(
    "text",
    """
    1.2.3 1.2.3rc1 1.2.3-rc1 1.2.3-rc-1 1.2.3-RC.1 1.2.3-a.1 1.2.3-alpha 1.2.3-b2
    1.2.3-beta.3 1.2.3-c1 1.2.3-pre.0 1.2.3-preview2 1.2.3-dev 1.2.3-dev.4 1.2.3-next.0
    1.2.3-canary.12 1.2.3-nightly.20260401 1.2.3-20260401 1.2.3-SNAPSHOT 1.2.3-M2
    1.2.3-ea.1 1.2.3-1 4.3.3-0.dev.git.7137.h1b2 0.9.0-n155.h1b2c3d 1.2.3-5-gabcdefa
    18.3.0-canary-a870b2d54-20240314 1.2.3-0 1.2.3+alpine 1.0-rc1 1.0-1 1.0-post1
    """.split(),
)
def test_which_only_say_how_final_they_are(text: str) -> None:
    assert not version(text).variant


@pytest.mark.parametrize(
    "text",
    """
    1.2.3-alpine 1.2.3-doc 1.2.3-windows 1.2.3-rc.1-alpine 1.2.3-alpine3.18 1.2.3-head
    1.2.3-beta.windows 1.2.3-slim.1 1.2.3-android 1.2.3-macos 1.2.3-x 1.2.3-hub
    """.split(),
)
def test_which_say_something_else_too(text: str) -> None:
    assert version(text).variant


def test_it_stays_as_it_was_written() -> None:
    assert version("2026.04.0").text == "2026.04.0"
    assert version("2026.04.0").numbers == (2026, 4, 0)
    assert version("2026.04.0").written == ("2026", "04", "0")
    assert version("1!2.03.dev4").written == ("2", "03")
    assert version("1!2.03.dev4").epoch == 1
    assert version("1.2.3-4.5+6").written == ("1", "2", "3")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        ".",
        "1.",
        "1..2",
        ".5",
        "v1.2",
        "1.2.3.",
        "-1",
        "1.2 ",
        "1.2\n",
        " 1.2",
        "1. 2",
        "2020-01-01",
        "0.4-doc",
        "1.2.3-",
        "1.2.3-a..b",
        "1.2.3+",
        "01.2.3-doc",
        "1.2.3.4-doc",
        "1.2.x",
        "5.x",
        "latest",
        "1,2",
        "1/2",
        "1.2.3-ä",
        "१.२",  # digits, but not ours
        "1.2.3²",
        "1.2.poſt1",  # which without case is `post` to a pattern
        "1" * 101,
        "1." * 50_000,
        "1.2.3-" + "a." * 50_000 + "a",
    ],
)
def test_what_only_looks_like_a_version(text: str) -> None:
    assert parse_version(text) is None


def test_any_number_is_cheap() -> None:
    # longer ones Python would refuse to read, or read for long
    assert version("9" * 100) > version("1" * 100) > version("2")
    assert parse_version("9" * 5_000) is None


def is_not_semver_s(text: str) -> bool:
    return not (semantic_version.validate(text) and "-" in text.partition("+")[0])


PYTHON_S = pep_440().filter(is_not_semver_s)


@EXAMPLES
@given(PYTHON_S, PYTHON_S)
@example("1.0a1.post2.dev3", "1.0a1.post2")
@example("1.0.dev1", "1.0a1.dev1")
def test_python_s_versions_are_ordered_as_by_packaging(one: str, other: str) -> None:
    ours = version(one), version(other)
    theirs = packaging.version.Version(one), packaging.version.Version(other)
    assert ours[0].prerelease == theirs[0].is_prerelease
    assert (ours[0] < ours[1]) == (theirs[0] < theirs[1])
    assert (ours[0] == ours[1]) == (theirs[0] == theirs[1])


@EXAMPLES
@given(semver(), semver())
@example("1.0.0-beta10", "1.0.0-beta9")
@example("1.0.0-Beta", "1.0.0-alpha")
def test_versions_of_npm_and_helm_are_ordered_as_by_semver(
    one: str, other: str
) -> None:
    ours = version(one), version(other)
    theirs = semantic_version.Version(one), semantic_version.Version(other)
    assert ours[0].prerelease == bool(theirs[0].prerelease)
    # builds are no order to SemVer; ours has one, which must not go against it
    if theirs[0].truncate("prerelease") == theirs[1].truncate("prerelease"):
        assert ours[0].order[:3] == ours[1].order[:3]
    else:
        assert (ours[0] < ours[1]) == (theirs[0] < theirs[1])


@EXAMPLES
@given(st.lists(pep_440() | semver(), min_size=3, max_size=3))
def test_all_together_have_one_order(texts: list[str]) -> None:
    one, two, three = sorted(map(version, texts))
    assert one <= two <= three
    assert one <= three
    assert (one < three) != (three <= one)


@EXAMPLES
@given(st.text(max_size=20) | st.text("0123456789.-+abv!_ \n", max_size=20))
def test_any_text_is_a_version_or_none(text: str) -> None:
    found = parse_version(text)
    assert found is None or (
        found.text == text and text[0].isdigit() and text[-1] > " "
    )
