"""A short story with writes of every kind, step by step."""

from collections.abc import Callable

from bot.playground.repositories import Repository
from bot.playground.threads import Comment
from tests.stories.team import the_meeting


class Thread:
    """What people said on the meeting issue, by name."""

    def __init__(self, repo: Repository) -> None:
        self.repo = repo
        self.said: dict[str, Comment] = {}

    def say(self, name: str, by: str, text: str) -> None:
        self.said[name] = the_meeting(self.repo).comment(text, by=by)

    def propose(self, title: str, by: str, text: str) -> None:
        """Open another issue, and comment there."""
        self.said[title] = self.repo.open_issue(title, by=by).comment(text, by=by)


STEPS: tuple[Callable[[Thread], None], ...] = (
    lambda t: t.say("two", "ada", "/agenda\n- Code of Conduct [Sarah] 5m\n- Costs"),
    lambda t: t.say("move", "manics", "/agenda move A9 first"),
    lambda t: t.say("whim", "grace", "/agenda A whim\n/here"),
    lambda t: t.said["move"].edit("/agenda move A2 first"),
    lambda t: t.said["whim"].delete(),
    lambda t: t.say("last", "grace", "/agenda The last one"),
    lambda t: t.propose("Builds hang", "ada", "/agenda Builds (5 min)"),
    lambda t: t.say("done", "manics", "/agenda done A5"),
)
WRITES = (
    "the check, the issue, its pin, the agenda, its pin",
    "the list, a thumb",
    "the list, a note, a puzzled face",
    "the list, a thumb",
    "the list, the note goes, a thumb, the puzzled face goes",
    "the list",
    "the list, a thumb",
    "a label, a thumb, the list",
    "the list, a thumb, the label goes",
)
IDS = ["A2", "A1", "A4", "A5"]
