"""GitHub as the features see it: typed reads, and `apply` as the only way to write."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import quote

import aiohttp
import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from yarl import URL

from bot.core.actions import Action
from bot.core.errors import Gone, Refused
from bot.core.models import (
    Comment,
    File,
    Identity,
    Installation,
    Issue,
    Reaction,
    Repository,
)
from bot.github.addresses import under, under_contents
from bot.github.cache import Cache
from bot.github.client import Client
from bot.github.clock import ServerClock
from bot.github.limits import Pace
from bot.github.recent import Recent
from bot.github.refusals import Denied, Missing
from bot.github.shapes import (
    parse_comment,
    parse_file,
    parse_home,
    parse_identity,
    parse_installation,
    parse_issue,
    parse_reaction,
    parse_repository,
    parse_role,
    parse_sha,
)
from bot.github.tokens import (
    AppCredentials,
    InstallationCredentials,
    Scope,
    Tokens,
    load_key,
    permissions_of,
)
from bot.github.wire import TIMEOUT, Lane, Wire
from bot.github.writes import WRITES, perform

Connect = Callable[[str | None], Client]
"""A client for one repository (`full_name`), or for the whole installation (None)."""

_CONNECTIONS = 32
"""At once, of all installations together; GitHub allows 100."""

_log = structlog.get_logger(__name__)


class GitHub:
    """GitHub as one installation of the App sees it.

    Everything raises `Gone` for what is not there, `Refused` for what only a person can
    mend, and `RetryLater` for everything that may pass.
    """

    def __init__(self, connect: Connect) -> None:
        self.connect = connect
        self._not_possible: set[tuple[str, str]] = set()
        self._recent = Recent()

    async def list_repositories(self) -> tuple[Repository, ...]:
        """All repositories that the installation was given."""
        return await self.connect(None).get_all(
            "/installation/repositories", parse_repository, key="repositories"
        )

    async def get_repository(self, full_name: str) -> Repository:
        """The repository, also under a name that it had before."""
        return await self.connect(full_name).get(under(full_name), parse_repository)

    async def get_issue(self, repository: str, number: int) -> Issue:
        """The issue or pull request now; `Gone` once deleted or transferred."""

        def parse(data: Any) -> tuple[Issue, str]:
            return parse_issue(repository, data), parse_home(data)

        path = under(repository, f"/issues/{number}")
        issue, home = await self.connect(repository).get(path, parse)
        moved = home.lower() not in ("", repository.lower())
        # Under another name: so either the repository has a new one, or the issue left.
        if issue.number != number or (
            moved and home != (await self.get_repository(repository)).full_name
        ):
            raise Gone(f"{repository}#{number} was transferred")
        return issue

    async def list_issues(
        self, repository: str, *, since: datetime | None = None, creator: str = ""
    ) -> tuple[Issue, ...]:
        """Issues and pull requests, open or not, newest first.

        Only those created since then and, with `creator`, by that login.
        """
        query = {"state": "all", "sort": "created", "direction": "desc"}
        listed = await self.connect(repository).get_all(
            under(repository, "/issues"),
            partial(parse_issue, repository),
            {**query, "creator": creator} if creator else query,
            until=lambda issue: since is not None and issue.created_at < since,
        )
        numbers, read = {i.number for i in listed}, partial(self.get_issue, repository)
        lacking = await self._recent.lacking(repository, 0, numbers, read)
        return (*lacking, *listed)

    async def list_comments(self, repository: str, number: int) -> tuple[Comment, ...]:
        """All comments of the issue, in the order in which they were made."""
        listed = await self.connect(repository).get_all(
            under(repository, f"/issues/{number}/comments"), parse_comment
        )
        ids, read = {c.id for c in listed}, partial(self._get_comment, repository)
        lacking = await self._recent.lacking(repository, number, ids, read)
        return tuple(sorted((*lacking, *listed), key=lambda comment: comment.id))

    async def _get_comment(self, repository: str, comment_id: int) -> Comment:
        return await self.connect(repository).get(
            under(repository, f"/issues/comments/{comment_id}"), parse_comment
        )

    async def list_reactions(
        self, repository: str, comment_id: int
    ) -> tuple[Reaction, ...]:
        """All reactions to the comment."""
        return await self.connect(repository).get_all(
            under(repository, f"/issues/comments/{comment_id}/reactions"),
            parse_reaction,
        )

    async def get_role(self, repository: str, login: str) -> str:
        """What the person may do: none, read, triage, write, maintain or admin."""
        path = under(repository, f"/collaborators/{quote(login, safe='')}/permission")
        try:
            return await self.connect(repository).get(path, parse_role)
        except Missing:
            return "none"

    async def get_file(
        self, repository: str, path: str, ref: str | None = None
    ) -> File | None:
        """The text file at a branch, tag or commit (None: the default branch).

        None where there is no such file; `Gone` where the repository is out of reach.
        """
        url = under_contents(repository, path)
        if url is None:
            return None
        query = {} if ref is None else {"ref": ref}
        try:
            return await self.connect(repository).get(url, parse_file, query)
        except Missing:
            return None

    async def list_commits(
        self, repository: str, path: str, limit: int
    ) -> tuple[str, ...]:
        """The last commits (at most 100) that changed the file, newest first."""
        return await self.connect(repository).get(
            under(repository, "/commits"),
            lambda data: tuple(parse_sha(item) for item in data),
            {"path": path, "per_page": limit},
        )

    async def apply(self, action: Action) -> Issue | Comment | None:
        """Do what the action says; returns what GitHub made of it, where it tells.

        Deleting what is gone already is done. `RetryLater` leaves open whether it was
        done: look for its mark before the next try.
        """
        skill = (action.operation, action.repository)
        if skill in self._not_possible:
            return None
        write = WRITES[action.operation]
        try:
            written = await perform(self.connect(action.repository), action)
        except (Missing, Denied) as error:
            if write.optional:
                self._not_possible.add(skill)
                _log.info("not_possible_here", operation=skill[0], why=str(error))
            elif not (write.gone_is_done and isinstance(error, Missing)):
                raise
            return None
        self._recent.note(action, written)
        return written


class App:
    """GitHub as the App itself sees it, and the door to its installations.

    `api_url` is the REST base, `permissions` what installation tokens are narrowed to,
    `write_interval` the seconds between two writes of one installation (0: no pace),
    `waits` the seconds before each further try of a failed read. `now` is this
    machine's time, aware; GitHub's own is learnt from its answers.
    """

    def __init__(
        self,
        *,
        app_id: str | int,
        private_key: RSAPrivateKey | str | bytes,
        api_url: str,
        permissions: Mapping[str, str],
        now: Callable[[], datetime],
        write_interval: float = 1.0,
        waits: tuple[float, ...] = (0.2, 1.0),
    ) -> None:
        self._app_id = str(app_id)
        self._key = (
            private_key
            if isinstance(private_key, RSAPrivateKey)
            else load_key(private_key)
        )
        self._base = URL(api_url.rstrip("/"))
        self._permissions = permissions_of(permissions)
        self._clock = ServerClock(now)
        self._write_interval = write_interval
        self._waits = waits
        self._cache = Cache()
        # Tokens are no content: one that hangs must not hold up the others.
        self._lane = Lane(0, Pace(0), writing=asyncio.Semaphore(_CONNECTIONS))
        self._installations: dict[int, GitHub] = {}
        self._identity: Identity | None = None
        self._asking = asyncio.Lock()
        # Both need the running loop, so that they are made at the first request.
        self._wire: Wire | None = None
        self._tokens: Tokens | None = None

    async def identity(self) -> Identity:
        """Who this App is; asked once."""
        async with self._asking:
            if self._identity is None:
                try:
                    self._identity = await self._client().get("/app", parse_identity)
                except Missing as error:
                    raise Refused(
                        f"GitHub knows no App {self._app_id}: is APP_ID right?"
                    ) from error
            return self._identity

    async def installations(self) -> tuple[Installation, ...]:
        """All installations, suspended ones too."""
        return await self._client().get_all("/app/installations", parse_installation)

    def installation(self, installation_id: int) -> GitHub:
        """GitHub as this installation sees it; always the same object for one id."""
        github = self._installations.get(installation_id)
        if github is None:
            lane = Lane(installation_id, Pace(self._write_interval))
            github = GitHub(partial(self._client_of, lane))
            self._installations[installation_id] = github
        return github

    async def close(self) -> None:
        """End what is under way and let go of the connections."""
        if self._tokens is not None:
            await self._tokens.close()
        if self._wire is not None:
            await self._wire.session.close()
        self._wire = self._tokens = None

    def _client(self) -> Client:
        credentials = AppCredentials(self._app_id, self._key, self._clock)
        return Client(self._wired(), self._lane, credentials)

    def _client_of(self, lane: Lane, repository: str | None) -> Client:
        if repository is None:
            scope = Scope(lane.installation, (), (("metadata", "read"),))
        else:
            name = repository.partition("/")[2]
            scope = Scope(lane.installation, (name,), self._permissions)
        if self._tokens is None:
            self._tokens = Tokens(self._client, self._clock)
        credentials = InstallationCredentials(self._tokens, scope, self._clock)
        return Client(self._wired(), lane, credentials)

    def _wired(self) -> Wire:
        if self._wire is None:
            session = aiohttp.ClientSession(
                timeout=TIMEOUT,
                connector=aiohttp.TCPConnector(limit=_CONNECTIONS),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
            self._wire = Wire(
                session, self._base, self._clock, self._cache, self._waits
            )
        return self._wire
