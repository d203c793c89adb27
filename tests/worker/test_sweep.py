"""The sweep looks at everything, whether or not anything was heard."""

import asyncio

from structlog.testing import capture_logs

from bot.feature import Feature
from bot.playground import Fault, secondary_limit
from bot.sweep import sweep
from bot.todo.job import Buried, Done, Key, Wake


async def handle(_context):
    pass


FEATURES = (
    Feature("agenda", handle, sweep=lambda name: [Key("agenda", f"{name}#1")]),
    Feature("meetings", handle, sweep=lambda name: [Key("meetings", name)]),
    Feature("commands", handle),
)


async def woken(todo, outcome=None):
    """The keys that wait, in the order in which they are looked at."""
    jobs = []

    async def run(job):
        jobs.append(job)
        return outcome or Done()

    await todo.work(run, concurrency=1, stop=asyncio.Event(), idle=True)
    return [str(job.key) for job in jobs]


async def test_every_repository_of_every_installation_is_looked_at(
    github, app, todo, overview, clock
):
    github.add_repository("jupyterhub/team-compass", install=True)
    github.add_repository("jupyterhub/binderhub", install=True)
    github.add_repository("jupyter/governance", install=True)

    result = await sweep(app, todo, FEATURES, overview, clock.now())

    assert (result.repositories, result.jobs, result.failures) == (3, 6, ())
    assert await woken(todo) == [
        "agenda jupyterhub/team-compass#1",
        "agenda jupyterhub/binderhub#1",
        "meetings jupyterhub/team-compass",
        "meetings jupyterhub/binderhub",
        "agenda jupyter/governance#1",
        "meetings jupyter/governance",
    ]


async def test_where_nothing_can_be_done_nothing_is_looked_at(
    github, app, todo, overview, clock
):
    github.add_repository("jupyterhub/old", install=True).archive()
    github.add_repository("jupyterhub/code", install=True).has_issues = False
    suspended = github.add_repository("jupyter/governance", install=True)
    suspended.installation.suspend()

    result = await sweep(app, todo, FEATURES, overview, clock.now())

    assert (result.repositories, result.jobs, result.failures) == (0, 0, ())


async def test_one_installations_trouble_keeps_no_other_waiting(
    github, app, todo, overview, clock
):
    for name in ("ada/one", "bob/two", "cleo/three", "dora/four"):
        github.add_repository(name, install=True)
    lists = "GET /installation/repositories"
    github.faults.add(secondary_limit(retry_after=60, match=lists))
    github.faults.add(Fault(match=lists, body=[], status=200))

    with capture_logs() as logs:
        result = await sweep(app, todo, FEATURES, overview, clock.now())

    assert (result.repositories, result.jobs) == (2, 4)
    ada, bob = result.failures
    assert ada.startswith("ada: ")
    assert "secondary rate limit" in ada
    assert bob.startswith("bob: ")
    assert [log["what"] for log in logs if log["event"] == "not swept"] == [
        "ada",
        "bob",
    ]


async def test_one_features_mistake_keeps_no_other_waiting(
    github, app, todo, overview, clock
):
    def mistaken(_name):
        raise ZeroDivisionError("0/0")

    github.add_repository("jupyterhub/team-compass", install=True)
    features = (Feature("broken", handle, sweep=mistaken), *FEATURES)

    with capture_logs() as logs:
        result = await sweep(app, todo, features, overview, clock.now())

    assert result.failures == ("broken at jupyterhub: ZeroDivisionError: 0/0",)
    assert result.jobs == 2
    assert logs[0]["log_level"] == "error"


async def test_without_github_the_sweep_says_so_and_waits_for_the_next(
    github, app, todo, overview, clock
):
    github.faults.add(Fault(match="GET /app/installations", status=502, times=None))

    result = await sweep(app, todo, FEATURES, overview, clock.now())

    (failure,) = result.failures
    assert failure.startswith("installations: ")


async def test_a_list_that_cannot_be_written_is_a_failure(
    github, app, todo, overview, clock
):
    github.add_repository("jupyterhub/team-compass", install=True)
    await todo.close()

    result = await sweep(app, todo, FEATURES, overview, clock.now())

    assert result.failures == (
        "jupyterhub: the to-do list is not open",
        "what was given up: the to-do list is not open",
    )


async def test_what_was_given_up_is_tried_once_more(github, app, todo, overview, clock):
    github.add_repository("jupyterhub/team-compass", install=True)
    given_up = [Key("agenda", f"jupyterhub/{name}#7") for name in ("one", "two")]
    await todo.add([Wake(key, 1) for key in given_up])
    await woken(todo, Buried("GitHub is down"))

    await sweep(app, todo, (), overview, clock.now(), only="JupyterHub/One")
    assert await woken(todo, Buried("it still is")) == [str(given_up[0])]
    await sweep(app, todo, (), overview, clock.now())
    assert sorted(await woken(todo)) == [str(key) for key in given_up]
    assert await todo.failed() == ()


async def test_only_the_repository_that_was_asked_for(
    github, app, todo, overview, clock
):
    github.add_repository("jupyterhub/team-compass", install=True)
    github.add_repository("jupyterhub/binderhub", install=True)
    github.add_repository("jupyter/governance", install=True)

    result = await sweep(
        app, todo, FEATURES, overview, clock.now(), only="JupyterHub/Team-Compass"
    )

    assert result.repositories == 1
    assert await woken(todo) == [
        "agenda jupyterhub/team-compass#1",
        "meetings jupyterhub/team-compass",
    ]


async def test_a_repository_that_the_app_was_not_given_is_a_failure(
    github, app, todo, overview, clock
):
    github.add_repository("jupyterhub/team-compass", install=True)

    result = await sweep(
        app, todo, FEATURES, overview, clock.now(), only="jupyterhub/secret"
    )

    (failure,) = result.failures
    assert failure.startswith("jupyterhub/secret: no installation of the App")


async def test_the_hourly_sweep_does_not_keep_a_failing_job_alive(
    github, app, todo, overview, clock
):
    github.add_repository("jupyterhub/team-compass", install=True)
    await sweep(app, todo, FEATURES[:1], overview, clock.now())
    await woken(todo, Buried("no permission"))

    await sweep(app, todo, FEATURES[:1], overview, clock.now())

    assert await woken(todo, Buried("no permission")) == [
        "agenda jupyterhub/team-compass#1"
    ]
    (failed,) = await todo.failed()
    assert failed.attempts == 8
