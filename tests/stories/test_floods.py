"""Machines that never stop, and a repository that is louder than all the others.

The bot keeps its pace by the test's clock: a second between two writes passes when it is
waited for. What it has written before, an hour's worth of it, is on record already.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from bot.core.pace import MOST_TO_ONE, MOST_TO_REPOSITORY
from bot.github.process_turns import ProcessTurns
from bot.playground import Clock
from bot.playground.faults import Fault, secondary_limit
from bot.playground.repositories import Repository
from bot.playground.requests import Request
from bot.playground.threads import Comment, Issue
from tests.stories.asked import SUPPORT, ask, look
from tests.stories.team import (
    BOT,
    CONFIGURATION,
    NAME,
    Team,
    agenda,
    ids,
    mine,
    reactions,
    the_meeting,
)
from tests.stories.team import team as start_team

pytestmark = pytest.mark.unmeasured

ROUNDS = 12
HOUR = timedelta(hours=1)
COPY = "team-compass-copy[bot]"


class Paces:
    """The turns of each installation, by the test's clock."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.known: dict[int, ProcessTurns] = {}

    def of(self, installation: int) -> ProcessTurns:
        if installation not in self.known:
            self.known[installation] = ProcessTurns(
                1, now=self.clock.now, seconds=self.seconds, sleep=self.sleep
            )
        return self.known[installation]

    def seconds(self) -> float:
        return self.clock.now().timestamp()

    async def sleep(self, seconds: float) -> None:
        self.clock.advance(timedelta(seconds=seconds))

    async def wrote(self, times: int, place: str) -> None:
        """So much was written there already, by the only installation there is."""
        (turns,) = (turns for number, turns in self.known.items() if number)
        for _ in range(times):
            async with turns.turn(place, patient=False):
                pass


@asynccontextmanager
async def paced(clock: Clock, folder: Path) -> AsyncIterator[tuple[Team, Paces]]:
    """A team whose bot writes once a second, and has its meeting open."""
    paces = Paces(clock)
    async with start_team(clock, folder, CONFIGURATION + SUPPORT) as people:
        await people.stop()
        await people.start(turns=paces.of)
        await people.meeting()
        people.github.requests.clear()
        yield people, paces


@pytest.fixture
async def stage(clock, tmp_path) -> AsyncIterator[tuple[Team, Paces]]:
    async with paced(clock, tmp_path) as both:
        yield both
        people, _ = both
        assert people.github.broken_rules(under_way=0) == []


@pytest.fixture
def people(stage: tuple[Team, Paces]) -> Team:
    return stage[0]


@pytest.fixture
def paces(stage: tuple[Team, Paces]) -> Paces:
    return stage[1]


class Echo:
    """A machine that does something whenever the bot has written something new."""

    def __init__(self, repo: Repository, act: Callable[[Comment], object]) -> None:
        self.repo = repo
        self.act = act
        self.left: dict[int, str] = {}

    def hear(self) -> bool:
        comments = [comment for issue in self.repo.issues for comment in mine(issue)]
        new = [c for c in comments if self.left.get(c.id) != c.body]
        for comment in new:
            self.act(comment)
            self.left[comment.id] = comment.body
        return bool(new)


async def quarrel(people: Team, echo: Echo) -> int:
    """How often the bot has written when both have had their say so many times."""
    people.github.requests.clear()
    for _ in range(ROUNDS):
        if not echo.hear():
            break
        await people.settle()
    await people.sweep()
    return len(people.writes)


def topic_by_ada(issue: Issue) -> Comment:
    return issue.comment("/agenda Release pulses", by="ada")


