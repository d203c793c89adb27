"""What GitHub and Git take for a name, and what is told of what they do not."""

import re
import subprocess

import pytest

from bot.core.git_names import parse_branch, parse_repository, parse_tag_pattern


def test_names_that_github_has() -> None:
    for name in (
        "jupyterhub/zero-to-jupyterhub-k8s",
        "jupyterhub/mybinder.org-deploy",
        "JupyterHub/.github",
        "octo_acme/a",
        "a--b-/-",
        "1/2",
        f"{'a' * 39}/{'b' * 100}",
    ):
        assert parse_repository(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "jupyterhub", "/jupyterhub", "jupyterhub/", "a/b/c", "a//b", "-a/b", ".a/b", "a/.",
        "a/..", "a b/c", "a/b c", "a/b.git", "a/b.WIKI", "é/b", "a/é", "a/b\n", "a/b?", "@a/b",
        "https://github.com/a/b", f"{'a' * 40}/b", f"a/{'b' * 101}", "", "a/\u0661",
    ],
)  # fmt: skip
def test_names_that_github_has_not(name: str) -> None:
    with pytest.raises(ValueError, match="is no repository, allowed is owner/name"):
        parse_repository(name)


def git_takes(branch: str) -> bool:
    command = ["git", "check-ref-format", "--branch", branch]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


@pytest.mark.parametrize(
    "branch", ["main", "5.x", "release/1.2", "feature#1", "é", "a@b", "v1.0-{x}", "5"]
)
def test_branches(branch: str) -> None:
    assert parse_branch(branch) == branch
    assert git_takes(branch)


@pytest.mark.parametrize(
    "branch",
    [
        "", "a b", "a..b", "a~1", "a^", "a:b", "a?", "a*", "a[0]", "a\\b", "/a", "a/", "a//b",
        ".a", "a/.b", "a.", "a.lock", "a.lock/b", "a@{1}", "-a", "a\tb", "a\x7f",
    ],
)  # fmt: skip
def test_what_git_does_not_take_for_a_branch(branch: str) -> None:
    with pytest.raises(ValueError, match="is no name of a branch, allowed is one such"):
        parse_branch(branch)
    assert not git_takes(branch)


@pytest.mark.parametrize("branch", ["a\u202eb", "a\u3000b", "@", "x" * 201])
def test_what_nobody_means_by_a_branch(branch: str) -> None:
    with pytest.raises(ValueError, match="is no name of a branch"):
        parse_branch(branch)


def test_a_whole_reference_is_told_what_is_enough() -> None:
    with pytest.raises(ValueError, match="is a reference, allowed is the branch alone"):
        parse_branch("refs/heads/main")
    with pytest.raises(ValueError, match="is a reference, allowed is the tag alone"):
        parse_tag_pattern("refs/tags/{version}")


@pytest.mark.parametrize(
    "pattern",
    ["{version}", "v{version}", "jupyterhub-{version}", "@hub/lab@{version}", "r/{version}-x"],
)  # fmt: skip
def test_patterns_of_tags(pattern: str) -> None:
    assert parse_tag_pattern(pattern) == pattern


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("v", "is no pattern of tags, allowed is {version} once, such as v{version}"),
        ("", "is no pattern of tags"),
        ("{version}{version}", "is no pattern of tags"),
        ("{{version}}", "is no pattern of tags"),
        ("{version}-{tag}", "is no pattern of tags"),
        ("{Version}", "is no pattern of tags"),
        ("{version:02}", "is no pattern of tags"),
        ("v {version}", "makes no name that a tag can have"),
        ("v*{version}", "makes no name that a tag can have"),
        ("/{version}", "makes no name that a tag can have"),
        ("{version}.lock", "makes no name that a tag can have"),
        ("{version}.", "makes no name that a tag can have"),
        ("x" * 200 + "{version}", "makes no name that a tag can have"),
    ],
)
def test_what_is_no_pattern_of_tags(pattern: str, told: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(told)}"):
        parse_tag_pattern(pattern)
