"""GitHub's published GraphQL schema allows whatever is asked of projects."""

from datetime import timedelta

import pytest

from bot.core.releases import Releases
from tests.github.test_graphql_schema import mistakes

pytestmark = pytest.mark.npm
PROJECTS = {
    "jupyterhub/hub": {},
    "jupyterhub/lines": {"line": "1.x", "channel": "release"},
    "jupyterhub/site": {"channel": "none"},
}


async def test_whatever_is_asked_of_projects_is_allowed(
    github, real_app, repo, clock, tmp_path
):
    hub, lines, site = map(github.add_repository, PROJECTS)
    for one in (hub, lines, site):
        one.commit("chart/Chart.yaml", "name: it\n")
        one.tags.create("1.0.0")
    lines.branches.create("1.x", lines.branches.tip("main"), by="ada")
    lines.commit("a", "1", branch="1.x")
    lines.releases.publish("1.0.0", by="ada")
    hub.tags.push({f"nightly-{number}": None for number in range(100)})
    for number in range(101):
        hub.branches.create(f"topic-{number}", hub.branches.tip("main"), by="ada")
    clock.advance(timedelta(days=1))
    hub.land("Fix the port", {"a.py": "1"}, by="ada")
    hub.commit("docs/a.md", "1", message="Work", by="ada")
    named = {"when": "day 1 of january", "projects": PROJECTS}
    config = Releases.model_validate(named)
    (installation,) = await real_app.installations()
    there = real_app.installation(installation.id)
    await there.look_at_versions(config, clock.now())
    await there.look_at_projects(config, clock.now())

    asked = [
        request.body["query"] for request in github.requests if "query" in request.body
    ]

    words = (
        "tags_0 last_0 refs/heads first_0 number_0 isBinary entries mergeCommit line_1"
        " latestRelease parents before_0 numbered"
    )
    assert [word for word in words.split() if word not in "".join(asked)] == []
    assert await mistakes([*asked, "{viewer {shoeSize}}"], tmp_path) == [
        'Cannot query field "shoeSize" on type "User".'
    ]
