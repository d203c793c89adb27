"""What the bot does though nobody asks: once, again and again, whatever goes wrong."""

import asyncio
from datetime import timedelta

from structlog.testing import capture_logs

from bot.feature import Feature
from bot.playground import Fault, secondary_limit
from bot.rounds import AT_ONCE, SWEEP, Rounds
from bot.todo.job import Buried, Done, Key, Wake
from bot.worker import Worker

HOUR = timedelta(hours=1)
seen = []


async def handle(context):
    seen.append(str(context.job.key))


MEETINGS = Feature("meetings", handle, sweep=lambda name: [Key("meetings", name)])


class Life:
    """A worker with its rounds, on one list."""

    def __init__(self, app, todo, overview, clock, **more):
        self.clock = clock
        self.todo = todo
        self.rounds = Rounds(
            app=app,
            todo=todo,
            features=[MEETINGS],
            overview=overview,
            now=clock.now,
            **more,
        )
        self.worker = Worker(
            app=app,
            todo=todo,
            features=[MEETINGS],
            overview=overview,
            detector=None,
            now=clock.now,
            rounds=self.rounds.by_name,
        )

    async def start(self):
        await self.todo.add(self.rounds.first())
        return await self.work()

    async def work(self, after=timedelta(0)):
        """Do what is due so much later; the places that were looked at by then."""
        seen.clear()
        self.clock.advance(after)
        with capture_logs() as log:
            await self.todo.work(
                self.worker.run, concurrency=2, stop=asyncio.Event(), idle=True
            )
        self.swept = [entry.get("owner") for entry in log if entry["event"] == "swept"]
        return sorted(seen)


async def test_everything_is_looked_at_at_the_start_and_every_hour(
    github, app, todo, overview, clock
):
    github.add_repository("jupyterhub/team-compass", install=True)
    github.add_repository("jupyter/governance", install=True)
    life = Life(app, todo, overview, clock)
    everything = ["meetings jupyter/governance", "meetings jupyterhub/team-compass"]

    assert await life.start() == everything
    assert sorted(life.swept) == ["jupyter", "jupyterhub"]
    assert await life.work(after=timedelta(minutes=59)) == []
    assert await life.work(after=timedelta(minutes=1)) == everything
    assert await life.work(after=HOUR) == everything


async def test_two_that_start_at_once_look_once(github, app, todo, overview, clock):
    github.add_repository("jupyterhub/team-compass", install=True)
    first, second = (Life(app, todo, overview, clock) for _ in range(2))
    await todo.add(first.rounds.first())

    await second.start()

    assert second.swept == ["jupyterhub"]
    assert await first.work() == []


async def test_an_installation_that_is_suspended_is_left_alone(
    github, app, todo, overview, clock
):
    repository = github.add_repository("jupyterhub/team-compass", install=True)
    repository.installation.suspend()
    life = Life(app, todo, overview, clock)

    assert await life.start() == []
    assert life.swept == [None]


async def test_what_github_could_not_tell_is_asked_for_again_within_seconds(
    github, app, todo, overview, clock
):
    """And only where it failed: the others have been looked at."""
    sick = github.add_repository("jupyterhub/team-compass", install=True)
    github.add_repository("jupyter/governance", install=True)
    tokens = f"POST /app/installations/{sick.installation.id}/access_tokens"
    broken = github.faults.add(Fault(match=tokens, status=500, times=None))
    life = Life(app, todo, overview, clock)

    assert await life.start() == ["meetings jupyter/governance"]

    github.faults.remove(broken)
    assert await life.work(after=timedelta(seconds=5)) == [
        "meetings jupyterhub/team-compass"
    ]
    assert life.swept == ["jupyterhub"]


async def test_waiting_that_github_asks_for_is_no_failure(
    github, app, todo, overview, clock
):
    """And nobody is told: it passes."""
    sick = github.add_repository("jupyterhub/team-compass", install=True)
    tokens = f"POST /app/installations/{sick.installation.id}/access_tokens"
    github.faults.add(secondary_limit(retry_after=600, match=tokens))
    life = Life(app, todo, overview, clock)

    assert await life.start() == []
    waiting = {str(one.key): one for one in await todo.pending(10)}
    assert waiting["sweep jupyterhub"].attempts == 0
    assert await life.work(after=timedelta(seconds=599)) == []
    assert await life.work(after=timedelta(seconds=2)) == [
        "meetings jupyterhub/team-compass"
    ]


async def test_a_look_that_failed_for_hours_is_tried_once_an_hour(
    github, app, todo, overview, clock
):
    github.add_repository("jupyterhub/team-compass", install=True)
    down = github.faults.add(
        Fault(match="GET /app/installations", status=500, times=None)
    )
    life = Life(app, todo, overview, clock)
    await life.start()
    for _ in range(9):
        assert await life.work(after=HOUR) == []
    assert [job.key for job in await todo.failed()] == [SWEEP]

    github.faults.remove(down)

    assert await life.work(after=HOUR) == ["meetings jupyterhub/team-compass"]
    assert await todo.failed() == ()


