"""GraphQL, as far as REST cannot do it: pinning issues and seeing which are pinned.

https://docs.github.com/graphql/reference/mutations#pinissue
"""

from collections.abc import Callable
from typing import Any

from bot.playground.auth import Token
from bot.playground.graphql_syntax import Field, Operation, parse_operation
from bot.playground.replies import Reply
from bot.playground.repositories import Repository
from bot.playground.rest.routing import Call, Routes
from bot.playground.shapes import issue as issue_shape
from bot.playground.shapes import node_id
from bot.playground.threads import Issue

routes = Routes()


class _Problem(Exception):
    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@routes.add("POST /graphql", body="query variables operationName")
def _graphql(call: Call) -> Reply:
    token, body = call.token, call.request.body
    try:
        operation = parse_operation(str(body.get("query")), body.get("variables") or {})
    except ValueError as error:
        call.github.unknown.append(f"graphql {error}")
        return Reply(200, {"errors": [{"message": f"Parse error: {error}"}]})
    data: dict[str, Any] = {}
    errors = []
    for field in operation.fields:
        data[field.alias] = None
        try:
            data[field.alias] = _Executor(call, token, operation).root(field)
        except _Problem as problem:
            if problem.kind == "undefinedField":
                call.github.unknown.append(f"graphql {problem}")
            errors.append(
                {
                    "type": problem.kind,
                    "path": [field.alias],
                    "message": str(problem),
                }
            )
    return Reply(200, {"data": data, **({"errors": errors} if errors else {})})


Resolver = Callable[[Field], Any]


class _Executor:
    def __init__(self, call: Call, token: Token, operation: Operation) -> None:
        self._call = call
        self._token = token
        self._kind = operation.kind

    def root(self, field: Field) -> Any:
        known: dict[str, Resolver] = (
            {
                "pinIssue": lambda f: self._pin(f, pin=True),
                "unpinIssue": lambda f: self._pin(f, pin=False),
            }
            if self._kind == "mutation"
            else {"repository": self._repository, "viewer": self._viewer}
        )
        return self._select(
            "Mutation" if self._kind == "mutation" else "Query", known, field
        )

    @staticmethod
    def _select(kind: str, known: dict[str, Resolver], field: Field) -> Any:
        if (resolver := known.get(field.name)) is None:
            raise _Problem(
                "undefinedField",
                f"Field '{field.name}' doesn't exist on type '{kind}'",
            )
        return resolver(field)

    def _object(self, kind: str, known: dict[str, Resolver], field: Field) -> Any:
        known = {"__typename": lambda _: kind, **known}
        return {one.alias: self._select(kind, known, one) for one in field.fields}

    def _viewer(self, field: Field) -> Any:
        return self._object("User", {"login": lambda _: self._call.actor.login}, field)

    def _pin(self, field: Field, *, pin: bool) -> Any:
        wanted = (field.arguments.get("input") or {}).get("issueId")
        issue = next(
            (
                issue
                for repository in self._call.github.world.repositories.values()
                if self._token.covers(repository)
                for issue in repository.issues
                if node_id("I", issue.id) == wanted
            ),
            None,
        )
        if issue is None:
            raise _Problem(
                "NOT_FOUND",
                f"Could not resolve to a node with the global id of '{wanted}'",
            )
        if not self._token.allows("issues:write"):
            raise _Problem("FORBIDDEN", "Resource not accessible by integration")
        try:
            (issue.pin if pin else issue.unpin)(by=self._call.actor)
        except ValueError as error:
            raise _Problem("UNPROCESSABLE", str(error)) from error
        return self._object(
            "PinIssuePayload" if pin else "UnpinIssuePayload",
            {"issue": lambda f: self._issue(issue, f)},
            field,
        )

    def _repository(self, field: Field) -> Any:
        name = f"{field.arguments.get('owner')}/{field.arguments.get('name')}"
        try:
            repository = self._call.github.world.repository(name)
        except KeyError:
            repository = None
        if repository is None or (
            repository.private and not self._token.covers(repository)
        ):
            raise _Problem(
                "NOT_FOUND",
                f"Could not resolve to a Repository with the name '{name}'.",
            )
        return self._object(
            "Repository",
            {
                "id": lambda _: node_id("R", repository.id),
                "nameWithOwner": lambda _: repository.full_name,
                "issue": lambda f: self._one_issue(repository, f),
                "pinnedIssues": lambda f: self._pinned(repository, f),
            },
            field,
        )

    def _one_issue(self, repository: Repository, field: Field) -> Any:
        number = field.arguments.get("number")
        try:
            issue = repository.issue(int(number or 0))
        except KeyError:
            raise _Problem(
                "NOT_FOUND",
                f"Could not resolve to an Issue with the number of {number}.",
            ) from None
        return self._issue(issue, field)

    def _pinned(self, repository: Repository, field: Field) -> Any:
        def node(issue: Issue, inner: Field) -> Any:
            known: dict[str, Resolver] = {"issue": lambda f: self._issue(issue, f)}
            return self._object("PinnedIssue", known, inner)

        def nodes(inner: Field) -> Any:
            return [node(issue, inner) for issue in repository.pinned_issues]

        return self._object(
            "PinnedIssueConnection",
            {"totalCount": lambda _: len(repository.pinned_issues), "nodes": nodes},
            field,
        )

    def _issue(self, issue: Issue, field: Field) -> Any:
        shape = issue_shape(issue)
        return self._object(
            "Issue",
            {
                "id": lambda _: shape["node_id"],
                "number": lambda _: issue.number,
                "title": lambda _: issue.title,
                "url": lambda _: shape["html_url"],
                "state": lambda _: issue.state.upper(),
                "isPinned": lambda _: issue.pinned,
            },
            field,
        )
