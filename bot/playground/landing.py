"""Pull requests that are opened and merged at once, as a history is made of them."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from bot.playground.accounts import By
from bot.playground.pulls import NotPossibleError, PullRequest, open_pull

if TYPE_CHECKING:
    from bot.playground.repositories import Repository


def land(
    repository: "Repository",
    title: str,
    changes: Mapping[str, str | None],
    *,
    by: By,
    labels: Iterable[str] = (),
    branch: str | None = None,
    head: str | None = None,
) -> PullRequest:
    """Bring changes of files (None: removed) into `branch` by a merged pull request.

    `branch` is the default branch if it is left out. The pull request comes from a new
    branch `head`, which is gone afterwards. Everybody is told of each step, and no step
    takes less time, than if people had done it by hand.
    """
    branches, world = repository.branches, repository.world
    into = branch or repository.default_branch
    if branches.tip(into) is None:
        raise NotPossibleError(about="base")
    name = head or f"patch-{repository.numbers + 1}"
    if branches.tip(name):
        raise NotPossibleError(f"There is a branch {name} already.", "head")
    branches.commit(
        {
            path: text if text is None else text.encode()
            for path, text in changes.items()
        },
        message=title,
        by=world.actor(by),
        branch=name,
        start=into,
    )
    pull = open_pull(
        repository, title, "", by=by, head=name, base=into, labels=tuple(labels)
    )
    pull.merge(by)
    branches.delete(name, by)
    return pull
