"""Routes, what they need, and the call that a handler gets."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlencode

from bot.playground.accounts import Account
from bot.playground.auth import Caller, Token
from bot.playground.replies import RefusalError, Reply, not_found
from bot.playground.repositories import Repository
from bot.playground.requests import Request
from bot.playground.threads import Issue

if TYPE_CHECKING:
    from bot.playground.playground import Playground

MOST_PER_PAGE = 100


@dataclass(slots=True)
class Call:
    """A request that found its route.

    `repository` is set where the path names one; the caller may do there what the
    route needs.
    """

    github: "Playground"
    request: Request
    caller: Caller
    params: Mapping[str, str]
    repository: Repository = field(init=False)

    @property
    def query(self) -> Mapping[str, str]:
        """The query's parameters."""
        return self.request.query

    @property
    def token(self) -> Token:
        """The installation token that came along."""
        if self.caller.token is None:
            raise RefusalError(401, "Requires authentication")
        return self.caller.token

    @property
    def actor(self) -> Account:
        """The App's writing self."""
        return self.github.app.account

    @property
    def issue(self) -> Issue:
        """The issue in the path, or GitHub's answer for one that is gone."""
        repository, number = self.repository, int(self.params["number"])
        if number in repository.deleted:
            raise RefusalError(410, "This issue was deleted")
        if moved := repository.transferred.get(number):
            token = self.caller.token
            if moved.repository.private and not (
                token and token.covers(moved.repository)
            ):
                raise not_found()
            rest = re.sub(
                r"^/(repos/[^/]+/[^/]+|repositories/\d+)/issues/\d+",
                "",
                self.request.path,
            )
            raise self.moved(
                f"/repositories/{moved.repository.id}/issues/{moved.number}{rest}"
            )
        if not repository.has_issues:
            raise RefusalError(410, "Issues has been disabled in this repository.")
        try:
            return repository.issue(number)
        except KeyError:
            raise not_found() from None

    def moved(self, path: str) -> RefusalError:
        """The thing lives elsewhere: 301 for reads, 307 for writes."""
        status = 301 if self.request.method in {"GET", "HEAD"} else 307
        message = "Moved Permanently" if status == 301 else "Temporary Redirect"
        url = self._at(path, self.query)
        return RefusalError(status, message, headers={"Location": url}, url=url)

    def page(self, items: Sequence[Any], shape: Callable[[Any], Any]) -> Reply:
        """One page of a list, with GitHub's `Link` header."""
        part, headers = self.slice(items)
        return Reply(200, [shape(item) for item in part], headers)

    def slice(
        self, items: Sequence[Any], *, size: int = 30
    ) -> tuple[Sequence[Any], dict[str, str]]:
        """The items of the page asked for, and the headers that lead on.

        A page is of `size` where the request says nothing else.
        """
        asked = self._number("per_page", 0)
        size = min(asked, MOST_PER_PAGE) if asked else size
        page = self._number("page", 1)
        last = max(1, -(-len(items) // size))
        places = {
            "prev": page - 1 if page > 1 else None,
            "next": page + 1 if page < last else None,
            "last": last if page < last else None,
            "first": 1 if page > 1 else None,
        }
        links = [
            f'<{self._page_url(number)}>; rel="{rel}"'
            for rel, number in places.items()
            if number
        ]
        headers = {"Link": ", ".join(links)} if links else {}
        return items[(page - 1) * size : page * size], headers

    def address(self, query: Mapping[str, str]) -> str:
        """The whole address of this request, with another query."""
        return self._at(self.request.path, query)

    def _at(self, path: str, query: Mapping[str, str]) -> str:
        return f"{self.github.url}{path}{'?' if query else ''}{urlencode(query)}"

    def visible(self, items: Sequence[Any]) -> Sequence[Any]:
        """The items without the newest ones that a stale replica does not know."""
        hidden = self.request.hidden
        return items[: len(items) - hidden] if hidden else items

    def _number(self, name: str, default: int) -> int:
        text = self.query.get(name, "")
        return int(text) if text.isdecimal() and int(text) else default

    def _page_url(self, number: int) -> str:
        path = self.request.path
        if "repo" in self.params:
            path = re.sub(
                r"^/repos/[^/]+/[^/]+", f"/repositories/{self.repository.id}", path
            )
        return self._at(path, {**self.query, "page": str(number)})


Handler = Callable[[Call], Reply]


@dataclass(frozen=True, slots=True)
class Route:
    """A method and path; `needs` is `app`, `installation`, a permission or nothing.

    `query` and `body` name what is understood: anything else is put on record as
    unknown rather than passed over in silence. With `bare` the body may be a list.
    """

    method: str
    template: str
    handler: Handler
    needs: str = ""
    query: frozenset[str] = frozenset()
    body: frozenset[str] = frozenset()
    bare: bool = False
    pattern: re.Pattern[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        expression = re.escape(self.template).replace(r"\{", "{").replace(r"\}", "}")
        expression = re.sub(r"\{(number|id|reaction)\}", r"(?P<\1>[0-9]+)", expression)
        expression = re.sub(r"\{(path|ref)\}", r"(?P<\1>.*)", expression)
        expression = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", expression)
        object.__setattr__(self, "pattern", re.compile(expression))

    def match(self, method: str, path: str) -> dict[str, str] | None:
        """The path's parameters, if it is this route's."""
        found = self.pattern.fullmatch(path) if method == self.method else None
        return found and {k: unquote(v) for k, v in found.groupdict().items()}


class Routes(list[Route]):
    """The routes of one area."""

    def add(
        self,
        line: str,
        *,
        needs: str = "",
        query: str = "",
        body: str = "",
        bare: bool = False,
    ) -> Callable[[Handler], Handler]:
        """Register the handler of `METHOD /path`; names are separated by blanks."""
        method, _, template = line.partition(" ")

        def register(handler: Handler) -> Handler:
            self.append(
                Route(
                    method,
                    template,
                    handler,
                    needs,
                    frozenset(query.split()),
                    frozenset(body.split()),
                    bare,
                )
            )
            return handler

        return register
