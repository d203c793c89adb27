from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.projects import GitHubRelease, Ground, Release, Tag
from bot.core.releases import ProjectConfig
from bot.projects.versions import (
    is_newer,
    maintenance_branches,
    newer_prereleases,
    releases_of,
    version_in,
)

MADE = datetime(2024, 10, 21, tzinfo=UTC)
PUBLISHED = MADE + timedelta(days=3)
EXAMPLES = settings(max_examples=60, deadline=None)


def tag(name: str) -> Tag:
    return Tag(name, f"sha-of-{name}", MADE)


def on_github(name: str, *, prerelease: bool = False) -> GitHubRelease:
    return GitHubRelease(name, prerelease, PUBLISHED)


def ground(
    tags: str | Sequence[str] = "",
    *releases: GitHubRelease,
    left: int = 0,
    branches: str = "",
) -> Ground:
    names = tags.split() if isinstance(tags, str) else tags
    return Ground(
        "jupyterhub/jupyterhub",
        default_branch="main",
        tags=tuple(map(tag, names)),
        tags_left=left,
        releases=releases,
        branches=tuple(branches.split()),
    )


def versions(of: Ground, **config: str) -> str:
    found = releases_of(of, ProjectConfig.model_validate(config))
    return " ".join(f"({it.version})" if it.prerelease else it.version for it in found)


@pytest.mark.parametrize(
    ("name", "pattern", "expected"),
    [
        ("1.2.3", None, "1.2.3"),
        ("v1.2.3", None, "1.2.3"),
        ("V1.2.3", None, "1.2.3"),
        ("2026.04.0", None, "2026.04.0"),
        ("vv1.2.3", None, None),
        ("v", None, None),
        ("", None, None),
        ("jhub-0.3", None, None),
        ("v0.4-doc", None, None),
        ("release-1.2", None, None),
        ("jupyterhub-1.2.3", "jupyterhub-{version}", "1.2.3"),
        ("jupyterhub-1.2.3", "{version}", None),
        ("jupyterhub-v1.2.3", "jupyterhub-{version}", None),
        ("jupyterhub-", "jupyterhub-{version}", None),
        ("1.2.3", "{version}", "1.2.3"),
        ("v1.2.3", "{version}", None),
        ("1.2.3-chart", "{version}-chart", "1.2.3"),
        ("charts/hub@1.2.3/final", "charts/hub@{version}/final", "1.2.3"),
        ("a.b+1.2.3", "a.b+{version}", "1.2.3"),
        ("axbb1.2.3", "a.b+{version}", None),  # a pattern is text, and no more
        ("aa1", "a{version}a1", None),  # what is before and after overlaps
    ],
)
def test_the_version_in_a_tag(
    name: str, pattern: str | None, expected: str | None
) -> None:
    found = version_in(name, pattern)
    assert (found and found.text) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("1.9.0 1.10.0 1.2.0", "1.10.0 1.9.0 1.2.0"),
        ("v0.1 v1.0.0 v0.9", "1.0.0 0.9 0.1"),
        ("5.5.1 6.0.0b1 6.0.0b2 5.5.0", "5.5.1 5.5.0 (6.0.0b2) (6.0.0b1)"),
        ("0.1.0 jhub-0.3 v0.4-doc latest 0.2.0", "0.2.0 0.1.0"),
        (
            "1.0.0-beta.1 1.0.0-beta.3 1.0.0-beta.2",
            "(1.0.0-beta.3) (1.0.0-beta.2) (1.0.0-beta.1)",
        ),
        (
            "0.11.0 2021.03.0 2026.04.0 2025.12.0",
            "2026.04.0 2025.12.0 2021.03.0 0.11.0",
        ),
        (
            "4.3.2 4.3.3-0.dev.git.7137.h1b2 4.3.3-1",
            "4.3.2 (4.3.3-1) (4.3.3-0.dev.git.7137.h1b2)",
        ),
        ("1.2.3 1.2.3.post1", "1.2.3.post1 1.2.3"),
        ("", ""),
        ("nightly", ""),
    ],
)
def test_the_best_release_comes_first(tags: str, expected: str) -> None:
    assert versions(ground(tags)) == expected


