"""The same work without a write: what would be done, and what would follow from it."""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from types import MappingProxyType
from typing import Any

from bot.core import actions, repository_actions
from bot.core.actions import Action
from bot.core.errors import Gone
from bot.core.models import (
    Account,
    Comment,
    Found,
    Identity,
    Issue,
    IssueEvent,
    Reaction,
    Thread,
    Wanted,
)
from bot.github.api import GitHub
from bot.github.dry_run_branches import DryRunOfBranches
from bot.github.writes import WRITES, Written

Place = tuple[str, int]
"""A repository, and a number or id in it."""

_Change = Callable[[Issue], Issue]


class DryRun(DryRunOfBranches):
    """An installation that is read as it is, and remembers what was to be written.

    `actions` has all that was asked for, in order; several may have one list of it.
    What was "written" is read back, so that work which builds on it goes on: a created
    issue has number 0, the next -1, …; created comments and reactions have ids of their
    own from 0 down.
    """

    def __init__(
        self,
        github: GitHub,
        me: Identity,
        now: datetime,
        actions: list[Action] | None = None,
        server_url: str = "https://github.com",
    ) -> None:
        super().__init__(github.connect, Account(me.login, "Bot"))
        self.actions: list[Action] = [] if actions is None else actions
        self._now = now
        self._server_url = server_url
        self._ids = count(0, -1)
        self._issues: dict[Place, Issue] = {}
        self._comments: dict[Place, list[Comment]] = {}
        self._bodies: dict[Place, str] = {}
        self._deleted: set[Place] = set()
        self._pinned: set[Place] = set()
        self._changes: dict[Place, list[_Change]] = {}
        self._reactions: dict[Place, list[Reaction]] = {}
        self._withdrawn: dict[Place, list[Reaction]] = {}

    async def apply(self, action: Action) -> Issue | Comment | None:
        """Remember the action; returns what GitHub would have made of it."""
        WRITES[action.operation].body_for(action)  # refuses what is too long
        self.actions.append(action)
        return await EFFECTS[action.operation](self, action)

    # What was written, read back

    async def get_issue(self, repository: str, number: int) -> Issue:
        """The issue, also one that this dry run created."""
        if number > 0:
            return self._changed(await super().get_issue(repository, number))
        issue = self._issues.get((repository, number))
        if issue is None:
            raise Gone(f"{repository}#{number} was never there")
        return self._changed(issue)

    async def list_issues(
        self, repository: str, *, since: datetime | None = None, creator: str = ""
    ) -> tuple[Issue, ...]:
        """The issues, first those that this dry run created."""
        made = [
            issue
            for issue in reversed(self._issues.values())
            if issue.repository == repository and creator in ("", issue.user.login)
        ]
        real = await super().list_issues(repository, since=since, creator=creator)
        return tuple(self._changed(issue) for issue in (*made, *real))

    async def list_events(self, repository: str, number: int) -> tuple[IssueEvent, ...]:
        """What happened; nothing yet to an issue that this dry run created."""
        return await super().list_events(repository, number) if number > 0 else ()

    def _changed(self, issue: Issue) -> Issue:
        for change in self._changes.get((issue.repository, issue.number), ()):
            issue = change(issue)
        return issue

    async def list_comments(self, repository: str, number: int) -> tuple[Comment, ...]:
        """The comments as they would be, new ones last."""
        real = await super().list_comments(repository, number) if number > 0 else ()
        return self._said(repository, number, real)

    def _said(
        self, repository: str, number: int, real: tuple[Comment, ...]
    ) -> tuple[Comment, ...]:
        made = self._comments.get((repository, number), [])
        return tuple(
            self._as_it_would_be(repository, comment)
            for comment in (*real, *made)
            if (repository, comment.id) not in self._deleted
        )

    async def look_at(self, repository: str, number: int) -> Thread:
        """The thread as it would be; what is on record is what happened."""
        if number > 0:
            return self._thread(await super().look_at(repository, number))
        return self._thread(Thread(await self.get_issue(repository, number)))

    async def look_over(self, wanted: Sequence[Wanted]) -> AsyncIterator[Found]:
        """The threads that are wanted now, as they would be; none that is to be made."""
        async for found in super().look_over(wanted):
            threads = tuple(self._thread(one) for one in found.threads)
            yield replace(found, threads=threads)

    def _thread(self, thread: Thread) -> Thread:
        issue = self._changed(thread.issue)
        said = self._said(issue.repository, issue.number, thread.comments)
        return replace(thread, issue=issue, comments=said)

    async def list_reactions(
        self, repository: str, comment_id: int
    ) -> tuple[Reaction, ...]:
        """The reactions as they would be, new ones last."""
        place = (repository, comment_id)
        made = self._reactions.get(place, [])
        new = any(
            comment.id == comment_id
            for (where, _), comments in self._comments.items()
            if where == repository
            for comment in comments
        )
        real = () if new else await super().list_reactions(repository, comment_id)
        withdrawn = self._withdrawn.get(place, [])
        return tuple(one for one in (*real, *made) if one not in withdrawn)

    def _as_it_would_be(self, repository: str, comment: Comment) -> Comment:
        place = (repository, comment.id)
        if place in self._bodies:
            comment = replace(comment, body=self._bodies[place], updated_at=self._now)
        if place in self._pinned:
            comment = replace(comment, pinned=True)
        made = self._reactions.get(place, [])
        withdrawn = self._withdrawn.get(place, [])
        if made or withdrawn:
            counts = Counter(comment.reactions) + Counter(r.content for r in made)
            counts -= Counter(r.content for r in withdrawn)
            comment = replace(comment, reactions=MappingProxyType(dict(counts)))
            if comment.reacted is not None:
                mine = comment.reacted | {r.content for r in made}
                mine -= {r.content for r in withdrawn if r.user == self._me}
                comment = replace(comment, reacted=mine)
        return comment

    # What each action would do

    async def _create_issue(self, action: actions.CreateIssue) -> Written:
        number, home = next(self._numbers), await self.get_repository(action.repository)
        issue = Issue(
            repository=action.repository,
            number=number,
            title=action.title,
            body=action.body,
            user=self._me,
            state="open",
            created_at=self._now,
            updated_at=self._now,
            labels=action.labels,
            assignees=action.assignees,
            html_url=f"{self._server_url}/{action.repository}/issues/{number}",
            is_private=home.private,
        )
        self._issues[action.repository, issue.number] = issue
        return issue

    async def _update_issue(self, action: actions.UpdateIssue) -> Written:
        names = ("title", "body", "state", "assignees")
        asked = {name: getattr(action, name) for name in names}
        said = {name: value for name, value in asked.items() if value is not None}
        self._change(action, lambda issue: replace(issue, **said))
        return None

    async def _add_labels(self, action: actions.AddLabels) -> Written:
        def labelled(issue: Issue) -> Issue:
            labels = dict.fromkeys((*issue.labels, *action.labels))
            return replace(issue, labels=tuple(labels))

        self._change(action, labelled)
        return None

    async def _remove_label(self, action: actions.RemoveLabel) -> Written:
        def unlabelled(issue: Issue) -> Issue:
            left = (name for name in issue.labels if name != action.name)
            return replace(issue, labels=tuple(left))

        self._change(action, unlabelled)
        return None

    async def _lock_issue(self, action: actions.LockIssue) -> Written:
        self._change(action, lambda issue: replace(issue, locked=True))
        return None

    async def _unlock_issue(self, action: actions.UnlockIssue) -> Written:
        self._change(action, lambda issue: replace(issue, locked=False))
        return None

    def _change(
        self,
        action: actions.UpdateIssue
        | actions.AddLabels
        | actions.RemoveLabel
        | actions.LockIssue
        | actions.UnlockIssue,
        change: _Change,
    ) -> None:
        place = (action.repository, action.issue_number)
        self._changes.setdefault(place, []).append(change)

    async def _shown_only(self, _action: Action) -> Written:
        return None  # nothing that is read in the same run follows from it

    async def _create_comment(self, action: actions.CreateComment) -> Written:
        comment = self._comment(next(self._ids), action.body)
        place = (action.repository, action.issue_number)
        self._comments.setdefault(place, []).append(comment)
        return comment

    async def _update_comment(self, action: actions.UpdateComment) -> Written:
        self._bodies[action.repository, action.comment_id] = action.body
        return self._comment(action.comment_id, action.body)

    async def _delete_comment(self, action: actions.DeleteComment) -> Written:
        self._deleted.add((action.repository, action.comment_id))
        return None

    async def _pin_comment(self, action: actions.PinComment) -> Written:
        self._pinned.add((action.repository, action.comment_id))
        return None

    async def _create_reaction(self, action: actions.CreateReaction) -> Written:
        there = await self.list_reactions(action.repository, action.comment_id)
        if not any(
            one.user == self._me and one.content == action.content for one in there
        ):
            reaction = Reaction(next(self._ids), action.content, self._me)
            place = (action.repository, action.comment_id)
            self._reactions.setdefault(place, []).append(reaction)
        return None

    async def _delete_reaction(self, action: actions.DeleteReaction) -> Written:
        there = await self.list_reactions(action.repository, action.comment_id)
        place = (action.repository, action.comment_id)
        self._withdrawn.setdefault(place, []).extend(
            one for one in there if one.id == action.reaction_id
        )
        return None

    def _comment(self, comment_id: int, body: str) -> Comment:
        return Comment(comment_id, body, self._me, self._now, self._now)


