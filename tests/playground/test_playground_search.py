"""Search: words, qualifiers, and an index that lags."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.playground import Playground
from bot.playground.faults import stale
from bot.playground.repositories import Repository
from tests.openapi import check_requests
from tests.playground.visitor import Visitor

pytestmark = pytest.mark.npm
Numbers = Callable[[str], Awaitable[list[int]]]


@pytest.fixture
def numbers(app: Visitor) -> Numbers:
    """The numbers of what a query finds; oldest first, unless it says otherwise."""

    async def asked(query: str) -> list[int]:
        order = "" if "order=" in query else "order=asc&"
        answer = await app.get(f"/search/issues?per_page=100&{order}{query}")
        assert answer.body["total_count"] == len(answer.body["items"])
        return [one["number"] for one in answer.body["items"]]

    return asked


async def test_search_finds_words_in_places(
    app: Visitor, repo: Repository, github: Playground, numbers: Numbers
) -> None:
    secret = github.add_repository("ipython/secret", private=True, install=False)
    secret.open_issue("agenda", by="ada")
    first = repo.open_issue("Agenda of March", "text", by="ada", labels=["meeting"])
    first.comment("the mark <!-- team-compass:agenda --> is here", by="tim")
    second = repo.open_issue("Other", "an agenda", by="tim")
    second.close()
    repo.open_issue("Pull agenda", by="tim", pull_request=True)

    here = "repo:jupyterhub/team-compass"
    assert await numbers(f"q=agenda {here} is:issue") == [1, 2]
    assert await numbers(f"q=agenda {here}&sort=updated") == [1, 2, 3]
    assert await numbers(f"q=AGENDA {here} in:title is:issue") == [1]
    assert await numbers(f"q=agenda {here} in:body") == [2]
    assert await numbers(f'q="team-compass:agenda" {here} in:comments') == [1]
    assert await numbers("q=org:jupyterhub is:open is:pr") == [3]
    assert await numbers("q=user:jupyterhub state:closed") == [2]
    assert await numbers("q=author:tim label:meeting") == []
    assert await numbers("q=author:ada label:meeting") == [1]
    assert await numbers(f"q=agenda {here} updated:>=2021-03-05") == []
    start = second.created_at.isoformat().replace("+00:00", "Z")
    assert await numbers(f"q={here} created:>={start}") == [2, 3]
    assert await numbers("q=agenda org:ipython") == []
    github.faults.add(stale("GET /search/issues", hide=1))
    assert await numbers(f"q={here}") == [1, 2]
    assert (await app.get("/search/issues?q=")).status == 422
    for odd in ("2021-01-01", ">=soon", "<=2021-01-01"):
        assert (await app.get(f"/search/issues?q=x created:{odd}")).status == 422
    check_requests(github.requests)
    assert await numbers("q=agenda mentions:ada") == [3, 2, 1][::-1]
    assert github.unknown == ["search mentions:ada"]
    github.unknown.clear()


async def test_commands_that_no_delivery_told_of_are_found(
    repo: Repository, github: Playground, numbers: Numbers
) -> None:
    other = github.add_repository("jupyterhub/binderhub")
    elsewhere = github.add_repository("ipython/ipython", install=False)
    asked = repo.open_issue("A question", "no /agenda in comments", by="ada")
    asked.comment("- /agenda Talk about it", by="tim")
    repo.commit("a.txt", "1")
    repo.commit("a.txt", "2", branch="mend")
    pull = repo.open_pull("Mend", by="ada", head="mend")
    pull.issue.comment("one\n/agenda", by="tim")
    repo.open_issue("Agendas", by="ada").comment("/agendas are nice", by="tim")
    elsewhere.open_issue("No", by="ada").comment("/agenda", by="tim")
    other.open_issue("Late", by="ada").comment("the Agenda!", by="tim")
    query = (
        "q=/agenda in:comments updated:>=2021-03-01T00:00:00Z org:jupyterhub"
        "&sort=updated&order=desc"
    )
    assert await numbers(query) == [1, 2, 1]
    assert await numbers(query.replace("org:", "is:pr user:")) == [2]
    assert await numbers(query.replace("org:", "is:pull-request user:")) == [2]
    assert await numbers(query.replace("2021-03-01", "2021-03-05")) == []
    both = "repo:jupyterhub/binderhub repo:ipython/ipython"
    assert await numbers(f"q=agenda in:comments {both}") == [1, 1]
    check_requests(github.requests)


async def test_the_index_lags(
    repo: Repository, github: Playground, numbers: Numbers
) -> None:
    github.search_lag = timedelta(minutes=5)
    issue = repo.open_issue("Talk", by="ada")
    github.clock.advance(timedelta(minutes=5))
    repo.open_issue("Too new", by="ada")
    assert await numbers("q=org:jupyterhub") == [1]
    issue.comment("/agenda", by="tim")
    assert await numbers("q=/agenda org:jupyterhub") == []
    github.clock.advance(timedelta(minutes=5))
    assert await numbers("q=/agenda org:jupyterhub") == [1]


@pytest.mark.parametrize("where", ["org:nobody", "repo:jupyterhub/secret", "user:x"])
async def test_what_is_not_there_cannot_be_searched(
    app: Visitor, github: Playground, where: str
) -> None:
    github.add_repository("jupyterhub/secret", private=True, install=False)
    answer = await app.get(f"/search/issues?q=agenda {where}")
    assert answer.status == 422
    assert "cannot be searched" in answer.body["errors"][0]["message"]


async def test_it_has_a_limit_of_its_own(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    for left in range(29, -1, -1):
        answer = await app.get("/search/issues?q=org:jupyterhub")
        assert answer.headers["X-RateLimit-Remaining"] == str(left)
        assert answer.headers["X-RateLimit-Resource"] == "search"
    assert (await app.get("/search/issues?q=org:jupyterhub")).status == 403
    assert (await app.get("/repos/jupyterhub/team-compass")).status == 200
    github.clock.advance(timedelta(minutes=1))
    assert (await app.get("/search/issues?q=org:jupyterhub")).status == 200
