"""What people write while the bot stands in line for its turn to write is not lost."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from bot.github.process_turns import ProcessTurns
from bot.playground import Clock
from bot.playground.threads import Comment, Issue
from tests.stories.asked import SUPPORT, ask, look
from tests.stories.minuted import DAY, ENDS, HOUR, STARTS, meeting
from tests.stories.team import CONFIGURATION, FILE, Team, mine

TODOS = """\
/agenda Code of Conduct [Sarah] 10m

- TODO @tim: open a pull request
- TODO @ada: ask the forum
- TODO @bob: write it down
- TODO @eve: tell the team
"""
DONE = {
    "tim": "- [x] **tim:** open a pull request",
    "ada": "- [x] **ada:** ask the forum",
    "bob": "- [x] **bob:** write it down",
    "eve": "- [x] **eve:** tell the team",
}
OPEN = {who: box.replace("[x]", "[ ]") for who, box in DONE.items()}
WRONG = CONFIGURATION.replace('"17:00"', '"25:00"')


class Line(ProcessTurns):
    """Turns for which one waits just as long as it takes others to write something."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(0, now=clock.now)
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
        async with super().turn(place, patient=patient):
            yield


@pytest.fixture
async def line(team: Team) -> AsyncIterator[Line]:
    turns = Line(team.github.clock)
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


async def test_boxes_that_they_tick_stay_ticked(team: Team, line: Line):
    met = await meeting(team, topic=TODOS)
    await met.at(ENDS)
    line.before_a_write_to(met.comment, lambda: tick(met.comment, "ada"))
    await met.say("/here", by="minrk")
    await met.at(ENDS + HOUR)
    assert "1 person" in met.text
    assert boxes(met.comment) == [OPEN["tim"], DONE["ada"], OPEN["bob"], OPEN["eve"]]

    await met.at(STARTS + 20 * DAY)
    april = team.repo.issues[-1]
    agenda = mine(april)[0]
    line.before_a_write_to(agenda, lambda: tick(agenda, "eve"))
    april.comment("/agenda Release pulses (10 min)", by="minrk")
    await team.wait()
    assert "Release pulses" in agenda.body
    assert boxes(agenda) == [OPEN["tim"], OPEN["bob"]]
    assert boxes(met.comment) == [OPEN["tim"], DONE["ada"], OPEN["bob"], DONE["eve"]]

    line.before_a_write_to(met.comment, lambda: tick(met.comment, "bob"))
    tick(agenda, "tim")
    await team.wait()
    assert boxes(met.comment) == list(DONE.values())


async def test_words_that_they_write_stay(team: Team, line: Line):
    meeting = await team.meeting()
    line.before_a_write_to(meeting, lambda: add(meeting, "Bring cake."))
    meeting.comment("/meeting move 2021-03-25", by="minrk")
    await team.wait()
    assert "25 March 2021" in meeting.body
    assert "Bring cake." in meeting.body

    team.repo.commit(FILE, WRONG, by="minrk")
    await team.settle()
    mistakes = team.repo.issues[-1]
    line.before_a_write_to(mistakes, lambda: add(mistakes, "It was my fault."))
    team.repo.commit(FILE, CONFIGURATION + SUPPORT, by="minrk")
    await team.wait()
    assert mistakes.state == "closed"
    assert "It was my fault." in mistakes.body

    question = ask(team, labels=("support",))
    await look(team)
    (reply,) = mine(question)
    line.before_a_write_to(reply, lambda: reply.edit("Ask Ada.", by="minrk"))
    question.comment("/not-support", by="newcomer")
    await team.wait()
    assert reply.body == "Ask Ada."
