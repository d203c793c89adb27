"""What happens on GitHub besides the bot, as data, and the doing of it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.mark import find_mark
from bot.playground import Playground
from bot.playground.repositories import Repository
from bot.playground.threads import Comment, Issue
from bot.playground.world import FIRST_ID
from tests.chaos.places import FILE
from tests.stories.team import BOT

IDS_APART = 3_000
"""Between what one event makes and the next: the bot's ids are in between, so that what
people make is called the same whatever the bot has made by then."""

NUMBERS_APART = 5


@dataclass(frozen=True)
class Event:
    """Somebody does something at a time.

    - `thread` is the name of an issue, or `meeting SERIES DATE`, or `pulse DATE`;
    - `name` is how what is made is called, or which comment it is about;
    - `text` is what is said or written; `{c7}` in it is the id that the topic of comment
      `c7` has on the agenda just then.
    """

    at: datetime
    where: str
    deed: str
    by: str
    thread: str = ""
    name: str = ""
    text: str = ""
    labels: tuple[str, ...] = ()

    def __str__(self) -> str:
        about = " ".join(part for part in (self.thread, self.name) if part)
        words = self.text if len(self.text) < 60 else f"{self.text[:57]}…"
        return (
            f"{self.at:%a %d %b %H:%M:%S} {self.where} ({about}) {self.by}"
            f" {self.deed}: {words!r} {' '.join(self.labels)}"
        ).rstrip()


class Cast:
    """The people, the projects and what they have made so far."""

    def __init__(self, github: Playground) -> None:
        self.github = github
        self.threads: dict[str, Issue] = {}
        self.said: dict[str, Comment] = {}
        self.done = 0

    def do(self, event: Event) -> None:
        """Let it have happened at its time, though the bot may be a little later."""
        self.done += 1
        world, place = self.github.world, self.github.repository(event.where)
        while world.next_id() < FIRST_ID + self.done * IDS_APART:
            pass
        place.numbers = max(place.numbers, self.done * NUMBERS_APART)
        with self.github.clock.then(event.at):
            DEEDS[event.deed](self, place, event)

    def thread(self, place: Repository, name: str) -> Issue:
        """The issue of that name; those that the bot opens go by what they are for."""
        kind, _, rest = name.partition(" ")
        if kind == "meeting":
            series, _, date = rest.partition(" ")
            wanted = {"id": series, "date": date}
        elif kind == "pulse":
            wanted = {"date": rest}
        else:
            return self.threads[name]
        found = [
            issue
            for issue in place.issues
            if issue.user.login == BOT
            and (mark := find_mark(issue.body or "", kind))
            and mark.fields == wanted
        ]
        if len(found) != 1:
            raise AssertionError(f"{len(found)} issues: {name} in {place.full_name}")
        return found[0]

    def words(self, place: Repository, event: Event) -> str:
        """What is said, with the ids that people see."""

        def shown(match: re.Match[str]) -> str:
            return self.id_of(place, event.thread, match[1])

        return re.sub(r"\{(c\d+)\}", shown, event.text)

    def id_of(self, place: Repository, thread: str, name: str) -> str:
        """The id of a comment's first topic as the agenda shows it, or of none there."""
        about = self.said.get(name)
        if about is None:
            return "A99"
        agenda = next(
            comment.body
            for comment in self.thread(place, thread).comments
            if comment.user.login == BOT and find_mark(comment.body, "agenda")
        )
        found = re.search(
            rf"#issuecomment-{about.id}\).*`(A\d+)`$", agenda, re.MULTILINE
        )
        return found[1] if found else "A99"


def _open(cast: Cast, place: Repository, event: Event) -> None:
    title, _, body = event.text.partition("\n")
    cast.threads[event.name] = place.open_issue(
        title, body, by=event.by, labels=event.labels
    )


def _say(cast: Cast, place: Repository, event: Event) -> None:
    text = cast.words(place, event)
    cast.said[event.name] = cast.thread(place, event.thread).comment(text, by=event.by)


def _edit(cast: Cast, place: Repository, event: Event) -> None:
    cast.said[event.name].edit(cast.words(place, event), by=event.by)


def _delete(cast: Cast, _place: Repository, event: Event) -> None:
    cast.said.pop(event.name).delete(by=event.by)


def _label(cast: Cast, place: Repository, event: Event) -> None:
    for label in event.labels:
        cast.thread(place, event.thread).add_label(label, by=event.by)


def _unlabel(cast: Cast, place: Repository, event: Event) -> None:
    for label in event.labels:
        cast.thread(place, event.thread).remove_label(label, by=event.by)


def _close(cast: Cast, place: Repository, event: Event) -> None:
    cast.thread(place, event.thread).close(by=event.by)


def _reopen(cast: Cast, place: Repository, event: Event) -> None:
    cast.thread(place, event.thread).reopen(by=event.by)


def _rewrite(cast: Cast, place: Repository, event: Event) -> None:
    title, _, body = event.text.partition("\n")
    cast.thread(place, event.thread).edit(title=title, body=body, by=event.by)


def _commit(_cast: Cast, place: Repository, event: Event) -> None:
    place.commit(event.name or FILE, event.text, by=event.by)


def _land(_cast: Cast, place: Repository, event: Event) -> None:
    place.land(event.text, {f"{event.name}.py": event.text}, by=event.by)


def _tag(_cast: Cast, place: Repository, event: Event) -> None:
    place.tags.create(event.text, by=event.by)


def _release(_cast: Cast, place: Repository, event: Event) -> None:
    place.releases.publish(event.text, by=event.by)


DEEDS: Mapping[str, Callable[[Cast, Repository, Event], None]] = {
    "opens": _open,
    "says": _say,
    "edits": _edit,
    "deletes": _delete,
    "labels": _label,
    "unlabels": _unlabel,
    "closes": _close,
    "reopens": _reopen,
    "rewrites": _rewrite,
    "commits": _commit,
    "lands": _land,
    "tags": _tag,
    "releases": _release,
}


def later(event: Event, at: datetime) -> Event:
    """The same at another time."""
    return replace(event, at=at)
