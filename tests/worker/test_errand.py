"""A job's requests are known by what the job is about, and by whether it can wait."""

from bot.core.errand import Errand, errand
from bot.todo.job import Done, Job, Key


async def test_what_nobody_told_of_can_wait(worker):
    seen = []

    async def handle(_context):
        seen.append(errand())

    team = "jupyterhub/team-compass"
    for place, news in ((f"{team}#7", True), (f"{team}#8", False), (team, False)):
        job = Job(Key("agenda", place), 0, newest_comment=0, attempt=1, news=news)
        assert await worker(handle).run(job) == Done()
    assert seen == [
        Errand(f"{team}#7"),
        Errand(f"{team}#8", patient=True),
        Errand(team, patient=True),
    ]
    assert errand() == Errand()
