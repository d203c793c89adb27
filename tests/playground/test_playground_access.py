"""Who gets in: App keys, tokens, permissions, suspended and removed installations."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
import yaml
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.playground import Playground
from bot.playground.repositories import Repository
from tests.openapi import check_requests
from tests.playground.visitor import Visitor

pytestmark = pytest.mark.npm
MANIFEST = Path(__file__).parents[2] / "app.yml"
REPO = "/repos/jupyterhub/team-compass"


async def test_the_app_knows_itself_and_its_installations(
    visitor: Visitor, repo: Repository, github: Playground
) -> None:
    app = await visitor.get("/app", app=True)
    assert (app.body["slug"], app.body["client_id"]) == (
        "team-compass",
        github.app.client_id,
    )
    by_client_id = await visitor.get(
        "/app", authorization=f"Bearer {visitor.jwt(iss=github.app.client_id)}"
    )
    assert by_client_id.body == app.body
    (one,) = (await visitor.get("/app/installations", app=True)).body
    for path in (
        f"/app/installations/{one['id']}",
        "/orgs/jupyterhub/installation",
        "/users/jupyterhub/installation",
        f"{REPO}/installation",
    ):
        assert (await visitor.get(path, app=True)).body == one
    assert (await visitor.get("/users/ada/installation", app=True)).status == 404
    assert (await visitor.get("/app/installations/1", app=True)).status == 404
    elsewhere = github.add_repository("jupyterhub/binderhub", install=False)
    path = f"/repos/{elsewhere.full_name}/installation"
    assert (await visitor.get(path, app=True)).status == 404
    check_requests(github.requests)


def test_the_app_is_the_one_that_the_manifest_registers(github: Playground) -> None:
    manifest = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    assert github.app.permissions == manifest["default_permissions"]
    assert github.app.events == manifest["default_events"]


@pytest.mark.parametrize(
    ("claims", "status", "words"),
    [
        ({"iss": "999"}, 404, "Integration not found"),
        ({"before": -5}, 401, "'iat'"),
        ({"iat": "soon"}, 401, "must be an Integer"),
        ({"life": 0}, 401, "'exp'"),
        ({"life": 601}, 401, "too far in the future"),
    ],
)
async def test_wrong_claims_are_refused_in_githubs_words(
    visitor: Visitor, claims: dict[str, Any], status: int, words: str
) -> None:
    token = visitor.jwt(**claims)
    answer = await visitor.get("/app", authorization=f"Bearer {token}")
    assert answer.status == status
    assert words in answer.body["message"]


async def test_another_key_a_word_or_nothing_opens_nothing(
    visitor: Visitor, repo: Repository
) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    forged = jwt.encode({"iss": "123456", "iat": 0, "exp": 9}, key, "RS256")
    for authorization in (f"Bearer {forged}", "Basic YTpi", "token ghs_x", ""):
        answer = await visitor.get("/app", authorization=authorization)
        assert answer.status == 401
    await visitor.log_in()
    assert (await visitor.get("/app")).status == 401
    assert (await visitor.get(f"{REPO}/issues", app=True)).status == 401
    answer = await visitor.get("/installation/repositories", app=True)
    assert answer.status == 403


async def test_a_token_lasts_an_hour(
    visitor: Visitor, repo: Repository, github: Playground
) -> None:
    token = await visitor.log_in()
    assert token.body["token"].startswith("ghs_")
    assert token.body["expires_at"] == "2021-03-04T13:00:00Z"
    github.clock.advance(timedelta(minutes=59, seconds=59))
    assert (await visitor.get(REPO)).status == 200
    github.clock.tick()
    answer = await visitor.get(REPO)
    assert (answer.status, answer.body["message"]) == (401, "Bad credentials")


async def test_tokens_can_be_given_back_or_taken(
    visitor: Visitor, repo: Repository, github: Playground
) -> None:
    await visitor.log_in()
    assert (await visitor.delete("/installation/token")).status == 204
    assert (await visitor.get(REPO)).status == 401
    await visitor.log_in()
    github.gate.revoke_all()
    assert (await visitor.get(REPO)).status == 401


async def test_a_thread_is_written_to_with_the_permission_for_its_kind(
    visitor: Visitor, repo: Repository, github: Playground
) -> None:
    """GitHub documents either of two for both, and takes one."""
    kinds = {"issues": repo.open_issue("How?", by="ada")}
    kinds["pull_requests"] = repo.open_issue("Mend it", by="ada", pull_request=True)
    for permission in kinds:
        await visitor.log_in(permissions={permission: "write"})
        for kind, thread in kinds.items():
            said = thread.comment("Hello", by="ada")
            answers = (
                await visitor.post(f"{REPO}/issues/{thread.number}/labels", ["a"]),
                await visitor.post(
                    f"{REPO}/issues/comments/{said.id}/reactions", {"content": "+1"}
                ),
            )
            allowed = {answer.status < 300 for answer in answers}
            assert allowed == {kind == permission}
        needed = {need for request in github.requests for need in request.needed}
    assert needed == {"issues:write", "pull_requests:write"}


async def test_a_narrowed_token_opens_only_what_it_names(
    visitor: Visitor, repo: Repository, github: Playground
) -> None:
    secret = github.add_repository("jupyterhub/secret", private=True)
    repo.commit("a.txt", "a")
    narrowed = await visitor.log_in(
        repositories=["team-compass"], permissions={"issues": "read"}
    )
    assert narrowed.body["permissions"] == {"metadata": "read", "issues": "read"}
    assert [one["name"] for one in narrowed.body["repositories"]] == ["team-compass"]
    seen = await visitor.get("/installation/repositories")
    assert [one["name"] for one in seen.body["repositories"]] == ["team-compass"]
    assert (await visitor.get(f"/repos/{secret.full_name}")).status == 404
    assert (await visitor.get(f"{REPO}/issues")).status == 200
    for refused in (
        await visitor.get(f"{REPO}/contents/a.txt"),
        await visitor.post(f"{REPO}/issues", {"title": "x"}),
    ):
        assert refused.status == 403
        assert refused.body["message"] == "Resource not accessible by integration"
    await visitor.log_in(repository_ids=[secret.id])
    assert (await visitor.get(f"/repos/{secret.full_name}")).status == 200
    check_requests(github.requests)


@pytest.mark.parametrize(
    "body",
    [
        {"repositories": ["nothing"]},
        {"repository_ids": [1]},
        {"permissions": {"contents": "admin"}},
        {"permissions": {"members": "read"}},
        {"permissions": {"issues": "all"}},
    ],
)
async def test_a_token_cannot_open_more_than_the_app_was_given(
    visitor: Visitor, repo: Repository, body: dict[str, Any]
) -> None:
    assert (await visitor.log_in(**body)).status == 422


async def test_strangers_read_what_is_public_and_write_nothing(
    visitor: Visitor, github: Playground
) -> None:
    repo = github.add_repository("ipython/ipython", install=False)
    repo.open_issue("Hi", by="ada")
    private = github.add_repository("ipython/secret", install=False, private=True)
    path = f"/repos/{repo.full_name}/issues"
    assert len((await visitor.get(path, authorization="")).body) == 1
    made = await visitor.post(path, {"title": "x"}, authorization="")
    assert made.status == 401
    answer = await visitor.get(f"/repos/{private.full_name}", authorization="")
    assert answer.status == 404
    role = f"/repos/{repo.full_name}/collaborators/ada/permission"
    assert (await visitor.get(role, authorization="")).status == 401
    github.add_repository("jupyterhub/team-compass")
    await visitor.log_in()
    assert (await visitor.post(path, {"title": "x"})).status == 403


async def test_a_suspended_installation_is_shut_out(
    visitor: Visitor, repo: Repository, github: Playground
) -> None:
    await visitor.log_in()
    place = github.installation("jupyterhub")
    place.suspend(by="sgibson91")
    assert (await visitor.get(REPO)).status == 403
    assert (await visitor.log_in()).status == 403
    shown = await visitor.get(f"/app/installations/{place.id}", app=True)
    assert shown.body["suspended_by"]["login"] == "sgibson91"
    github.pending.clear()
    repo.open_issue("Nobody is told", by="ada")
    place.unsuspend(by="sgibson91")
    assert [d.name for d in github.pending] == ["installation.unsuspend"]
    assert (await visitor.get(REPO)).status == 200


async def test_permissions_repositories_and_the_app_itself_can_be_taken_away(
    visitor: Visitor, repo: Repository, github: Playground
) -> None:
    await visitor.log_in()
    place = github.installation("jupyterhub")
    place.accept({"issues": "read", "metadata": "read"})
    assert (await visitor.post(f"{REPO}/issues", {"title": "x"})).status == 403
    place.remove(repo)
    assert (await visitor.get("/installation/repositories")).body["total_count"] == 0
    place.add(repo)
    place.add(repo)
    assert [d.name for d in github.pending][1:] == [
        "installation.new_permissions_accepted",
        "installation_repositories.removed",
        "installation_repositories.added",
    ]
    place.delete()
    assert (await visitor.get(REPO)).status == 401
    with pytest.raises(KeyError):
        github.installation("jupyterhub")


async def test_roles_are_told_as_github_tells_them(
    visitor: Visitor, repo: Repository, github: Playground
) -> None:
    github.add_member("jupyterhub", "minrk")
    repo.set_role("sgibson91", "maintain")
    repo.set_role("tim", "triage")
    repo.set_role("eve", "security", base="write")
    for login in ("minrk", "ada", "sgibson91", "tim", "eve", "jupyterhub"):
        repo.open_issue(f"By {login}", by=login)
    repo.commit("README.md", "hi", by="contributor")
    repo.open_issue("By one who wrote code", by="contributor")
    await visitor.log_in()

    async def role(login: str) -> tuple[str, str, bool]:
        path = f"{REPO}/collaborators/{login}/permission"
        body = (await visitor.get(path)).body
        may_triage = body["user"]["permissions"]["triage"]
        return body["permission"], body["role_name"], may_triage

    assert await role("sgibson91") == ("write", "maintain", True)
    assert await role("tim") == ("read", "triage", True)
    assert await role("eve") == ("write", "security", True)
    assert await role("ada") == ("read", "read", False)
    assert await role("jupyterhub") == ("admin", "admin", True)
    path = f"{REPO}/collaborators/nobody-at-all/permission"
    assert (await visitor.get(path)).status == 404
    repo.private = True
    assert await role("ada") == ("none", "none", False)
    assert await role("minrk") == ("read", "read", False)
    shown = (await visitor.get(f"{REPO}/issues?state=all")).body
    assert {one["user"]["login"]: one["author_association"] for one in shown} == {
        "minrk": "MEMBER",
        "ada": "NONE",
        "sgibson91": "COLLABORATOR",
        "tim": "COLLABORATOR",
        "eve": "COLLABORATOR",
        "jupyterhub": "OWNER",
        "contributor": "CONTRIBUTOR",
    }


async def test_people_own_installations_too(
    visitor: Visitor, github: Playground
) -> None:
    github.add_repository("ada/notes", owner="User")
    github.add_repository("ada/more", owner="User")
    await visitor.log_in("ada")
    seen = await visitor.get("/installation/repositories?per_page=1")
    assert seen.body["total_count"] == 2
    assert set(seen.links) == {"next", "last"}
    assert github.installation("ada").account.type == "User"


async def test_addresses_may_be_those_of_an_enterprise_server(
    visitor: Visitor, github: Playground
) -> None:
    async with Playground(clock=github.clock, prefix="/api/v3") as other:
        assert other.url == f"{other.server_url}/api/v3"
        assert other.graphql_url == f"{other.server_url}/api/graphql"
        there = Visitor(other, visitor.session)
        other.add_repository("jupyterhub/team-compass")
        await there.log_in()
        answer = await there.get(REPO)
        assert answer.body["url"] == f"{other.url}{REPO}"
        query = {"query": "{viewer {login}}"}
        answer = await there.post(other.graphql_url, query)
        assert answer.body == {"data": {"viewer": {"login": "team-compass[bot]"}}}
        assert [r.path for r in other.requests][1:] == [REPO, "/graphql"]
