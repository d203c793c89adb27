import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.models import Account
from bot.core.projects import Change
from bot.projects.changes import is_by_machine, kind_of, needs_paths
from bot.projects.kinds import Kind
from bot.projects.machines import is_machine
from tests.projects.real_changes import (
    DAY,
    KEPT_ASIDE,
    KNOWN,
    UNCERTAIN,
    change,
    commit,
)

EXAMPLES = settings(max_examples=60, deadline=None)


@pytest.mark.parametrize(
    ("kind", "one"), KNOWN + KEPT_ASIDE, ids=lambda one: getattr(one, "title", None)
)
def test_a_change_is_what_a_maintainer_would_say(kind: Kind, one: Change) -> None:
    assert kind_of(one) == kind


@pytest.mark.parametrize(("kind", "one"), UNCERTAIN)
def test_what_nobody_can_tell_ships(kind: Kind, one: Change) -> None:
    assert kind != "ships"
    assert kind_of(one) == "ships"


def test_what_ships_is_not_hidden_where_its_files_are_unknown() -> None:
    for kind, one in KNOWN + KEPT_ASIDE:
        if kind == "ships":
            assert kind_of(replace(one, paths=None)) == "ships", one.title


@pytest.mark.parametrize(
    ("login", "type_", "told"),
    [
        ("dependabot[bot]", "Bot", True),
        ("dependabot", "User", True),
        ("renovate[bot]", "User", True),
        ("pre-commit-ci[bot]", "Bot", True),
        ("pre-commit-ci", "User", True),
        ("github-actions", "Bot", True),
        ("jupyterhub-bot", "User", True),
        ("JupyterHub-Bot", "User", True),
        ("regro-cf-autotick-bot", "User", True),
        ("k8s-ci-robot", "User", True),
        ("meeseeksmachine", "User", True),
        ("henchbot", "User", True),
        ("Copilot", "Bot", True),
        ("abbott", "User", False),
        ("talbot", "User", False),
        ("bot", "User", False),
        ("bot-lover", "User", False),
        ("minrk", "User", False),
        ("ghost", "User", False),
        ("claude", "User", False),
    ],
)
def test_a_machine_is_known_by_type_and_name(
    login: str, type_: str, told: bool
) -> None:
    assert is_machine(Account(login, type_)) is told


def test_who_is_behind_a_change() -> None:
    assert is_by_machine(change("Bump ws from 8.1 to 8.2", "dependabot[bot]"))
    assert is_by_machine(change("Update the contributors", "github-actions[bot]"))
    assert not is_by_machine(change("Bump ws from 8.1 to 8.2", "manics"))
    # a machine carries over what a person has made, or what another machine has
    fix = "Backport PR #5236 on branch 5.x (fix loading stopped servers)"
    assert not is_by_machine(change(fix, "meeseeksmachine"))
    update = "Backport PR #51 on branch 5.x (Bump ws from 8.1 to 8.2)"
    assert is_by_machine(change(update, "meeseeksmachine"))
    assert kind_of(change(update, "meeseeksmachine")) == "runtime"
    # and an agent makes what a person has asked for
    assert not is_by_machine(change("Fix the port of services", "Copilot[bot]"))
    assert kind_of(change("Fix the port of services", "Copilot[bot]")) == "ships"


@pytest.mark.parametrize(
    "one",
    [
        change("Fix culling of stopped servers", labels="bug"),
        change("Fix culling of stopped servers", labels="type:bug maintenance"),
        change("Describe the culler", labels="documentation"),
        change("Describe the culler", labels="kind/documentation"),
        change("Run on arm64", labels="ci"),
        change("docs: describe the culler"),
        change("ci: run on arm64"),
        change("feat: sort users"),
        commit("Bump to 7.1.0"),
        commit("Back to dev"),
        commit("Fix typo in README.md"),
        commit("Merge branch 'main' into sort-users"),
        change("Add changelog for 5.2.0"),
        change("Bump actions/checkout from 4 to 5", "minrk"),
        change("Bump ws from 8.1 to 8.2", "dependabot[bot]"),
        change("anything", "github-actions[bot]"),
        change("[pre-commit.ci] pre-commit autoupdate", "pre-commit-ci[bot]"),
        change("Fix culling of stopped servers", paths="culler.py"),
        change("Fix culling of stopped servers", paths="README.md"),
    ],
    ids=lambda one: f"{one.title} {one.labels} {one.paths}",
)
def test_files_are_not_asked_for_where_something_else_tells(one: Change) -> None:
    assert not needs_paths(one)


