"""GraphQL: what is pinned, many repositories at once, and what may be missing."""

import pytest

from bot.playground import Playground
from bot.playground.graphql_syntax import Field, Fragment, parse_operation
from bot.playground.repositories import Repository
from tests.playground.visitor import Visitor

pytestmark = pytest.mark.npm
REPO = "/repos/jupyterhub/team-compass"
CONFIGURATION = ".github/team-compass.yml"


@pytest.fixture
async def app(visitor: Visitor, repo: Repository) -> Visitor:
    """The App with leave to read pull requests too."""
    granted = dict.fromkeys(("contents", "metadata", "pull_requests"), "read")
    place = visitor.github.installation("jupyterhub")
    place.accept({**granted, "issues": "write"})
    await visitor.log_in()
    return visitor


PIN = """mutation Pin($id: ID!) {  # comment
  pinIssue(input: {issueId: $id}) { issue { number isPinned } }
}"""


async def test_issues_are_pinned_three_at_most(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    for number in range(4):
        repo.open_issue(str(number), by="ada")
    ids = [one["node_id"] for one in (await app.get(f"{REPO}/issues")).body][::-1]
    for number, node in enumerate(ids[:3], start=1):
        data = (await app.query(PIN, id=node))["data"]
        assert data == {"pinIssue": {"issue": {"number": number, "isPinned": True}}}
    assert github.pending[-1].name == "issues.pinned"
    await app.query(PIN, id=ids[0])
    full = await app.query(PIN, id=ids[3])
    assert full["errors"][0]["message"] == "Maximum 3 pinned issues per repository"
    unpin = 'mutation { unpinIssue(input: {issueId: "%s"}) { issue { id } } }'
    await app.query(unpin % ids[0])
    await app.query(unpin % ids[0])
    assert github.pending[-1].name == "issues.unpinned"

    shown = await app.query(
        """query ($owner: String!) {
          repository(owner: $owner, name: "team-compass") {
            __typename id nameWithOwner
            first: issue(number: 1) { id title url state isPinned }
            pinnedIssues(first: 3) { totalCount nodes { issue { number } } }
          }
        }""",
        owner="jupyterhub",
    )
    found = shown["data"]["repository"]
    assert found["__typename"] == "Repository"
    assert found["first"]["id"] == ids[0]
    assert (found["first"]["state"], found["first"]["isPinned"]) == ("OPEN", False)
    numbers = [node["issue"]["number"] for node in found["pinnedIssues"]["nodes"]]
    assert (found["pinnedIssues"]["totalCount"], numbers) == (2, [2, 3])


async def test_a_label_is_found_by_its_name_in_any_case(
    app: Visitor, repo: Repository
) -> None:
    repo.label("Help wanted")
    asked = """{ repository(owner: "jupyterhub", name: "team-compass") {
      there: label(name: "help WANTED") { name } gone: label(name: "x") { name }
    } }"""
    found = (await app.query(asked))["data"]["repository"]
    assert found == {"there": {"name": "Help wanted"}, "gone": None}


async def test_what_graphql_cannot_find_or_do_is_said(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    repo.open_issue("x", by="ada")
    (issue,) = (await app.get(f"{REPO}/issues")).body
    node = issue["node_id"]
    assert (await app.query(PIN, id="I_x"))["errors"][0]["type"] == "NOT_FOUND"
    none = '{repository(owner: "a", name: "b") {id}}'
    assert (await app.query(none))["errors"][0]["type"] == "NOT_FOUND"
    none = '{repository(owner: "jupyterhub", name: "team-compass") {issue(number: 9) {id}}}'
    answer = await app.query(none)
    assert answer["data"] == {"repository": {"issue": None}}
    assert answer["errors"][0]["path"] == ["repository", "issue"]
    github.installation("jupyterhub").accept({"issues": "read"})
    assert (await app.query(PIN, id=node))["errors"][0]["type"] == "FORBIDDEN"
    refused = await app.post(
        github.graphql_url, {"query": "{viewer {login}}"}, app=True
    )
    assert refused.status == 401


async def test_graphql_that_is_not_known_is_put_on_record(
    app: Visitor, github: Playground
) -> None:
    answer = await app.query("{viewer {email}}")
    assert "'email' doesn't exist" in answer["errors"][0]["message"]
    assert answer.keys() == {"errors"}
    assert "errors" in await app.query("{viewer {...Fields}}")
    assert len(github.unknown) == 2
    github.unknown.clear()


@pytest.mark.parametrize("text", ["query", "{a", "{a} b", "{a(b:", "{a(b 1)}"])
def test_broken_graphql_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"Unexpected|Expected"):
        parse_operation(text, {})


def test_graphql_values_are_read() -> None:
    text = '{a(i: -1, s: "x\\"y", t: true, n: null, e: OPEN, o: {v: $v}), b}'
    first, second = parse_operation(text, {"v": [1]}).fields
    assert first.arguments == {
        "i": -1,
        "s": 'x"y',
        "t": True,
        "n": None,
        "e": "OPEN",
        "o": {"v": [1]},
    }
    assert second.name == "b"


def test_fragments_are_spread_where_they_are_named() -> None:
    text = """
      fragment Names on Repository { name ...More }
      query Other { viewer { login } }
      query Wanted($n: Int = 3, $labels: [String!]! = ["a"]) {
        repository { ...Names ... { id } ... on Repository { issues(first: $n) } }
      }
      fragment More on Repository { owner }
    """
    operation = parse_operation(text, {}, "Wanted")
    (repository,) = operation.fields
    assert isinstance(repository, Field)
    names, bare, inline = repository.fields
    assert isinstance(names, Fragment)
    assert names.on == "Repository"
    assert names.fields[1] == Fragment("Repository", (Field("owner", "owner", {}, ()),))
    assert isinstance(bare, Fragment)
    assert bare.on == ""
    assert inline == Fragment(
        "Repository", (Field("issues", "issues", {"first": 3}, ()),)
    )


@pytest.mark.parametrize(
    "text",
    [
        "{a ...A} fragment A on B {...A}",
        "query A {a} query B {b}",
        "fragment A on B {c}",
        "{a ...A}",
    ],
)
def test_documents_that_name_nothing_or_themselves_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Unexpected"):
        parse_operation(text, {})


async def test_what_permissions_do_not_open_is_null_with_all_that_needs_it(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    issue = repo.open_issue("Talk", by="ada")
    elsewhere = github.add_repository("ipython/ipython", install=False)
    far = elsewhere.open_issue("Far", by="ada")
    await app.log_in(permissions={"issues": "read"})
    answer = await app.query(
        """query ($id: ID!) {
          repository(owner: "jupyterhub", name: "team-compass") {
            name object(expression: "HEAD:a") { oid } defaultBranchRef { name }
          }
          lost: repository(owner: "jupyterhub", name: "team-compass") {
            name pullRequests(first: 1) { totalCount }
          }
          node(id: $id) { id ... on Issue { number repository { nameWithOwner owner { login } } } }
          nodes(ids: [$id]) { ... on Issue { repository { pullRequests(first: 1) { totalCount } } } }
        }""",
        id=f"{(await app.get(f'{REPO}/issues/1')).body['node_id']}",
    )
    assert answer["data"]["repository"] == {
        "name": "team-compass",
        "object": None,
        "defaultBranchRef": None,
    }
    assert answer["data"]["lost"] is None
    assert answer["data"]["node"]["repository"]["owner"] == {"login": "jupyterhub"}
    assert answer["data"]["nodes"] == [None]
    assert [one["path"] for one in answer["errors"]] == [
        ["repository", "object"],
        ["repository", "defaultBranchRef"],
        ["lost", "pullRequests"],
        ["nodes", 0, "repository", "pullRequests"],
    ]
    assert {one["type"] for one in answer["errors"]} == {"FORBIDDEN"}
    await app.log_in()
    path = f"/repos/{elsewhere.full_name}/issues/{far.number}"
    refused = await app.query(PIN, id=(await app.get(path)).body["node_id"])
    assert refused["errors"][0]["type"] == "FORBIDDEN"
    pull = repo.open_issue("A change", by="ada", pull_request=True)
    node = (await app.get(f"{REPO}/issues/{pull.number}")).body["node_id"]
    assert (await app.query(PIN, id=node))["errors"][0]["type"] == "NOT_FOUND"
    assert not issue.pinned


async def test_the_record_tells_whose_comment_was_deleted(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    issue = repo.open_issue("Talk", by="ada")
    issue.comment("Soon!", by=github.app.account).delete(by="tim")
    issue.edit(title="Talks", by="tim")
    answer = await app.query(
        """{repository(owner: "jupyterhub", name: "team-compass") {
          issue(number: 1) {
            timelineItems(itemTypes: [COMMENT_DELETED_EVENT, RENAMED_TITLE_EVENT], first: 9) {
              nodes { ... on CommentDeletedEvent { actor { login } deletedCommentAuthor { login } } }
            }
          }
        }}""",
    )
    assert answer["data"]["repository"]["issue"]["timelineItems"]["nodes"] == [
        {"actor": {"login": "tim"}, "deletedCommentAuthor": {"login": "team-compass"}},
        {},
    ]


ISSUES = (
    '{repository(owner: "jupyterhub", name: "team-compass") {issues%s {nodes {id}}}}'
)


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        ("", "MISSING_PAGINATION_BOUNDARIES"),
        ("(first: 101)", "EXCESSIVE_PAGINATION"),
        ('(first: 1, after: "x")', "INVALID_CURSOR_ARGUMENTS"),
    ],
)
async def test_a_list_is_asked_for_in_parts(
    app: Visitor, arguments: str, kind: str
) -> None:
    answer = await app.query(ISSUES % arguments)
    assert answer["data"] == {"repository": None}
    assert answer["errors"][0]["type"] == kind
    assert answer["errors"][0]["path"] == ["repository", "issues"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{viewer {email}}", "'email' doesn't exist on type 'User'"),
        ("{viewer}", "must have selections"),
        ("{viewer {login {x}}}", "can't be made on scalars"),
        ("{viewer(a: 1) {login}}", "doesn't accept argument 'a'"),
        ("{viewer {... on Cat {login}}}", "No such type Cat"),
        ('{nodes(ids: ["x"]) {name}}', "'name' doesn't exist on type 'Node'"),
        ("mutation {viewer {login}}", "doesn't exist on type 'Mutation'"),
    ],
)
async def test_what_the_types_do_not_know_is_not_answered_at_all(
    app: Visitor, github: Playground, text: str, words: str
) -> None:
    answer = await app.query(text)
    assert answer.keys() == {"errors"}
    assert words in answer["errors"][0]["message"]
    assert len(github.unknown) == 1
    github.unknown.clear()


async def test_what_the_playground_cannot_tell_is_put_on_record(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    repo.open_issue("Talk", by="ada")
    query = """{repository(owner: "jupyterhub", name: "team-compass") {
      object(expression: "HEAD~1") {oid}
      refs(refPrefix: "refs/", first: 1) {totalCount}
      issue(number: 1) {timelineItems(first: 1, itemTypes: ISSUE_COMMENT) {totalCount}}
    }}"""
    await app.query(query)
    assert github.unknown == [
        "graphql expression HEAD~1",
        "graphql refPrefix refs/",
        "graphql itemTypes ['ISSUE_COMMENT']",
    ]
    github.unknown.clear()
