"""What goes elsewhere: an issue to another repository, a repository to another owner."""

from typing import TYPE_CHECKING

from bot.playground.accounts import Account, By
from bot.playground.threads import Issue

if TYPE_CHECKING:
    from bot.playground.repositories import Repository


def adopt(repository: "Repository", issue: Issue) -> Issue:
    """The issue as it goes on here after a transfer; labels do not come along."""
    repository.numbers += 1
    world = repository.world
    moved = Issue(
        repository,
        world.next_id(),
        repository.numbers,
        issue.title,
        issue.body,
        issue.user,
        issue.via_app,
        issue.created_at,
        world.now(),
        state=issue.state,
        state_reason=issue.state_reason,
        closed_at=issue.closed_at,
        closed_by=issue.closed_by,
        locked=issue.locked,
        lock_reason=issue.lock_reason,
        assignees=issue.assignees,
        events=issue.events,
        comments=issue.comments,
        reactions=issue.reactions,
    )
    for comment in moved.comments:
        comment.issue = moved
    issue.comments = []
    repository.issues.append(moved)
    return moved


def hand_over(repository: "Repository", to: Account | str, by: By = None) -> None:
    """Give a repository to another account.

    The App sees it from then on only if it is installed there.
    """
    world = repository.world
    actor = world.actor(by or repository.owner)
    before = repository.owner
    old, repository.owner = repository.installation, world.account(to)
    world.note_name(repository)
    if old:
        old.remove(repository, by=actor)
    new = world.installation_of(repository.owner)
    if new:
        new.add(repository, by=actor)
    kind = "organization" if before.type == "Organization" else "user"
    repository.tell(
        "repository", "transferred", actor, changes={"owner": {"from": {kind: before}}}
    )
