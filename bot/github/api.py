"""GitHub as the features see it: typed reads, and `apply` as the only way to write."""

from collections.abc import AsyncIterator, Callable, Sequence
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Self
from urllib.parse import quote

import structlog

from bot.core.actions import Action, PinComment
from bot.core.errors import Gone
from bot.core.models import (
    Comment,
    File,
    Found,
    Issue,
    IssueEvent,
    Reaction,
    Repository,
    Thread,
    Wanted,
)
from bot.core.repository_models import Surveyed
from bot.github.addresses import under
from bot.github.issue_templates import list_templates
from bot.github.looked import Looked
from bot.github.many_threads import look_over
from bot.github.past_issues import past_issues
from bot.github.pins import Pins
from bot.github.project_reads import ProjectReads
from bot.github.recent import Recent
from bot.github.refusals import Denied, Missing
from bot.github.repository_reads import Connect, ConnectToWrite
from bot.github.shapes import (
    parse_comment,
    parse_event,
    parse_home,
    parse_issue,
    parse_reaction,
    parse_repository,
    parse_role,
    parse_thread,
)
from bot.github.survey import parse_pinned, survey
from bot.github.thread_looks import look_at
from bot.github.writes import WRITES, perform

_PINNED = """
query($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    pinnedIssues(first: 3) { nodes { issue { number } } }
  }
}
"""

_log = structlog.get_logger(__name__)


SEARCH_PAGES = 10
"""GitHub's search ends after 1,000 threads."""

SEARCHED_BACK = timedelta(days=31)
"""How far a first search looks back: nobody knows how long no bot has been looking."""

INDEX_LAG = timedelta(hours=1)
"""How much of what was searched before is searched again: the index may be behind."""


class GitHub(ProjectReads):
    """GitHub as one installation of the App sees it.

    Everything raises `Gone` for what is not there, `Refused` for what only a person can
    mend, and `RetryLater` for everything that may pass.
    """

    def __init__(self, connect: Connect) -> None:
        super().__init__(connect)
        self._pins = Pins()
        self._recent = Recent()
        self.looked = Looked()
        self._searched: dict[str, datetime] = {}

    def allowed(self, write: ConnectToWrite) -> Self:
        """The same, with all that it remembers and will, and with leave to write."""
        other = copy(self)
        other.connect_to_write = write
        return other

    async def list_repositories(self) -> tuple[Repository, ...]:
        """All repositories that the installation was given."""
        return await self.connect(None).get_all(
            "/installation/repositories", parse_repository, key="repositories"
        )

    async def get_repository(self, full_name: str) -> Repository:
        """The repository, also under a name that it had before."""
        # no token is to be had for one repository by its old name
        return await self.connect(None).get(under(full_name), parse_repository)

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

    async def list_events(self, repository: str, number: int) -> tuple[IssueEvent, ...]:
        """What happened to the thread, in order of time."""
        return await self.connect(repository).get_all(
            under(repository, f"/issues/{number}/events"), parse_event
        )

    async def look_at(self, repository: str, number: int) -> Thread:
        """The issue or pull request with all comments and its record, in one request.

        One more for each further hundred comments or events. The issue's repository has
        the name that it has now. An event's id is its place on the record, and not the
        one that `list_events` gives; how often others reacted to a comment is not told.
        `Gone` once deleted or transferred.
        """
        thread = await look_at(self.connect(repository), repository, number)
        ids, read = (
            {c.id for c in thread.comments},
            partial(self._get_comment, repository),
        )
        lacking = await self._recent.lacking(repository, number, ids, read)
        said = sorted((*lacking, *thread.comments), key=lambda comment: comment.id)
        return replace(thread, comments=tuple(said))

    def look_over(self, wanted: Sequence[Wanted]) -> AsyncIterator[Found]:
        """The issues wanted in many repositories, each once, part by part.

        Of a long thread only the end, and then not `complete`; just now, GitHub may
        lack what was written a moment ago: `look_at` a thread before you write there.
        Of a repository that cannot be told of there is no `last` part.
        """
        return look_over(self.connect(None), wanted)

    async def list_past(
        self, repository: str, limit: int, told: Callable[[int], None]
    ) -> tuple[Thread, ...]:
        """The newest issues, open or not, newest first; no pull requests.

        Each with its first 10 comments and the last 50 events of its record, and
        `complete` where that is all. One request for each hundred; `told` hears after
        each how many have come.
        """
        return await past_issues(self.connect(None), repository, limit, told)

    async def list_templates(self, repository: str) -> tuple[File, ...]:
        """The texts of all issue templates and forms that may have been filled in there.

        First the repository's own, then those of the owner's `.github`; mostly in one
        request.
        """
        return await list_templates(self.connect(None), repository)

    async def list_pinned(self, repository: str) -> tuple[int, ...]:
        """The numbers of the issues at the top of the repository's list."""
        owner, _, name = repository.partition("/")
        return await self.connect(repository).query(
            _PINNED, {"owner": owner, "name": name}, parse_pinned
        )

    async def survey(self, label: str | None = None) -> tuple[Surveyed, ...]:
        """Every repository of the installation, with its configuration file.

        With `label` also its open threads that have it, the newest 100 issues and 100
        pull requests of each. One request for each 100 repositories, besides the list
        of them.
        """
        repositories = await self.list_repositories()
        return await survey(self.connect(None), repositories, label)

    async def search_threads(self, query: str) -> tuple[tuple[str, int], ...]:
        """Repository and number of what GitHub's index finds, at most 1,000.

        Those updated last come first. The index lags and reaches beyond this
        installation: read what it names before you believe it.
        """
        asked = {"q": query, "sort": "updated", "order": "desc"}
        found = await self.connect(None).get_all(
            "/search/issues", parse_thread, asked, key="items", pages=SEARCH_PAGES
        )
        return tuple(dict.fromkeys(found))  # the next page may repeat what was moved on

    async def search_news(
        self, words: str, owner: str, now: datetime
    ) -> tuple[tuple[str, int], ...]:
        """The owner's threads in whose comments GitHub's index finds the words.

        Only those updated since the last such search, or else within `SEARCHED_BACK`;
        as in `search_threads`, these are places to look at.
        """
        last = self._searched.get(f"{words} {owner}", now - SEARCHED_BACK)
        since = (last - INDEX_LAG).astimezone(UTC)
        found = await self.search_threads(
            f'"{words}" in:comments updated:>={since:%Y-%m-%dT%H:%M:%SZ} user:{owner}'
        )
        self._searched[f"{words} {owner}"] = now
        return found

    async def apply(self, action: Action) -> Issue | Comment | None:
        """Do what the action says; returns what GitHub made of it, where it tells.

        Deleting what is gone already is done. `RetryLater` leaves open whether it was
        done: look for its mark before the next try, after `InDoubt` not at once.
        """
        write = WRITES[action.operation]
        pin = action if isinstance(action, PinComment) else None
        if pin and not self._pins.may(pin):
            return None
        try:
            written = await perform(self.connect_to_write(action.repository), action)
        except (Missing, Denied) as error:
            if pin:
                await self._pins.learn(pin, error, self._get_comment)
            if write.may_fail:
                _log.info(
                    "not_possible_here", operation=action.operation, why=str(error)
                )
            elif not (write.gone_is_done and isinstance(error, Missing)):
                raise
            return None
        self._recent.note(action, written)
        return written