class TestAnotherBot:
    async def test_that_answers_whatever_is_new(self, people):
        """Its answer holds a command, as a quotation or out of malice."""
        issue = the_meeting(people.repo)
        topic_by_ada(issue)
        await people.settle()
        echo = Echo(
            people.repo,
            lambda comment: comment.issue.comment(
                f"Thank you, {BOT}!\n\n/agenda Thanks\n/agenda remove A1",
                by="welcome[bot]",
            ),
        )
        assert await quarrel(people, echo) == 0
        assert ids(issue) == ["A1"]

    async def test_that_edits_whatever_is_new(self, people):
        """What it has spoilt is mended by the next sweep, and no sooner."""
        issue = the_meeting(people.repo)
        topic_by_ada(issue)
        await people.settle()
        before = agenda(issue)
        echo = Echo(
            people.repo,
            lambda comment: comment.edit(f"{comment.body}\n\nSeen!", by="seen[bot]"),
        )
        assert await quarrel(people, echo) == 1
        assert agenda(issue) == before

    async def test_that_is_a_copy_of_this_one_under_another_name(self, people):
        """It opens its own meeting and writes what this one writes, marks and all."""
        own = the_meeting(people.repo)
        other = people.repo.open_issue(
            own.title, own.body, by=COPY, labels=tuple(own.label_names)
        )
        twins: dict[int, Comment] = {}

        def copy(comment: Comment) -> None:
            if comment.id in twins:
                twins[comment.id].edit(comment.body, by=COPY)
            else:
                twins[comment.id] = comment.issue.comment(comment.body, by=COPY)
                other.comment(comment.body, by=COPY)

        topic_by_ada(own)
        await people.settle()
        assert await quarrel(people, Echo(people.repo, copy)) == 0
        comment = own.comment("/agenda One more", by="grace")
        await people.settle()
        assert ids(own) == ["A1", "A2"]
        assert reactions(comment) == ["+1"]
        assert len(mine(own)) == 1
        assert mine(other) == []

    async def test_that_puts_back_the_label_that_was_taken_off(self, people):
        issue = the_meeting(people.repo)
        thread = people.repo.open_issue("Move to Kubernetes 1.20", by="ada")
        comment = thread.comment("/agenda", by="ada")
        await people.settle()
        assert "agenda" in thread.label_names
        people.github.requests.clear()
        comment.delete()
        for _ in range(ROUNDS):
            await people.settle()
            thread.add_label("agenda", by="labeler[bot]")
        await people.sweep()
        # The label off, the topic off the agenda; then the other's label counts.
        assert len(people.writes) == 3
        assert ids(issue) == ["A1"]


class TestAScriptOfAPersons:
    """GitHub calls it a user, and it may do all that its owner may do."""

    @pytest.fixture
    def issue(self, people: Team) -> Issue:
        return the_meeting(people.repo)

    @pytest.fixture
    def place(self, issue: Issue) -> str:
        return f"/repos/{NAME}/issues/{issue.number}"

    def war(self, people: Team) -> Echo:
        """Whatever the bot writes, it ticks and adds a word."""

        def tick(comment: Comment) -> None:
            comment.edit(f"{comment.body}\n\n- [x] seen", by="minrk")

        return Echo(people.repo, tick)

    async def test_is_stopped_and_people_are_answered_all_the_while(
        self, people, paces, issue, place, logs
    ):
        topic_by_ada(issue)
        await people.settle()
        people.github.clock.advance(HOUR)
        echo, before = self.war(people), held("thread")
        await paces.wrote(MOST_TO_ONE - 10, f"{place}/comments/1")
        assert await quarrel(people, echo) == 10
        assert held("thread") > before
        # The operator sees it in the log, once, and with the job that waits.
        (told,) = [entry for entry in logs if entry["event"] == "writes_held"]
        assert (told["log_level"], told["place"]) == ("error", place)
        assert await why(people, f"agenda {NAME}#{issue.number}") == (
            f"{MOST_TO_ONE} writes within 3600 s, enough for {place}"
        )
        # Elsewhere in the same repository nobody notices.
        question = ask(people)
        question.add_label("support", by="minrk")
        await look(people)
        assert question.state == "closed"
        # It recovers by itself, once the script has stopped.
        people.github.clock.advance(HOUR)
        await people.bot.run_idle()
        assert "seen" not in agenda(issue)
        assert (await people.bot.todo.counts()).waiting == 0
        # If it has not, that is told again.
        await paces.wrote(MOST_TO_ONE - 2, place)
        await quarrel(people, echo)
        assert len([entry for entry in logs if entry["event"] == "writes_held"]) == 2


