"""What came to a branch since a tag, on a page: where links of a pulse lead."""

from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from bot.playground.repositories import Repository

SHOWN = 100
"""Commits on the page: what came before is only counted."""


@dataclass(frozen=True, slots=True)
class ComparePages:
    """The page that compares two refs, in the frame that all pages have."""

    find: Callable[[web.Request], Repository]
    show: Callable[..., web.Response]

    @property
    def routes(self) -> list[web.RouteDef]:
        """What the server answers with it."""
        return [web.get("/{owner}/{repo}/compare/{both:.+}", self._compare)]

    async def _compare(self, request: web.Request) -> web.Response:
        """The commits without merges, which only say that others came."""
        repository = self.find(request)
        since, dots, head = request.match_info["both"].partition("...")
        base, tip = (repository.branches.at(ref) for ref in (since, head))
        if not dots or base is None or tip is None:
            raise web.HTTPNotFound(text="There is nothing that could be compared.")
        found = [
            commit
            for commit in reversed(repository.branches.commits_between(base, tip))
            if len(commit.parents) < 2
        ]
        return self.show(
            "compare.html",
            request,
            repository,
            since=since,
            head=head,
            commits=found[:SHOWN],
            left=len(found[SHOWN:]),
        )
