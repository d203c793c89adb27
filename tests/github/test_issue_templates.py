"""The templates and forms of a repository, and of its owner, are found by one look."""

import pytest

from bot.core.errors import RetryLater
from bot.github.api import GitHub
from bot.github.app import App
from bot.playground import Playground
from bot.playground.repositories import Repository
from tests.github.scripted import TEAM, Reply
from tests.settings import key_of

FOLDER = ".github/ISSUE_TEMPLATE"


@pytest.fixture
async def hub(real_app: App, repo: Repository) -> GitHub:
    (installation,) = await real_app.installations()
    return real_app.installation(installation.id)


async def found(hub: GitHub, name: str = TEAM) -> dict[str, str]:
    return {file.path: file.text for file in await hub.list_templates(name)}


def looks(github: Playground) -> int:
    return sum(request.path == "/graphql" for request in github.requests)


async def test_a_repository_without_any_has_none(hub, repo):
    assert await found(hub) == {}
    repo.commit("README.md", "Read me")
    assert await found(hub) == {}
    assert await found(hub, "jupyterhub/none") == {}


async def test_those_of_the_repository_and_of_its_owner_are_told_in_one_request(
    github, hub, repo
):
    texts = {
        f"{FOLDER}/bug.md": "## What happened?",
        f"{FOLDER}/feature.yml": "name: Feature",
        "docs/issue_template.md": "## How?",
        "ISSUE_TEMPLATE": "Hello",
    }
    for path, text in texts.items():
        repo.commit(path, text)
    repo.commit(f"{FOLDER}/config.yml", "blank_issues_enabled: false")
    repo.commit(f"{FOLDER}/picture.png", b"\0")
    repo.commit(f"{FOLDER}/more/deep.md", "in a folder")
    repo.commit(".github/workflows/test.yml", "on: push")
    owners = github.add_repository("jupyterhub/.github")
    owners.commit(f"{FOLDER}/impact.yaml", "name: Impact")

    assert await found(hub) == {**texts, f"{FOLDER}/impact.yaml": "name: Impact"}
    assert looks(github) == 1
    assert await found(hub, "jupyterhub/.github") == {
        f"{FOLDER}/impact.yaml": "name: Impact"
    }


async def test_any_letter_case_will_do(github, hub, repo):
    texts = {
        ".github/Issue_Template/Bug.MD": "## What happened?",
        "docs/Issue_template.md": "## How?",
    }
    for path, text in texts.items():
        repo.commit(path, text)
    repo.commit("issue_templates.md", "About them")

    assert await found(hub) == texts
    assert looks(github) == 2


async def test_a_file_that_is_no_text_or_too_long_is_none(hub, repo):
    repo.commit(f"{FOLDER}/odd.md", b"\0\1")
    repo.commit(f"{FOLDER}/long.md", "x" * 600_000)

    assert await found(hub) == {}


async def test_what_the_app_may_not_see_is_not_there(github, hub, repo):
    repo.commit("ISSUE_TEMPLATE.md", "Own")
    hidden = github.add_repository("jupyterhub/.github", private=True, install=False)
    hidden.commit("ISSUE_TEMPLATE.md", "Hidden")

    assert await found(hub) == {"ISSUE_TEMPLATE.md": "Own"}


async def test_without_leave_to_read_files_there_are_none(github, make_app, repo):
    repo.commit("ISSUE_TEMPLATE.md", "Own")
    app = make_app(
        github.url,
        app_id=github.app.id,
        private_key=key_of(github),
        permissions={"issues": "write", "metadata": "read"},
    )
    (installation,) = await app.installations()

    assert await found(app.installation(installation.id)) == {}


async def test_a_failure_is_no_sign_that_there_are_none(app, scripted):
    said = {"message": "Something went wrong", "path": ["in0", "at3"]}
    answer = {"data": {"in0": None, "in1": None}, "errors": [said]}
    scripted.on("POST", "/graphql", Reply(answer))

    with pytest.raises(RetryLater, match="went wrong"):
        await app.installation(7).list_templates(TEAM)
