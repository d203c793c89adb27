"""Another bot that undoes whatever this one does: they do not quarrel for ever."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest

from bot.playground.threads import Issue
from tests.features.request_info.resources import SECTION
from tests.stories.asked import SUPPORT, ask, look, told
from tests.stories.questions import LABEL
from tests.stories.team import BOT, Team, mine
from tests.stories.team import team as start_team

pytestmark = pytest.mark.unmeasured

ROUNDS = 50
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
async def people(clock, tmp_path) -> AsyncIterator[Team]:
    section = f"{SUPPORT}  lock: true\n"
    async with start_team(clock, tmp_path, section + SECTION) as team:
        clock.advance(timedelta(days=1))
        await team.sweep()
        yield team


class Meddler:
    """Somebody's script: other labels, another state, and a word below each comment."""

    def __init__(self, issue: Issue, login: str, label: str) -> None:
        self.issue = issue
        self.login = login
        self.label = label
        self.answered: set[tuple[int, str]] = set()

    def act(self) -> None:
        issue, by = self.issue, self.login
        issue.unlock(by)
        issue.reopen(by)
        issue.add_label(self.label, by)
        for comment in list(issue.comments):
            if comment.user.login == BOT and self.new(comment.id, comment.body):
                issue.comment(f"Thank you, {BOT}!\n\n/support\n/not-support", by=by)

    def new(self, number: int, text: str) -> bool:
        known = len(self.answered)
        self.answered.add((number, text))
        return len(self.answered) > known


async def quarrel(
    people: Team, meddler: Meddler, pause: timedelta, **said: Callable[[], object]
) -> int:
    """The bot's writes while the other has acted fifty times; people act in between."""
    people.github.requests.clear()
    deeds = dict(zip((15, 30), said.values(), strict=False))
    for number in range(ROUNDS):
        deeds.get(number, meddler.act)()
        await look(people)
        people.github.clock.advance(pause)
        await people.sweep()
    return len(people.writes)


async def test_about_a_question(people):
    issue = ask(people)
    issue.add_label("support", by="minrk")
    await look(people)
    meddler = Meddler(issue, "meddler[bot]", "support")
    writes = await quarrel(
        people,
        meddler,
        HOUR,
        undo=lambda: issue.remove_label("support", by="minrk"),
        never=lambda: issue.comment("/not-support", by="newcomer"),
    )
    assert (writes, told(issue), issue.state) == (5, "declined", "open")


async def test_about_a_report(people):
    issue = people.repo.open_issue("Crashes", "", by="ada")
    await people.settle()
    meddler = Meddler(issue, "meddler[bot]", LABEL)
    writes = await quarrel(
        people,
        meddler,
        15 * DAY,
        answer=lambda: issue.comment("It crashes when I log in.", by="ada"),
    )
    assert (writes, mine(issue), issue.state) == (8, [], "open")


async def test_with_a_machine_that_may_say_what_it_likes(people):
    """GitHub calls it a user; it has both commands in an answer to whatever is new."""
    issue = ask(people)
    meddler = Meddler(issue, "manics", "support")
    writes = await quarrel(people, meddler, HOUR)
    assert (writes, told(issue), issue.state) == (7, "declined", "open")
