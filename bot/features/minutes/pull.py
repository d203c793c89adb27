"""The pull request with the minutes file, on a branch of its own.

    <!-- team-compass:minutes-file issue=378 told=1f2e3d4c5b6a -->
    The minutes of [jupyterhub/team-compass#378](https://…/378), made from its agenda.

    15 people · 6 topics · 1 decision · 2 actions

    Until 27 April 2021 this file follows what is noted. Whoever changes it on this branch …

The bot writes over nothing but what it wrote itself: a file that people changed on the
branch, a pull request that they closed, and a file that they put in place are theirs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.core.actions import Action
from bot.core.kept import as_kept, is_kept
from bot.core.mark import Mark, find_mark
from bot.core.meeting_words import LONGEST_TITLE
from bot.core.models import File, Identity
from bot.core.repository_actions import (
    CreateOrUpdateFile,
    CreatePullRequest,
    CreateRef,
    UpdatePullRequest,
)
from bot.core.repository_models import PullRequest
from bot.core.series import Occurrence
from bot.features.minutes.memory import fingerprint

Kind = Literal["wanted", "open", "changed", "merged", "closed", "there", "impossible"]


@dataclass(frozen=True, slots=True)
class Ground:
    """What GitHub says of the file at `path`, and of where it is to come from.

    `base` is the default branch and `base_sha` its commit; `head` is that of the file's
    own `branch`, with its `file` there. `there` is the file on the default branch. What
    is not asked for, since nothing depends on it, is None as what is not there.
    `obstacle` is why there can be no such file.
    """

    path: str
    branch: str
    base: str
    pulls: tuple[PullRequest, ...] = ()
    there: File | None = None
    base_sha: str | None = None
    head: str | None = None
    file: File | None = None
    obstacle: str = ""

    @property
    def pull(self) -> PullRequest | None:
        """The pull request that tells: a merged one, else an open one, else the last."""

        def weight(pull: PullRequest) -> tuple[bool, bool, int]:
            return pull.merged, pull.state == "open", pull.number

        return max(self.pulls, key=weight, default=None)

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is written, whatever is noted: it is merged or closed."""
        return self.pull is not None and self.pull.state == "closed"


def branch_of(occurrence: Occurrence) -> str:
    """The branch of a meeting's minutes; no other meeting of the repository has it."""
    return f"team-compass/minutes-{occurrence.series}-{occurrence.date}"


def standing(ground: Ground, text: str, written: Sequence[str]) -> Kind:
    """How things stand with the file; `text` is what it should say.

    `written` are the fingerprints of what the bot wrote there or was about to.
    """
    pull, file = ground.pull, ground.file
    if pull is not None and pull.state == "closed":
        return "merged" if pull.merged else "closed"
    is_ours = file is not None and (
        fingerprint(file.text) in (fingerprint(text), *written)
    )
    if pull is not None:  # which there is only with a file
        return "open" if is_ours else "changed"
    if ground.there is not None:
        return "there"
    if ground.obstacle:
        return "impossible"
    return "wanted" if file is None or is_ours else "changed"


def to_write(ground: Ground, text: str, written: Sequence[str]) -> tuple[str, ...]:
    """What has to be remembered before the file is written: what is there, and this."""
    new = fingerprint(text)
    if new in written or standing(ground, text, written) not in ("wanted", "open"):
        return tuple(written)
    there = (fingerprint(ground.file.text),) if ground.file else ()
    return tuple(dict.fromkeys((*there, new)))


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed: the file's text, and the words about it without their mark."""

    issue: int
    title: str
    text: str
    words: str

    @property
    def body(self) -> str:
        """The words behind a mark, which tells whether people have changed them."""
        fields = {"issue": str(self.issue), "told": _told(self.words)}
        mark = Mark("minutes-file", fields)
        return f"{mark}\n{self.words}"


def plan_file(
    repository: str,
    ground: Ground,
    proposal: Proposal,
    written: Sequence[str],
    me: Identity,
) -> Iterator[Action]:
    """Branch, file and pull request, as far as they are missing or out of date."""
    kind = standing(ground, proposal.text, written)
    if kind not in ("wanted", "open"):
        return
    why = f"the minutes of #{proposal.issue} are to be kept"
    if ground.head is None and ground.base_sha is not None:
        yield CreateRef(
            repository=repository,
            why=why,
            ref=f"refs/heads/{ground.branch}",
            sha=ground.base_sha,
        )
    file = ground.file
    if file is None or not is_kept(file.text, proposal.text):
        verb = "Add" if file is None else "Update"
        yield CreateOrUpdateFile(
            repository=repository,
            why=why if file is None else f"the notes of #{proposal.issue} have changed",
            path=ground.path,
            # no words of people's: these could close issues
            message=f"{verb} the minutes in {ground.path.rpartition('/')[2]}",
            content=proposal.text,
            branch=ground.branch,
            sha=file.sha if file else None,
        )
    if ground.pull is None:
        yield CreatePullRequest(
            repository=repository,
            why=why,
            title=proposal.title[:LONGEST_TITLE],
            head=ground.branch,
            base=ground.base,
            body=proposal.body,
        )
    elif _is_ours(ground.pull, me) and not is_kept(ground.pull.body, proposal.body):
        yield UpdatePullRequest(
            repository=repository,
            why=f"the notes of #{proposal.issue} have changed",
            pull_number=ground.pull.number,
            body=proposal.body,
            seen=ground.pull.body,
        )


def _is_ours(pull: PullRequest, me: Identity) -> bool:
    """Whether the pull request's text is just what the bot wrote."""
    if pull.user.login.lower() != me.login.lower():
        return False
    mark = find_mark(pull.body, "minutes-file")
    words = as_kept(pull.body).partition("\n")[2]
    return mark is not None and mark.fields.get("told") == _told(words)


def _told(words: str) -> str:
    return fingerprint(words.strip())
