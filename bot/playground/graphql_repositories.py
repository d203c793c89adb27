"""GraphQL's repositories, and the ways in: by name and by id."""

from typing import Any

from bot.playground.accounts import Account
from bot.playground.graphql_types import (
    ABSTRACT,
    Abstract,
    Arguments,
    Asker,
    Problem,
    as_list,
    called,
    field,
    plain,
)
from bot.playground.repositories import Repository
from bot.playground.shapes import issue_node_id, node_id
from bot.playground.threads import Issue

called(Repository, lambda _: "Repository")
ABSTRACT["RepositoryOwner"] = Abstract(("User", "Organization"), frozenset({"login"}))
ABSTRACT["Node"] = Abstract(("Repository", "Issue", "PullRequest"), frozenset({"id"}))

plain(
    "Repository",
    id=lambda it: node_id("R", it.id),
    databaseId=lambda it: it.id,
    name=lambda it: it.name,
    nameWithOwner=lambda it: it.full_name,
    url=lambda it: f"{it.world.server_url}/{it.full_name}",
    isPrivate=lambda it: it.private,
    isArchived=lambda it: it.archived,
    isDisabled=lambda _: False,
    isEmpty=lambda it: not it.branches.histories,
    visibility=lambda it: "PRIVATE" if it.private else "PUBLIC",
    hasIssuesEnabled=lambda it: it.has_issues,
)
field("Repository.owner", "RepositoryOwner", required=True)(
    lambda _asker, it, _args: it.owner
)


@field("Query.repository", "Repository", arguments="owner name followRenames")
def _repository(asker: Asker, _it: None, args: Arguments) -> Repository:
    """The one that has the name now or, unless that is not wanted, had it before."""
    name = f"{args.get('owner')}/{args.get('name')}"
    try:
        found = asker.call.github.world.repository(name)
    except KeyError:
        found = None
    moved = found is not None and found.full_name.lower() != name.lower()
    lost = moved and args.get("followRenames") is False
    if found is None or lost or not asker.sees(found):
        raise Problem(
            "NOT_FOUND", f"Could not resolve to a Repository with the name '{name}'."
        )
    return found


def find_node(asker: Asker, wanted: str) -> Repository | Issue:
    """The repository, issue or pull request of that id; Problem if none is seen."""
    every = asker.call.github.world.repositories.values()
    seen = [one for one in every if asker.sees(one)]
    for repository in seen:  # first: there are fewer of them
        if wanted == node_id("R", repository.id):
            return repository
    for repository in seen:
        for issue in repository.issues:
            if wanted == issue_node_id(issue):
                return issue
    raise Problem(
        "NOT_FOUND", f"Could not resolve to a node with the global id of '{wanted}'"
    )


@field("Query.node", "Node", arguments="id")
def _node(asker: Asker, _it: None, args: Arguments) -> Repository | Issue:
    return find_node(asker, str(args.get("id")))


@field("Query.nodes", "Node", arguments="ids")
def _nodes(asker: Asker, _it: None, args: Arguments) -> list[Any]:
    """Each by itself: one that is not there takes nothing from the others."""

    def found(wanted: Any) -> Repository | Issue | Problem:
        try:
            return find_node(asker, str(wanted))
        except Problem as problem:
            return problem

    return [found(one) for one in as_list(args.get("ids"))]


@field("Query.viewer", "User")
def _viewer(asker: Asker, _it: None, _args: Arguments) -> Account:
    return asker.call.actor


@field("PinIssuePayload.issue UnpinIssuePayload.issue", "Issue")
def _pinned_issue(_asker: Asker, it: Issue, _args: Arguments) -> Issue:
    return it


@field("Mutation.pinIssue", "PinIssuePayload", arguments="input")
def _pin_issue(asker: Asker, _it: None, args: Arguments) -> Issue:
    issue = _to_be_pinned(asker, args)
    try:
        issue.pin(by=asker.call.actor)
    except ValueError as error:
        raise Problem("UNPROCESSABLE", str(error)) from error
    return issue


@field("Mutation.unpinIssue", "UnpinIssuePayload", arguments="input")
def _unpin_issue(asker: Asker, _it: None, args: Arguments) -> Issue:
    issue = _to_be_pinned(asker, args)
    issue.unpin(by=asker.call.actor)
    return issue


def _to_be_pinned(asker: Asker, args: Arguments) -> Issue:
    wanted = str((args.get("input") or {}).get("issueId"))
    issue = find_node(asker, wanted)
    if not isinstance(issue, Issue) or issue.is_pull_request:
        raise Problem(
            "NOT_FOUND",
            f"Could not resolve to Issue node with the global id of '{wanted}'.",
        )
    asker.check(issue.repository, "issues:write")
    return issue
