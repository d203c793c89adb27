"""What people get back beside a comment of theirs, whichever feature answers.

One comment of this App for one purpose, known by its mark, and the note about a command
that cannot be done:

    <!-- team-compass:mend comment=1617 -->
    octocat, this could not be done:

    - `/agenda time A3 soon`: it names no time from 1 minute to 8 hours. The form is `…`.

    Edit [your comment](https://…) and this note goes away. …
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from bot.core.actions import Action, CreateComment, DeleteComment, UpdateComment
from bot.core.kept import is_kept
from bot.core.mark import Mark, find_mark
from bot.core.markdown import quote_text, visible
from bot.core.models import Comment, Identity, Issue

_MOST_SHOWN = 20
_LONGEST = 120


class Refusal(Protocol):
    """A command that cannot be done: as written, why, and the right form, if any."""

    @property
    def source(self) -> str:
        """The line as its author wrote it."""
        ...

    @property
    def why(self) -> str:
        """What is wrong, as the end of a sentence."""
        ...

    @property
    def form(self) -> str:
        """A form of the command that can be done; "" where that is not what is wrong."""
        ...


def one_comment(
    me: Identity,
    issue: Issue,
    comments: Iterable[Comment],
    mark: Mark,
    body: str | None,
    *,
    why: str,
) -> Iterator[Action]:
    """Make the App's one comment with this mark say `body`; None: there is none."""
    there = [
        c for c in comments if me.wrote(c) and find_mark(c.body, mark.kind) == mark
    ]
    repository = issue.repository
    for comment in there if body is None else there[1:]:
        yield DeleteComment(repository=repository, why=why, comment_id=comment.id)
    if body is None:
        return
    if not there:
        if not issue.locked:
            yield CreateComment(
                repository=repository, why=why, issue_number=issue.number, body=body
            )
    elif not is_kept(there[0].body, body):
        yield UpdateComment(
            repository=repository, why=why, comment_id=there[0].id, body=body
        )


def render_mend(
    mark: Mark, comment: Comment, refusals: Sequence[Refusal], hint: str
) -> str:
    """The one note about the commands of one comment that cannot be done."""
    refusals = tuple(dict.fromkeys(refusals))
    shown = refusals[:_MOST_SHOWN]
    lines = [
        f"- {_code(one.source)}: {one.why}."
        + (f" The form is `{one.form}`." if one.form else "")
        for one in shown
    ]
    if len(refusals) > len(shown):
        lines.append(f"- … and {len(refusals) - len(shown)} more.")
    who = quote_text(comment.user.login)
    return (
        f"{mark}\n{who}, this could not be done:\n\n"
        + "\n".join(lines)
        + f"\n\nEdit [your comment]({comment.html_url}) and this note goes away."
        f" {hint}\n"
    )


def _code(source: str) -> str:
    """One line as inline code, whatever back-ticks it holds."""
    line = " ".join(visible(source).split())
    if len(line) > _LONGEST:
        line = line[: _LONGEST - 1] + "…"
    ticks = "`" * (max((len(run) for run in re.findall("`+", line)), default=0) + 1)
    space = " " if "`" in line else ""
    return f"{ticks}{space}{line}{space}{ticks}"