@pytest.mark.parametrize(
    "one",
    [
        change("Fix culling of stopped servers"),
        change("Fix culling of stopped servers", labels="maintenance"),
        change("Fix typo in README.md"),
        commit("Merge branch handling into one place"),
        change("fix: typo"),
        change("Bump jupyterhub from 4 to 5", "manics", labels="dependencies"),
        change("docs: keep the tokens of users", labels="bug"),
        change("Keep the tokens of users", labels="bug documentation"),
        change("Add changelog for 5.2.0", labels="enhancement"),
        commit("Keep the tokens of users"),
        change("Backport PR #51 on branch 5.x (Sort users)", "meeseeksmachine"),
        change("Sort users", "copilot-swe-agent[bot]"),
    ],
    ids=lambda one: f"{one.title} {one.labels}",
)
def test_files_are_asked_for_where_they_decide(one: Change) -> None:
    assert needs_paths(one)
    assert kind_of(one) == ("documentation" if "README" in one.title else "ships")
    told = replace(one, paths=("docs/source/index.md",))
    assert not needs_paths(told)
    assert kind_of(told) == "documentation"


def test_a_change_of_several_sorts_is_what_ships_most() -> None:
    several = ["docs/index.md", "tests/test_a.py", ".flake8", "CHANGELOG.md"]
    assert kind_of(change("Sort users", paths=" ".join(several))) == "ci"
    several.append("jupyterhub/app.py")
    assert kind_of(change("Sort users", paths=" ".join(several))) == "ships"


def test_a_version_bump_that_brings_more_ships() -> None:
    bumped = "kubespawner/_version.py pyproject.toml docs/source/changelog.md"
    assert kind_of(change("Bump to 7.1.0", paths=bumped)) == "version"
    assert kind_of(change("Bump to 1.1.0", paths="tmpauthenticator/__init__.py")) == (
        "version"
    )
    assert kind_of(
        change("Bump to 7.1.0", paths=f"{bumped} kubespawner/spawner.py")
    ) == ("ships")


@pytest.mark.parametrize(
    ("title", "is_version"),
    [
        ("5.5.1", True),
        ("v1.0", True),
        ("2026.04.0", True),
        ("4", False),
        ("Bump to 6.0.0b2", True),
        ("Bump to 1.0.0-0.dev.git.3983.h1a2b3c", True),
        ("chore: bump version to 1.2.3 [skip ci]", True),
        ("chore(release): 1.2.3", True),
        ("Prepare for 2.0 release", True),
        ("Start 6.0 development", True),
        ("Post-release version bump", True),
        ("[5.x] Bump to 5.5.1", True),
        ('Revert "Bump to 7.1.0"', True),
        ("Bump package version", True),
        ("Update version to 1.0.0", True),
        ("Add release notes for 5.2", True),
        ("Bump jupyterhub from 4 to 5", False),
        ("Bump kubespawner version", False),
        ("Bump versions", False),
        ("Update package versions", False),
        ("Update to the new release", False),
        ("Update to version 5.0", False),
        ("Add version", False),
        ("Add notes", False),
        ("Bump the default timeout to 60", False),
        ("Release locks", False),
        ("Version the sharing API", False),
        ("fix: release", False),
        ("Start the hub in dev mode", False),
        ("Back to the old proxy", False),
        ("Add dev mode", False),
        ("Update to 5.0", False),
        ("Changelog, and a fix of the tokens", False),
        ("Bump", False),
        ("", False),
    ],
)
def test_a_headline_about_nothing_but_a_version_is_a_bump(
    title: str, is_version: bool
) -> None:
    assert (kind_of(commit(title)) == "version") is is_version


TITLES = st.one_of(
    st.text(max_size=60),
    st.sampled_from([one.title for _, one in KNOWN]),
    st.lists(
        st.sampled_from(
            'Revert "|"|docs|fix|ci|: |(|)|#12|[5.x] |Bump |version|1.0|README.md| |/'.split(
                "|"
            )
        ),
        max_size=12,
    ).map("".join),
)


@EXAMPLES
@given(
    title=TITLES,
    by=st.sampled_from(["minrk", "dependabot[bot]", "meeseeksmachine"]),
    labels=st.sampled_from(["", "bug", "documentation", "ci bug", "maintenance"]),
    number=st.integers(0, 1),
    paths=st.sampled_from(
        ["README.md", "tests/test_a.py", "app.py", "setup.py .flake8"]
    ),
)
def test_files_change_nothing_that_was_told_without_them(
    title: str, by: str, labels: str, number: int, paths: str
) -> None:
    one = change(title, by, labels=labels, number=number)
    if not needs_paths(one) and kind_of(one) != "version":
        assert kind_of(replace(one, paths=tuple(paths.split()))) == kind_of(one)


def test_hostile_texts_cost_no_time() -> None:
    many = 30_000
    hostile = [
        'Revert "' * many,
        "[5.x] " * many,
        "Backport PR #1: " * many,
        "(#1)" * many,
        "docs, " * many,
        "1.0" + "a" * many,
        "Bump 1.0" + ".a-b+c" * 40 + "é",
        ": " + "a" * many + "...",
        "in /docs" * many,
        "\u2028" * many,
    ]
    began = time.process_time()
    for title in hostile:
        one = Change(
            1, "a" * many, title, Account("a" * many), DAY, ("bug:" * many, "/" * many),
            "dependabot/" + "docs/" * many, ("docs/" * many, "requirements-" * many),
        )  # fmt: skip
        kind_of(one)
        kind_of(replace(one, paths=None, author=Account("dependabot[bot]")))
    assert time.process_time() - began < 1
