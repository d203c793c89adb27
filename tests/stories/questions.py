"""A short story of two issues, with every kind of write that the bot answers people by."""

import re
from collections.abc import Callable, Iterable
from datetime import timedelta

from bot.playground.repositories import Repository
from bot.playground.threads import Comment, Issue
from tests.features.request_info.resources import SECTION, body
from tests.stories.asked import BODY, TITLE
from tests.stories.team import mine, reactions

CONFIGURATION = f"""\
support:
  forum: https://discourse.example.org
  similar: false
  lock: true
  detect: 'off'
{SECTION}"""
LABEL = "needs-more-info"


class Thread:
    """A question, a report that lacks something, and what people say below them."""

    def __init__(self, repo: Repository) -> None:
        self.repo = repo
        self.said: dict[str, Comment] = {}

    @property
    def question(self) -> Issue:
        return self.repo.issue(1)

    @property
    def report(self) -> Issue:
        return self.repo.issue(2)

    def ask(self) -> None:
        self.repo.open_issue(TITLE, BODY, by="newcomer")

    def report_half(self) -> None:
        text = body(who="", number="")
        self.repo.open_issue("Room for a course", text, by="ada", labels=("impact",))

    def say(self, name: str, by: str, text: str) -> None:
        self.said[name] = self.question.comment(text, by=by)

    def answer(self, text: str) -> None:
        self.report.comment(text, by="ada")

    def wait_long(self) -> None:
        self.repo.world.clock.advance(timedelta(days=15))


STEPS: tuple[Callable[[Thread], None], ...] = (
    lambda t: t.ask(),
    lambda t: t.say("support", "manics", "/support"),
    lambda t: t.question.remove_label("support", by="minrk"),
    lambda t: t.say("stranger", "passerby", "/not-support"),
    lambda t: t.said["stranger"].edit("I have the same."),
    lambda t: t.say("again", "minrk", "Let us close it.\n\n/support"),
    lambda t: t.said["again"].delete(),
    lambda t: t.question.add_label("support", by="manics"),
    lambda t: t.say("none", "manics", "/not-support"),
    lambda t: t.report_half(),
    lambda t: t.answer("Number of attendees: 80"),
    lambda t: t.wait_long(),
    lambda t: t.answer("Sorry!\n\nWho you are: Ada, of the Society"),
)
"""What happens, one after the other."""


def sketch(repo: Repository) -> str:
    """All that there is to see in the repository, without ids, addresses and times."""
    text = "\n".join(_sketch(repo)).replace(repo.world.server_url, "")
    text = re.sub(r" (?:heard|said|since)=\S+", "", text)  # ids and times only
    return re.sub(
        r"(?<=#issuecomment-)\d+|(?<=comment=)\d+|\d{4}-\d\d-\d\dT[\d:]+Z", "…", text
    )


def _sketch(repo: Repository) -> Iterable[str]:
    for issue in repo.issues:
        lock = issue.lock_reason if issue.locked else "not locked"
        yield f"{issue.title}: {issue.state}, {issue.state_reason}, {lock}"
        yield f"{sorted(issue.label_names)}, {len(mine(issue))} comments of the bot's"
        for comment in issue.comments:
            yield f"{comment.user.login} {sorted(reactions(comment))}: {comment.body}"