async def test_what_was_given_up_is_tried_once_an_hour_though_nothing_wakes_it(
    github, app, todo, overview, clock
):
    """Where nothing changes the sweep finds nothing new: a thread would wait for ever."""
    github.add_repository("jupyterhub/team-compass", install=True)
    life, down, tried = Life(app, todo, overview, clock), True, []
    thread = Key("agenda", "jupyterhub/team-compass#7")

    async def run(job):
        if job.key != thread:
            return await life.worker.run(job)
        tried.append(clock.now())
        return Buried("GitHub is down") if down else Done()

    async def work(after):
        clock.advance(after)
        await todo.work(run, concurrency=2, stop=asyncio.Event(), idle=True)

    await life.start()
    await todo.add([Wake(thread, 1)])
    await work(timedelta(0))
    for _ in range(3):
        await work(timedelta(minutes=30))
        await work(timedelta(minutes=30))
    assert len(tried) == 1 + 3
    down = False
    await work(HOUR)
    assert await todo.failed() == ()
    await work(HOUR)
    assert len(tried) == 1 + 3 + 1


async def test_an_installation_that_went_meanwhile_is_no_failure(
    github, app, todo, overview, clock
):
    gone = github.add_repository("jupyterhub/team-compass", install=True).installation
    github.add_repository("jupyter/governance", install=True)
    life = Life(app, todo, overview, clock)
    tokens = f"POST /app/installations/{gone.id}/access_tokens"
    github.faults.add(Fault(match=tokens, callback=lambda _request: gone.delete()))

    assert await life.start() == ["meetings jupyter/governance"]
    assert (await todo.counts()).waiting == 0
    assert await todo.failed() == ()


async def test_thousands_of_installations_are_looked_at_little_by_little(
    github, app, todo, overview, clock
):
    for number in range(AT_ONCE + 5):  # each with an owner of its own
        github.add_repository(f"owner-{number}/home", install=True)
    life = Life(app, todo, overview, clock)

    assert len(await life.start()) == AT_ONCE
    assert len(await life.work(after=timedelta(seconds=10))) == 5


async def test_a_look_at_all_leaves_githubs_points_to_what_people_do(
    github, app, todo, overview, clock
):
    """Each look needs a token, which costs 5 of the 900 points that a minute has."""
    for number in range(150):
        github.add_repository(f"owner-{number}/home", install=True)
    life = Life(app, todo, overview, clock)
    await life.start()
    for _ in range(60):
        await life.work(after=timedelta(seconds=1))

    tokens = github.requests.matching("POST", "/access_tokens")
    assert 100 < len(tokens) <= 900 / 5 * 0.8


async def test_where_an_hour_is_too_short_a_look_ends_before_the_next_begins(
    github, app, todo, overview, clock
):
    """Else there would be twice as many at a time as GitHub's points allow."""
    installations = 9000
    body = [{"id": n, "account": {"login": f"org{n}"}} for n in range(installations)]
    listed = Fault(match="GET /app/installations", status=200, body=body, times=None)
    github.faults.add(listed)
    rounds = Rounds(
        app=app,
        todo=todo,
        features=[],
        overview=overview,
        now=clock.now,
    )
    looks = []

    async def run(job):
        if job.key == SWEEP:
            await rounds.by_name["sweep"](job)
        else:
            looks.append(job.key)
        return Done()

    await todo.add(rounds.first())
    in_ten_minutes = []
    for _ in range(10):
        before = len(looks)
        await todo.work(run, concurrency=4, stop=asyncio.Event(), idle=True)
        in_ten_minutes.append(len(looks) - before)
        clock.advance(timedelta(minutes=10))

    assert max(in_ten_minutes) <= 10 * 900 / 5 * 0.8
    assert len(set(looks)) == installations
    assert len(looks) > len(set(looks)), "and the next one does begin"


async def test_another_round_comes_as_often_as_it_should(
    github, app, todo, overview, clock
):
    rounds = []

    async def look(job):
        rounds.append(job.key)
        if len(rounds) == 2:
            raise ZeroDivisionError("what?")

    key = Key("deliveries", "*")
    every = timedelta(minutes=5)
    life = Life(app, todo, overview, clock, further={key: (look, every)})
    await life.start()
    assert len(rounds) == 1
    await life.work(after=every)  # it fails, and is tried again
    await life.work(after=timedelta(seconds=5))
    assert len(rounds) == 3
    await life.work(after=every)
    assert rounds == [key] * 4