def held(reason: str) -> float:
    value = REGISTRY.get_sample_value("compass_writes_held_total", {"reason": reason})
    return value or 0


async def why(people: Team, key: str) -> str:
    """Why a job waits, as `/admin` shows it."""
    assert people.bot
    pending = await people.bot.todo.pending(100)
    (found,) = [job.why for job in pending if str(job.key) == key]
    return found


async def until_labelled(
    people: Team, *threads: Issue, work: asyncio.Task[None] | None = None
) -> None:
    """Let the bot work until it has labelled these, and stop it then."""
    paths = {
        f"/repos/{t.repository.full_name}/issues/{t.number}/labels" for t in threads
    }
    done = asyncio.Event()

    def note(request: Request) -> None:
        paths.discard(request.path)
        if not paths:
            done.set()

    people.github.faults.add(
        Fault(match="POST *", callback=note, after_effect=True, times=None)
    )
    assert people.bot
    work = work or asyncio.create_task(people.bot.run_idle())
    async with asyncio.timeout(20):
        await done.wait()
    work.cancel()
    await asyncio.wait([work])


LOUD = 500
"""Comments at once, each on an issue of its own."""

OF_BINDER = CONFIGURATION.replace("    facilitators: [sgibson91]\n", "")


class TestALoudRepository:
    @pytest.fixture
    def loud(self, people: Team) -> Repository:
        """Another repository, with as many jobs waiting as it has issues."""
        return people.github.add_repository("jupyterhub/loud")

    async def test_is_no_louder_than_anybody_else(self, people, loud):
        """Commands in other repositories are done while its first ones are."""
        quiet = people.github.add_repository("jupyterhub/quiet")
        other = people.github.add_repository("binder/binderhub")
        other.commit(".github/team-compass.yml", OF_BINDER)
        await people.settle()
        await people.sweep()
        threads = [repo.open_issue("Kubernetes", by="ada") for repo in (quiet, other)]
        many = [loud.open_issue(f"Number {n}", by="ada") for n in range(LOUD)]
        people.github.pending.clear()
        for issue in (*many, *threads):
            issue.comment("/agenda", by="grace")
        attempts = await people.github.deliver()
        assert all(attempt.ok for attempt in attempts)
        people.github.requests.clear()
        await until_labelled(people, *threads)
        writes = [line for line in people.writes if "/loud/" in line]
        # Of three jobs at once, twice at most, and a label and a thumb each.
        assert len(writes) <= 6 * 2
        assert (await people.bot.todo.counts()).waiting >= LOUD - 8

    async def test_leaves_room_for_the_others_in_the_hour(self, people, paces, loud):
        quiet = people.github.add_repository("jupyterhub/quiet")
        first = loud.open_issue("One", by="ada")
        second = quiet.open_issue("Two", by="ada")
        await people.settle()
        for number in range(MOST_TO_REPOSITORY // 90):
            await paces.wrote(90, f"/repos/jupyterhub/loud/issues/{number + 100}")
        for issue in (first, second):
            issue.comment("/agenda", by="ada")
        await people.settle()
        assert "agenda" in second.label_names
        assert "agenda" not in first.label_names
        assert "enough for /repos/jupyterhub/loud" in await why(
            people, f"agenda jupyterhub/loud#{first.number}"
        )
        people.github.clock.advance(HOUR)
        await people.bot.run_idle()
        assert "agenda" in first.label_names


LONG_THREADS, SAID = 5, 40
"""Threads of one repository, and commands in each: minutes of writes."""

LATER = timedelta(seconds=12)
PROMPTLY = timedelta(seconds=10)


class TestLongThreads:
    """Their jobs write for minutes, a second between two writes, and fail by none."""

    @pytest.fixture
    async def loud(self, people: Team) -> list[Comment]:
        """What is said in them, all of it before the bot has done anything about it."""
        repo = people.github.add_repository("jupyterhub/loud")
        people.github.add_repository("jupyterhub/quiet")
        other = people.github.add_repository("binder/binderhub")
        other.commit(".github/team-compass.yml", OF_BINDER)
        await people.settle()
        await people.sweep()
        threads = [repo.open_issue("Jobs", by="ada") for _ in range(LONG_THREADS)]
        said = [
            issue.comment(f"/agenda Number {n}", by="grace")
            for n in range(SAID)
            for issue in threads
        ]
        del people.github.pending[:-LONG_THREADS]
        attempts = await people.github.deliver()
        assert all(attempt.ok for attempt in attempts)
        return said

    @pytest.mark.parametrize("name", ["binder/binderhub", "jupyterhub/quiet"])
    async def test_keep_no_command_waiting_elsewhere(self, people, loud, name, logs):
        clock, later = people.github.clock, asyncio.Event()
        begun = clock.now()
        issue = people.github.repository(name).open_issue("Kubernetes", by="ada")
        people.github.pending.clear()

        def note(request: Request) -> None:
            if clock.now() >= begun + LATER:
                later.set()

        # The clock stands still but between writes: they leave time to read.
        slow = Fault(
            match="POST /repos/jupyterhub/loud/*",
            callback=note,
            after_effect=True,
            delay=0.03,
            times=None,
        )
        people.github.faults.add(slow)
        assert people.bot
        work = asyncio.create_task(people.bot.run_idle())
        async with asyncio.timeout(20):
            await later.wait()
        issue.comment("/agenda", by="grace")
        asked = clock.now()
        await people.github.deliver()
        await until_labelled(people, issue, work=work)
        assert clock.now() - asked < PROMPTLY

    async def test_take_turns_and_none_of_their_jobs_fails(self, people, loud, logs):
        """Each lets the others have its place after a while, and goes on later."""
        assert people.bot
        people.github.requests.clear()
        while (await people.bot.todo.counts()).waiting:
            await people.bot.run_idle()
            people.github.clock.advance(timedelta(seconds=1))
        assert [reactions(comment) for comment in loud] == [["+1"]] * len(loud)
        threads = {str(comment.id): comment.issue.number for comment in loud}
        ids = re.findall(r"/comments/([0-9]+)/reactions", "\n".join(people.writes))
        order = [threads[found] for found in ids]
        assert len(order) == len(loud)  # nothing was done twice
        first_done = min(len(order) - order[::-1].index(n) for n in set(order))
        assert set(order[:first_done]) == set(order)
        assert {entry["log_level"] for entry in logs} == {"info"}


async def test_an_installation_that_github_limits_holds_up_no_other(people):
    """It is left alone to the second, and its job is done when that is over."""
    other = people.github.add_repository("binder/binderhub")
    other.commit(".github/team-compass.yml", OF_BINDER)
    await people.settle()
    await people.sweep()
    limited = people.repo.open_issue("Move to Kubernetes 1.20", by="ada")
    free = other.open_issue("Move to Kubernetes 1.20", by="ada")
    await people.settle()
    people.github.faults.add(secondary_limit(90, match="GET /repos/jupyterhub/*"))
    for issue in (limited, free):
        issue.comment("/agenda", by="grace")
    await people.github.deliver()
    for wait in (0, 30, 50):
        people.github.clock.advance(timedelta(seconds=wait))
        await people.bot.run_idle(concurrency=1)
        assert "agenda" in free.label_names
        assert "agenda" not in limited.label_names
    assert people.github.broken_rules(under_way=0) == []
    people.github.clock.advance(timedelta(seconds=10))
    await people.bot.run_idle()
    assert "agenda" in limited.label_names
