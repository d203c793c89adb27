"""Typed reads of what a repository holds beside its threads.

Commits, files, branches, checks and pull requests.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import quote

from bot.core.errors import Gone
from bot.core.models import File
from bot.core.repository_models import CheckRun, PullRequest
from bot.github.addresses import under, under_contents
from bot.github.client import Client
from bot.github.refusals import Denied, Missing
from bot.github.repository_shapes import (
    parse_check_run,
    parse_committed,
    parse_path,
    parse_pull_request,
    parse_ref,
)
from bot.github.shapes import parse_file, parse_sha, parse_time

Connect = Callable[[str | None], Client]
"""A client for one repository (`full_name`), or for the whole installation (None)."""

ConnectToWrite = Callable[[str], Client]
"""A client that may write in this one repository."""


class RepositoryReads:
    """The part of GitHub that is about commits and what follows from them."""

    def __init__(self, connect: Connect) -> None:
        self.connect = connect
        self.connect_to_write: ConnectToWrite = connect

    async def get_file(
        self, repository: str, path: str, ref: str | None = None
    ) -> File | None:
        """The text file at a branch, tag or commit (None: the default branch).

        None where there is nothing, `Unreadable` where there is something else;
        `Gone` where the repository is out of reach.
        """
        url = under_contents(repository, path)
        if url is None:
            return None
        query = {} if ref is None else {"ref": ref}
        try:
            return await self.connect(repository).get(url, parse_file, query)
        except Missing:
            return None

    async def get_anyones_file(
        self, repository: str, path: str, ref: str | None = None
    ) -> File | None:
        """The same of any repository that can be read.

        That is one of this installation, or a public one of anybody's. None where there
        is nothing or no leave to see it, `Unreadable` where there is something else.
        """
        try:
            url = under_contents(repository, path)
            if url is None:
                return None
            query = {} if ref is None else {"ref": ref}
            return await self.connect(None).get(url, parse_file, query)
        except (Gone, Denied):
            return None

    async def list_commits(
        self, repository: str, path: str, limit: int
    ) -> tuple[str, ...]:
        """The last commits (at most 100) that changed the file, newest first."""
        return await _list_commits(self.connect(repository), repository, path, limit)

    async def list_anyones_commits(
        self, repository: str, path: str, limit: int
    ) -> tuple[str, ...]:
        """The same of any repository that can be read."""
        return await _list_commits(self.connect(None), repository, path, limit)

    async def list_changes(self, repository: str, path: str) -> tuple[datetime, ...]:
        """When the file was changed, by its last commits (at most 100), newest first."""
        return await self.connect(repository).get(
            under(repository, "/commits"),
            lambda data: tuple(parse_committed(item) for item in data),
            {"path": path, "per_page": 100},
        )

    async def get_branch(self, repository: str, name: str) -> str | None:
        """The commit that a branch points at; None where there is no such branch."""
        path = under(repository, f"/git/ref/heads/{quote(name)}")
        try:
            return await self.connect(repository).get(path, parse_ref)
        except Missing:
            return None

    async def list_check_runs(
        self, repository: str, sha: str, name: str, app_id: int
    ) -> tuple[CheckRun, ...]:
        """This App's check runs of that name on a commit, the newest of each suite."""
        return await self.connect(repository).get_all(
            under(repository, f"/commits/{quote(sha, safe='')}/check-runs"),
            parse_check_run,
            {"check_name": name, "app_id": app_id},
            key="check_runs",
        )

    async def list_pull_requests(
        self, repository: str, *, head: str
    ) -> tuple[PullRequest, ...]:
        """All pull requests, open or not, from the repository's own branch `head`."""
        owner = repository.partition("/")[0]
        return await self.connect(repository).get_all(
            under(repository, "/pulls"),
            partial(parse_pull_request, repository),
            {"state": "all", "head": f"{owner}:{head}"},
        )

    async def list_open_pull_requests(
        self, repository: str, *, since: datetime
    ) -> tuple[PullRequest, ...]:
        """Those to which anything has happened since then, the last one first."""

        def parse(data: Any) -> tuple[PullRequest, datetime]:
            return parse_pull_request(repository, data), parse_time(data["updated_at"])

        listed = await self.connect(repository).get_all(
            under(repository, "/pulls"),
            parse,
            {"state": "open", "sort": "updated", "direction": "desc"},
            until=lambda pull: pull[1] < since,
        )
        return tuple(pull for pull, _ in listed)

    async def get_pull_request(self, repository: str, number: int) -> PullRequest:
        """The pull request now."""
        return await self.connect(repository).get(
            under(repository, f"/pulls/{number}"),
            partial(parse_pull_request, repository),
        )

    async def list_pull_request_files(
        self, repository: str, number: int
    ) -> tuple[str, ...]:
        """The paths that a pull request changes; GitHub tells at most 3,000."""
        return await self.connect(repository).get_all(
            under(repository, f"/pulls/{number}/files"), parse_path
        )


async def _list_commits(
    client: Client, repository: str, path: str, limit: int
) -> tuple[str, ...]:
    return await client.get(
        under(repository, "/commits"),
        lambda data: tuple(parse_sha(item) for item in data),
        {"path": path, "per_page": limit},
    )