def test_what_was_tagged_late_on_an_old_commit_is_not_the_last() -> None:
    late = Tag("v0.1", "old", MADE + timedelta(days=900))
    tags = (late, tag("v1.0.0"))
    found = releases_of(
        Ground("x/y", default_branch="main", tags=tags), ProjectConfig()
    )
    assert [it.tag for it in found] == ["v1.0.0", "v0.1"]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("1.2.3 v1.2.3", "1.2.3"),
        ("v5 v5.0.0", "v5.0.0"),  # GitHub's actions move the shorter one along
        ("1.0.0-beta.1 1.0.0b1", "1.0.0b1"),
    ],
)
def test_two_tags_of_one_version_are_one_release(tags: str, expected: str) -> None:
    for names in (tags.split(), tags.split()[::-1]):
        (found,) = releases_of(ground(names), ProjectConfig())
        assert found.tag == expected


def test_of_two_tags_the_one_that_was_published_counts() -> None:
    found = releases_of(ground("1.2.3 v1.2.3", on_github("v1.2.3")), ProjectConfig())
    assert found == (Release("v1.2.3", "1.2.3", MADE, "sha-of-v1.2.3"),)


@pytest.mark.parametrize("tag", "1.0.1-alpine 1.2.3-doc 2.0.0-windows".split())
def test_a_variant_of_a_version_is_junk(tag: str) -> None:
    for names in (f"1.0.0 {tag}", f"{tag} 1.0.0"):
        assert versions(ground(names)) == "1.0.0"
    assert versions(ground(f"1.0.0-rc.1 {tag}")) == "(1.0.0-rc.1)"
    assert versions(ground(f"1.0.0 {tag}", on_github(tag))) == "1.0.0"
    assert versions(ground(f"1.0.0 {tag}"), tags="{version}") == "1.0.0"


def test_unless_nothing_else_is_there() -> None:
    found = versions(ground("1.0.0-alpine 1.0.1-alpine latest"))
    assert found == "(1.0.1-alpine) (1.0.0-alpine)"


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("1.2.3 2020 20200401 2020-04", "1.2.3"),
        ("2020 20200401", "20200401 2020"),
        ("2020 2019.1", "2020 2019.1"),
        ("v253 v252.1 v252", "253 252.1 252"),
    ],
)
def test_a_year_or_a_day_is_no_version_beside_others(tags: str, expected: str) -> None:
    assert versions(ground(tags)) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("1.0.0 1.1.0 99", "1.1.0 1.0.0"),
        ("2026.04.0 20260501 2027", "2026.04.0"),
        ("1.0.0 v1 v2", "1.0.0"),  # GitHub's actions have such beside v2.1.0
        ("1.0.0rc1 99", "(1.0.0rc1)"),
        ("1.0 99", "99 1.0"),
        ("99 98", "99 98"),
    ],
)
def test_a_number_alone_is_no_version_beside_three(tags: str, expected: str) -> None:
    assert versions(ground(tags)) == expected


def test_a_number_alone_takes_no_other_s_place() -> None:
    of = ground("v5 v5.0.0 v4.0.0", on_github("v5"))
    assert [it.tag for it in releases_of(of, ProjectConfig())] == ["v5.0.0", "v4.0.0"]


def test_unless_the_configuration_says_what_versions_look_like() -> None:
    assert versions(ground("1.2.3 2020"), tags="{version}") == "2020 1.2.3"
    assert versions(ground("1.2.3 99"), tags="{version}") == "99 1.2.3"


def test_only_tags_of_the_pattern_count() -> None:
    tags = "hub-1.0.0 hub-1.1.0rc1 chart-7.0.0 8.0.0"
    assert versions(ground(tags), tags="hub-{version}") == "1.0.0 (1.1.0rc1)"


