"""What people write while the bot stands in line for its turn to write is not lost."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

import pytest

from bot.playground.threads import Comment, Issue
from tests.stories.asked import SUPPORT, ask, look
from tests.stories.minuted import DAY, ENDS, HOUR, STARTS, meeting
from tests.stories.team import CONFIGURATION, FILE, Team, mine

TODOS = """\
/agenda Code of Conduct [Sarah] 10m

- TODO @tim: open a pull request
- TODO @ada: ask the forum
- TODO @bob: write it down
"""
DONE = {
    "tim": "- [x] **tim:** open a pull request",
    "ada": "- [x] **ada:** ask the forum",
    "bob": "- [x] **bob:** write it down",
}
OPEN = {who: box.replace("[x]", "[ ]") for who, box in DONE.items()}
WRONG = CONFIGURATION.replace('"17:00"', '"25:00"')


class Line:
    """Turns for which one waits just as long as it takes others to write something."""

    def __init__(self) -> None:
        self._then: list[tuple[str, Callable[[], None]]] = []

    def before_a_write_to(
        self, thing: Comment | Issue, then: Callable[[], None]
    ) -> None:
        kind = "comments/" if isinstance(thing, Comment) else "issues/"
        number = thing.id if isinstance(thing, Comment) else thing.number
        self._then.append((f"/{kind}{number}", then))

    @property
    def is_over(self) -> bool:
        return not self._then

    @asynccontextmanager
    async def turn(self, place: str, *, patient: bool) -> AsyncIterator[None]:
        for waiting in [one for one in self._then if place.endswith(one[0])]:
            self._then.remove(waiting)
            waiting[1]()
        yield

    async def rest(self, until: datetime, why: str) -> None:
        """Nobody asks for it here."""


@pytest.fixture
async def line(team: Team) -> AsyncIterator[Line]:
    turns = Line()
    await team.stop()
    await team.start(turns=lambda _installation: turns)
    yield turns
    assert turns.is_over


def boxes(comment: Comment) -> list[str]:
    return [line for line in comment.body.splitlines() if line.startswith("- [")]


def tick(comment: Comment, whose: str) -> None:
    assert OPEN[whose] in comment.body
    text = comment.body.replace(OPEN[whose], DONE[whose])
    comment.edit(text, by="sgibson91")


def add(issue: Issue, words: str) -> None:
    issue.edit(body=f"{issue.body}\n\n{words}\n", by="minrk")


class TestABoxThatTheyTick:
    async def test_while_a_topic_comes_and_another_is_ticked(
        self, team: Team, line: Line
    ):
        met = await meeting(team, topic=TODOS)
        await met.at(ENDS)
        await met.at(STARTS + 20 * DAY)
        april = team.repo.issues[-1]
        agenda = mine(april)[0]
        line.before_a_write_to(agenda, lambda: tick(agenda, "ada"))
        april.comment("/agenda Release pulses (10 min)", by="minrk")
        await team.wait()
        assert "Release pulses" in agenda.body
        assert boxes(agenda) == [OPEN["tim"], OPEN["bob"]]
        assert boxes(met.comment) == [OPEN["tim"], DONE["ada"], OPEN["bob"]]

        line.before_a_write_to(met.comment, lambda: tick(met.comment, "bob"))
        tick(agenda, "tim")
        await team.wait()
        assert boxes(met.comment) == list(DONE.values())

    async def test_in_the_minutes_while_they_change(self, team: Team, line: Line):
        met = await meeting(team, topic=TODOS)
        await met.at(ENDS)
        line.before_a_write_to(met.comment, lambda: tick(met.comment, "ada"))
        await met.say("/here", by="minrk")
        await met.at(ENDS + HOUR)
        assert "1 person" in met.text
        assert boxes(met.comment) == [OPEN["tim"], DONE["ada"], OPEN["bob"]]


class TestWordsThatTheyAdd:
    async def test_to_a_meetings_issue_while_it_is_moved(self, team: Team, line: Line):
        issue = await team.meeting()
        line.before_a_write_to(issue, lambda: add(issue, "Bring cake."))
        issue.comment("/meeting move 2021-03-25", by="minrk")
        await team.wait()
        assert "25 March 2021" in issue.body
        assert "Bring cake." in issue.body

    async def test_to_the_issue_about_mistakes_while_they_are_mended(
        self, team: Team, line: Line
    ):
        await team.settle()
        team.repo.commit(FILE, WRONG, by="minrk")
        await team.settle()
        (issue,) = team.repo.issues
        line.before_a_write_to(issue, lambda: add(issue, "It was my fault."))
        team.repo.commit(FILE, CONFIGURATION, by="minrk")
        await team.wait()
        assert issue.state == "closed"
        assert "It was my fault." in issue.body

    async def test_in_place_of_a_reply_while_it_is_taken_back(
        self, team: Team, line: Line
    ):
        team.repo.commit(FILE, CONFIGURATION + SUPPORT, by="minrk")
        issue = ask(team, labels=("support",))
        await look(team)
        (reply,) = mine(issue)
        line.before_a_write_to(reply, lambda: reply.edit("Ask Ada.", by="minrk"))
        issue.comment("/not-support", by="newcomer")
        await team.wait()
        assert reply.body == "Ask Ada."
