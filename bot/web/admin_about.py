"""What was found out for one look at `/admin`, and what it says of one place; pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.github.deliveries import Attempt
from bot.web.admin_github import Outlook, Told
from bot.web.admin_story import Board
from bot.web.admin_view import AboutLine
from bot.web.admin_words import Place, Words
from bot.web.heard import Heard


@dataclass(frozen=True, slots=True)
class Facts:
    """All that was found out for one look at the page; `board` is None without a list.

    `made_up` tells what of GitHub's log the bot has dealt with, `left` the requests that
    are left by installation, `started` since when this process hears, `about` what
    somebody looks for.
    """

    board: Board | None
    swept: datetime | None
    made_up: Callable[[Attempt], bool]
    heard: Sequence[Heard]
    log: Told[tuple[Attempt, ...]]
    outlook: Told[Outlook]
    left: Mapping[int, float]
    started: datetime
    version: str
    about: Place | None = None


def about_line(facts: Facts, words: Words) -> AboutLine | None:
    """What is known of the place that somebody looks for, if anybody does."""
    if facts.about is None:
        return None
    return AboutLine(words.place(str(facts.about)), " ".join(_says(facts, facts.about)))


def _says(facts: Facts, about: Place) -> Iterator[str]:
    yield _configured(facts.outlook.value, about)
    if not _was_heard_of(facts, about):
        yield (
            "Nothing was heard of it lately. A comment without a command, or with one that"
            " does not begin its line, asks for nothing and is not listed."
        )


def _configured(outlook: Outlook | None, about: Place) -> str:
    if outlook is None:
        return "GitHub has not told yet what is configured there."
    name = about.repository.lower()
    for one in outlook.repositories:
        if one.repository.lower() == name:
            if one.sections:
                return f"What is configured there: {', '.join(one.sections)}."
            return "Nothing is configured there, so nothing is done."
    return (
        "The App does not see this repository: is it installed there, and is that the"
        " name?"
    )


def _was_heard_of(facts: Facts, about: Place) -> bool:
    """Whether it was that very place, and not all that is around it."""
    if any(about.is_of(one.repository, one.number) for one in facts.heard):
        return True
    board, name = facts.board, str(about).lower()
    if board is None:
        return False
    keys = [one.key for one in board.failed]
    keys += [one.key for one in board.pending]
    keys += [one.key for one in board.ended]
    return any(key.place.lower() == name for key in keys)