def test_a_release_that_is_published_later_makes_a_tag_no_younger() -> None:
    of = ground("1.0.0 1.1.0", on_github("1.1.0"))
    (last, _) = releases_of(of, ProjectConfig())
    assert (last.version, last.at) == ("1.1.0", MADE)


def test_where_releases_count_a_version_is_out_once_it_is_published() -> None:
    of = ground("1.0.0 1.1.0", on_github("1.1.0"))
    (last,) = releases_of(of, ProjectConfig(channel="release"))
    assert (last.version, last.at) == ("1.1.0", PUBLISHED)


def test_a_release_says_whether_it_is_a_prerelease() -> None:
    of = ground(
        "1.0.0 1.1.0 1.2.0rc1",
        on_github("1.1.0", prerelease=True),
        on_github("1.2.0rc1"),  # nobody flagged it, but it is one
    )
    assert releases_of(of, ProjectConfig()) == (
        Release("1.0.0", "1.0.0", MADE, "sha-of-1.0.0"),
        Release("1.2.0rc1", "1.2.0rc1", MADE, "sha-of-1.2.0rc1", prerelease=True),
        Release("1.1.0", "1.1.0", MADE, "sha-of-1.1.0", prerelease=True),
    )


def test_where_releases_count_a_tag_alone_is_none() -> None:
    of = ground(
        "1.0.0 1.1.0 1.2.0", on_github("1.0.0"), on_github("1.1.0", prerelease=True)
    )
    assert versions(of, channel="release") == "1.0.0 (1.1.0)"
    assert versions(of) == "1.2.0 1.0.0 (1.1.0)"
    assert versions(ground("1.0.0"), channel="release") == ""


def test_nothing_is_released_where_there_is_no_channel() -> None:
    assert versions(ground("1.0.0", on_github("1.0.0")), channel="none") == ""


def test_a_release_stands_for_a_tag_that_could_not_be_read() -> None:
    released = on_github("2.0.0"), on_github("junk")
    found = releases_of(ground("1.0.0", *released, left=400), ProjectConfig())
    assert found == (
        Release("2.0.0", "2.0.0", PUBLISHED),
        Release("1.0.0", "1.0.0", MADE, "sha-of-1.0.0"),
    )
    # where all were read, its tag is gone
    assert versions(ground("1.0.0", *released)) == "1.0.0"


JUNK = st.sampled_from(
    "jhub-0.3 v0.4-doc latest nightly 5.x @everyone {version}".split()
)
NAMES = st.sampled_from(
    """
    1.0 v1.0 1.0.0 v1.0.1 1.1.0rc1 v2 2.0.0 2.0.0-beta.1 2.0.0b1 2.0.0-1 2.1+local
    2020 2020-01 2021.03.0 20200401
    """.split()
)


@EXAMPLES
@given(st.data(), st.lists(NAMES, unique=True), st.lists(JUNK, unique=True))
def test_neither_the_order_of_tags_nor_junk_matters(
    data: st.DataObject, names: list[str], junk: list[str]
) -> None:
    flagged = data.draw(
        st.dictionaries(st.sampled_from([*names, "1.0"]), st.booleans())
    )
    published = [on_github(name, prerelease=flag) for name, flag in flagged.items()]
    channel = data.draw(st.sampled_from(["tag", "release"]))
    config = ProjectConfig.model_validate({"channel": channel})
    expected = releases_of(ground(names, *published), config)
    shuffled = data.draw(st.permutations(names + junk))
    others = data.draw(st.permutations(published))
    assert releases_of(ground(shuffled, *others), config) == expected
    assert len({it.tag for it in expected}) == len(expected)


def test_thousands_of_tags_with_absurd_names_are_no_trouble() -> None:
    names = [f"{number}.0" for number in range(3_000)]
    names += ["9" * 4_000, "1." * 10_000, "v" * 10_000, "1-" * 10_000]
    found = releases_of(ground(names), ProjectConfig())
    assert (len(found), found[0].version) == (3_000, "2999.0")