EFFECTS: Mapping[str, Callable[[DryRun, Any], Awaitable[Written]]] = {
    actions.CreateIssue.operation: DryRun._create_issue,
    actions.UpdateIssue.operation: DryRun._update_issue,
    actions.AddLabels.operation: DryRun._add_labels,
    actions.RemoveLabel.operation: DryRun._remove_label,
    actions.LockIssue.operation: DryRun._lock_issue,
    actions.UnlockIssue.operation: DryRun._unlock_issue,
    actions.PinIssue.operation: DryRun._shown_only,
    actions.UnpinIssue.operation: DryRun._shown_only,
    actions.CreateComment.operation: DryRun._create_comment,
    actions.UpdateComment.operation: DryRun._update_comment,
    actions.DeleteComment.operation: DryRun._delete_comment,
    actions.PinComment.operation: DryRun._pin_comment,
    actions.CreateReaction.operation: DryRun._create_reaction,
    actions.DeleteReaction.operation: DryRun._delete_reaction,
    repository_actions.CreateRef.operation: DryRun._create_ref,
    repository_actions.CreateCheckRun.operation: DryRun._shown_only,
    repository_actions.UpdateCheckRun.operation: DryRun._shown_only,
    repository_actions.CreateOrUpdateFile.operation: DryRun._create_or_update_file,
    repository_actions.CreatePullRequest.operation: DryRun._create_pull_request,
    repository_actions.UpdatePullRequest.operation: DryRun._shown_only,
}
"""What each of `WRITES` would do, by operation."""
