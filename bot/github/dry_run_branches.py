"""Branches, their files and pull requests, without a write: as they would be."""

from collections.abc import Iterator
from itertools import count

from bot.core import repository_actions
from bot.core.models import Account, File
from bot.core.repository_models import PullRequest
from bot.github.api import GitHub
from bot.github.repository_reads import Connect
from bot.github.writes import Written


class DryRunOfBranches(GitHub):
    """The part of a dry run that is about branches and what follows from them."""

    def __init__(self, connect: Connect, me: Account) -> None:
        super().__init__(connect)
        self._me = me
        self._numbers: Iterator[int] = count(0, -1)
        self._branches: dict[tuple[str, str], str] = {}
        self._files: dict[tuple[str, str, str], File] = {}
        self._pulls: list[PullRequest] = []

    async def get_branch(self, repository: str, name: str) -> str | None:
        """The branch's commit, also of one that this dry run made."""
        made = self._branches.get((repository, name))
        return made or await super().get_branch(repository, name)

    async def get_file(
        self, repository: str, path: str, ref: str | None = None
    ) -> File | None:
        """The file, also as this dry run wrote it, or on a branch that it made."""
        made = self._files.get((repository, ref or "", path))
        commit = self._branches.get((repository, ref or ""), ref)
        return made or await super().get_file(repository, path, commit)

    async def list_pull_requests(
        self, repository: str, *, head: str
    ) -> tuple[PullRequest, ...]:
        """The pull requests as they would be, first those that this dry run opened."""
        made = [
            pull
            for pull in reversed(self._pulls)
            if (pull.repository, pull.head_ref) == (repository, head)
        ]
        return (*made, *await super().list_pull_requests(repository, head=head))

    async def _create_ref(self, action: repository_actions.CreateRef) -> Written:
        branch = action.ref.removeprefix("refs/heads/")
        self._branches[action.repository, branch] = action.sha
        return None

    async def _create_or_update_file(
        self, action: repository_actions.CreateOrUpdateFile
    ) -> Written:
        place = (action.repository, action.branch, action.path)
        self._files[place] = File(action.path, action.content, sha="to be made")
        return None

    async def _create_pull_request(
        self, action: repository_actions.CreatePullRequest
    ) -> Written:
        pull = PullRequest(
            repository=action.repository,
            number=next(self._numbers),
            title=action.title,
            body=action.body,
            user=self._me,
            state="open",
            merged=False,
            head_ref=action.head,
            head_sha="",
            head_repository=action.repository,
            base_ref=action.base,
        )
        self._pulls.append(pull)
        return None
