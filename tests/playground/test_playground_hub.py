"""The organisation shaped like JupyterHub's is as the numbers say that the real one was."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import yaml
from packaging.version import InvalidVersion, Version

from bot.playground import Clock, Playground
from bot.playground.commits import Commit
from bot.playground.repositories import Repository
from bot.playground.tags import Tag
from tests.playground import hub
from tests.playground.hub.routine import JUPYTERHUB_BOT

TODAY = datetime(2026, 10, 1, 9, tzinfo=UTC)
RELEASED = [name for name, one in hub.EXPECTED.items() if one.last]
PACKAGES = [name for name in RELEASED if name != "docker-image-cleaner"]
"""Those with a stable version."""


@pytest.fixture(scope="module")
def github() -> Playground:
    """The whole of it."""
    made = Playground(clock=Clock(TODAY - hub.PAST))
    hub.build_hub(made, TODAY)
    return made


def project(github: Playground, name: str) -> Repository:
    return github.repository(f"{hub.OWNER}/{name}")


def last(it: Repository) -> Tag:
    version = hub.EXPECTED[it.name].last
    return it.tags.named.get(version) or it.tags.named[f"v{version}"]


def between(it: Repository, base: str, head: str | None = None) -> tuple[Commit, ...]:
    """What the head (the default branch) has and the tag has not."""
    tip = it.branches.tip(head or it.default_branch)
    assert tip
    return it.branches.ancestry.brought(tip, it.tags.named[base].commit)


def since_last(it: Repository) -> tuple[int, int, int]:
    """Commits, pull requests, and those of bots, since the last release."""
    found = {commit.sha for commit in between(it, last(it).name)}
    pulls = [
        one for one in it.pulls if one.merge_commit and one.merge_commit.sha in found
    ]
    bots = [
        one
        for one in pulls
        if one.issue.user.type == "Bot" or one.issue.user.login == JUPYTERHUB_BOT
    ]
    return len(found), len(pulls), len(bots)


@pytest.mark.parametrize("name", RELEASED)
def test_so_much_waits_in(github: Playground, name: str) -> None:
    one = hub.EXPECTED[name]
    assert since_last(project(github, name)) == (one.commits, one.pulls, one.bots)


def test_raw_counts_lie(github: Playground) -> None:
    every = [since_last(project(github, name)) for name in PACKAGES]
    ten = [since_last(project(github, name)) for name in hub.NO_RELEASE]

    _, pulls, bots = map(sum, zip(*every, strict=True))
    assert (len(every), pulls, bots) == (22, 509, 321)
    assert (len(ten), *map(sum, zip(*ten, strict=True))) == (10, 107, 46, 43)
    assert not hub.SHIPS.keys() & set(hub.NO_RELEASE)
    assert len(hub.SHIPS["oauthenticator"]) == 9
    assert len(hub.SHIPS["the-littlest-jupyterhub"]) == 12


def test_two_projects_are_released_from_another_line(github: Playground) -> None:
    jupyterhub = project(github, "jupyterhub")
    z2jh = project(github, "zero-to-jupyterhub-k8s")

    def behind(it: Repository) -> int:
        tip = it.commits()[-1]
        return len(it.branches.ancestry.brought(last(it).commit, tip))

    assert (len(between(jupyterhub, "5.5.1")), behind(jupyterhub)) == (609, 92)
    assert len(between(jupyterhub, "6.0.0b2")) == 2
    assert [one.message for one in between(jupyterhub, "5.5.1", "5.x")] == [
        "Back to dev"
    ]
    assert (len(between(z2jh, "4.4.0")), behind(z2jh)) == (163, 29)
    assert len(between(z2jh, "4.3.2")) == 226
    later = [
        sum(commit.at > last(it).commit.at for commit in it.commits())
        for it in (jupyterhub, z2jh)
    ]
    assert later == [18, 38]


def test_tags_are_of_all_kinds(github: Playground) -> None:
    def tag(name: str, of: str) -> Tag:
        return project(github, name).tags.named[of]

    assert project(github, "wrapspawner").default_branch == "master"
    assert tag("kubespawner", "7.1.0").is_annotated
    assert not tag("repo2docker", "2026.04.0").is_annotated
    early, first = tag("tmpauthenticator", "v0.1"), tag("tmpauthenticator", "v1.0.0")
    assert early.at > first.at
    assert early.commit.at < first.commit.at - timedelta(days=1000)
    for name, junk in {
        "batchspawner": "jhub-0.3",
        "zero-to-jupyterhub-k8s": "v0.4-doc",
    }.items():
        assert tag(name, junk).commit.at < last(project(github, name)).commit.at


def version_of(tag: str) -> Version | None:
    try:
        return Version(tag)
    except InvalidVersion:
        return None


@pytest.mark.parametrize("one", hub.PINNED, ids=lambda one: f"{one.project} {one.of}")
def test_what_is_out_is_not_picked_up(github: Playground, one: hub.Pinned) -> None:
    text = project(github, one.project).commits()[-1].files[one.path].decode()
    assert one.specifier in text
    versions = map(version_of, project(github, one.of).tags.named)
    newer = [
        it
        for it in versions
        if it and it > Version(one.newest) and not it.is_prerelease
    ]
    assert len(newer) == one.behind


def test_the_configuration_has_every_project_in_its_stage() -> None:
    told: dict[str, Any] = yaml.safe_load(hub.CONFIGURATION)["releases"]["projects"]
    after = {
        name.removeprefix("jupyterhub/"): [
            one.removeprefix("jupyterhub/") for one in (config or {}).get("after", ())
        ]
        for name, config in told.items()
    }

    def stage(name: str) -> int:
        return 1 + max(map(stage, after[name]), default=0)

    assert {name: stage(name) for name in after} == {
        name: one.stage for name, one in hub.EXPECTED.items()
    }
    never = {name for name in told if told[name].get("channel") == "none"}
    assert never == {
        f"jupyterhub/{name}"
        for name, one in hub.EXPECTED.items()
        if one.standing == "never"
    }


def test_nobody_hears_of_what_happened_before(github: Playground) -> None:
    assert github.pending == []
    assert github.clock.now() == TODAY
    assert len(github.installation("jupyterhub").repositories) == 27


def test_a_small_one_has_the_same_tags_lines_and_fixes(github: Playground) -> None:
    small = Playground(clock=Clock(TODAY - hub.PAST))
    hub.build_hub(small, TODAY, size=0, install=False)
    for name, titles in hub.SHIPS.items():
        mine, whole = project(small, name), project(github, name)
        assert list(mine.tags.named) == list(whole.tags.named)
        assert mine.branches.histories.keys() == whole.branches.histories.keys()
        assert {one.tag_name for one in mine.releases.all} == {
            one.tag_name for one in whole.releases.all
        }
        there = {one.message.partition("\n")[0] for one in mine.commits()}
        assert set(titles) <= there
    jupyterhub = project(small, "jupyterhub")
    assert len(jupyterhub.commits()) < 50
    assert len(between(jupyterhub, "6.0.0b2")) == 2
    assert small.world.installations == {}


def test_the_past_has_to_lie_ahead() -> None:
    late = Playground(clock=Clock(TODAY))
    with pytest.raises(ValueError, match="clock begin at 2017"):
        hub.build_hub(late, TODAY)
