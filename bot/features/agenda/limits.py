"""How much an agenda takes: of a comment, of a person, of all together.

Who comes first stays, and nobody's share is another's to use up: what is refused takes
no room.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from bot.core.models import Comment
from bot.features.agenda.commands import AddTopic
from bot.features.agenda.render import Entry
from bot.features.agenda.values import Problem, Source

MOST_TOPICS = 300
"""Topics of one meeting, whoever proposes them: what a comment can hold."""

MOST_ENTRIES = 20
"""Quick updates, or reports and celebrations, of one person."""

MOST_CHANGES = 500
MOST_REQUESTS = 100
MOST_CHANGES_OF_A_COMMENT = 50
"""Changes of topics, and of the meeting itself, that are played: what has to be
remembered of them fits into the mark."""


def topics_within(
    most: int,
    topics: Sequence[tuple[Comment, AddTopic]],
    numbers: Sequence[int],
    taken: int = 0,
) -> tuple[list[tuple[Comment, AddTopic]], list[Problem]]:
    """The topics that there is room for, `most` of one person, and what is refused.

    `numbers` are the ids that the topics would have: the lowest came first. So many are
    `taken` by topics that no comment proposes.
    """
    counts: dict[str, int] = defaultdict(int)
    refused: dict[int, str] = {}
    ordered = sorted(zip(numbers, topics, strict=True), key=lambda pair: pair[0])
    for number, (comment, _) in ordered:
        login = comment.user.login
        if counts[login] == most:
            refused[number] = f"one person may propose {most} topics to a meeting"
        elif taken >= MOST_TOPICS:
            refused[number] = f"an agenda holds {MOST_TOPICS} topics"
        else:
            counts[login] += 1
            taken += 1
    kept = []
    problems = []
    for number, (comment, add) in zip(numbers, topics, strict=True):
        if number in refused:
            source = f"/agenda {add.source}"
            problems.append(Problem(comment.id, source, refused[number], ""))
        else:
            kept.append((comment, add))
    return kept, problems


def sources_within(
    most: int, sources: Iterable[Source]
) -> tuple[tuple[Source, ...], int]:
    """The topics from elsewhere that there is room for, and how many threads there are
    besides; `most` that are new by one person. Rows of pulses are nobody's."""
    counts: dict[str, int] = defaultdict(int)
    kept: list[Source] = []
    left_out = 0
    for source in sources:
        proposer = source.proposer.lower()
        is_new = not (source.on_top or source.is_row)
        counts[proposer] += is_new
        if len(kept) == MOST_TOPICS or (is_new and counts[proposer] > most):
            left_out += not source.is_row
        else:
            kept.append(source)
    return tuple(kept), left_out


def entries_within(entries: Sequence[Entry]) -> tuple[list[Entry], list[Problem]]:
    """At most so many of one person and kind; in the roll call the last one counts."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    last = {e.comment.user.login: e for e in entries if e.note.kind == "here"}
    kept = []
    problems: dict[tuple[int, str], Problem] = {}
    for entry in entries:
        login, kind = entry.comment.user.login, entry.note.kind
        if kind == "here":
            if last[login] is entry:
                kept.append(entry)
            continue
        counts[login, kind] += 1
        if counts[login, kind] <= MOST_ENTRIES:
            kept.append(entry)
        else:
            why = f"one person may add {MOST_ENTRIES} of these to a meeting"
            refusal = Problem(entry.comment.id, f"/{kind} …", why, "")
            problems[entry.comment.id, kind] = refusal
    return kept, list(problems.values())


class Commented(Protocol):
    """Something that a comment asks for."""

    @property
    def comment(self) -> Comment:
        """The comment."""
        ...


_Asked = TypeVar("_Asked", bound=Commented)


def changes_within(
    asked: Sequence[_Asked], source: str = "/agenda …", most: int = MOST_CHANGES
) -> tuple[list[_Asked], list[Problem]]:
    """The changes that are played; where all are too many, everybody's first ones.

    `source` stands for those that are not.
    """
    problems: dict[int, Problem] = {}
    of_comment: dict[int, int] = defaultdict(int)
    of_person: dict[str, int] = defaultdict(int)
    ranked: list[tuple[int, int]] = []  # how manieth of its person, and its place

    def refuse(change: _Asked, why: str) -> None:
        comment = change.comment.id
        problems[comment] = Problem(comment, source, why, "")

    for place, change in enumerate(asked):
        of_comment[change.comment.id] += 1
        if of_comment[change.comment.id] > MOST_CHANGES_OF_A_COMMENT:
            refuse(change, f"a comment may hold {MOST_CHANGES_OF_A_COMMENT} changes")
        else:
            login = change.comment.user.login
            of_person[login] += 1
            ranked.append((of_person[login], place))
    ranked.sort()
    for _, place in ranked[most:]:
        refuse(asked[place], f"an agenda takes {most} changes")
    kept = sorted(place for _, place in ranked[:most])
    return [asked[place] for place in kept], list(problems.values())