@pytest.mark.parametrize(
    ("version", "than", "expected"),
    [
        ("1.10", "1.9", True),
        ("1.9", "1.10", False),
        ("1.0.0", "1.0", False),
        ("1.2.3", "1.2.3rc1", True),
        ("4.3.3-0.dev.git.7137.h1b2", "4.3.2", True),
        ("latest", "1.0", False),
        ("1.0", "latest", False),
    ],
)
def test_which_version_is_newer(version: str, than: str, expected: bool) -> None:
    assert is_newer(version, than) is expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("5.5.1 6.0.0b1 6.0.0b2", "6.0.0b2"),
        ("5.5.1 5.5.0rc1 5.5.2.dev1", "5.5.2.dev1"),
        ("5.5.1 5.5.0rc1", ""),
        ("5.5.1", ""),
        ("6.0.0b1 6.0.0b2", ""),  # the last release is a prerelease itself
        ("1.2.0 1.3.0rc1 1.3.0rc2 2.0.0a1 1.3rc1", "2.0.0a1 1.3.0rc2"),
        ("1.0 1.1rc1 1.2rc1 1.3rc1 1.4rc1", "1.4rc1 1.3rc1 1.2rc1"),
        ("1.0 1.1-doc 1!0.1rc1 0.1rc1", "1!0.1rc1"),
    ],
)
def test_newer_prereleases_may_be_in_flight(tags: str, expected: str) -> None:
    releases = releases_of(ground(tags), ProjectConfig())
    found = newer_prereleases(releases, releases[0])
    assert " ".join(one.version for one in found) == expected


def branches(names: str, version: str = "5.5.1") -> str:
    release = Release(version, version, MADE)
    return " ".join(maintenance_branches(ground(branches=names), release))


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("4.x 5.x 6.x", "5.x"),
        ("5.x 5.5.x 5.4.x 15.x 55.x", "5.5.x 5.x"),
        ("main gh-pages v5 master", "v5"),
        ("release/5.5 stable-5 release/5.4", "release/5.5 stable-5"),
        ("5-5-stable 5-4-stable REL_5_5", "5-5-stable REL_5_5"),
        ("release-5.5.1 5.5", "5.5 release-5.5.1"),
        ("jupyterhub-5.x maint/5.x", "maint/5.x jupyterhub-5.x"),
        ("V5.X 5.x.x release/v5.5.x-lts", "release/v5.5.x-lts 5.x.x V5.X"),
        ("issue-5 fix-5.5 bump-5.5.1 add-python-3.5", ""),
        ("auto-backport-of-pr-4999-on-5.x backport-55-to-5.x", ""),
        ("dependabot/pip/jupyterhub-5.5.1 renovate/node-5.x", ""),
        ("5 x v 5. .5 - -- 5x", "5"),
        ("5." + "5" * 5_000 + " " + "5-" * 5_000, ""),
        ("", ""),
    ],
)
def test_branches_that_may_have_a_release(names: str, expected: str) -> None:
    assert branches(names) == expected


def test_branches_of_a_calendar_s_versions() -> None:
    assert branches("2026.04 2026.4.x 2026.05", "2026.04.1") == "2026.4.x 2026.04"


def test_a_short_version_has_longer_names_too() -> None:
    assert branches("5.5.x 5.x 5.5", "5.5") == "5.5.x 5.x 5.5"


def test_the_default_branch_is_never_one() -> None:
    of = Ground("x/y", default_branch="5.x", branches=("5.x", "5.5.x"))
    assert maintenance_branches(of, Release("5.5.1", "5.5.1", MADE)) == ("5.5.x",)


def test_at_most_ten_the_likeliest_first_in_whatever_order_they_come() -> None:
    names = [f"{word}/5.x" for word in "abcdefghijkl"] + ["5.x", "v5"]
    found = branches(" ".join(names)).split()
    assert found[:2] == ["5.x", "v5"]
    assert len(found) == 10
    assert branches(" ".join(reversed(names))).split() == found


def test_no_branch_of_what_is_no_version() -> None:
    assert branches("5.x", "latest") == ""
