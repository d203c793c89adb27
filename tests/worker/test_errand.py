"""A job's requests are known by what the job is about, and by whether it can wait."""

from datetime import timedelta

from bot.core.actions import CreateComment
from bot.core.errand import ENOUGH, Errand, errand
from bot.todo.job import Again, Done, Job, Key


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


async def written(app, job, issue, body):
    github = app.installation(job.installation, {"issues": "write"})
    await github.apply(
        CreateComment(
            repository=issue.repository.full_name,
            why="it is asked for",
            issue_number=issue.number,
            body=body,
        )
    )


async def test_who_has_written_for_long_lets_others_have_the_place(
    worker, app, job, repository, clock
):
    """It is no failure, and it has got on: that write is done."""
    issue = repository.open_issue("Jobs", by="ada")

    async def handle(_context):
        clock.advance(ENOUGH)  # in which it reads
        for number in range(len(issue.comments), 3):
            await written(app, job, issue, f"{number}")
        clock.advance(ENOUGH)

    run = worker(handle).run
    said = [await run(job) for _ in range(3)]

    bodies = [comment.body for comment in issue.comments]
    assert bodies == ["0", "1", "2"]
    assert [type(outcome) for outcome in said] == [Again, Again, Done]
    assert not said[0].counts
    assert said[0].why == "others have their turn"


async def test_who_has_not_been_at_it_for_long_goes_on(
    worker, app, job, repository, clock
):
    issue = repository.open_issue("Jobs", by="ada")

    async def handle(_context):
        for number in range(3):
            await written(app, job, issue, f"{number}")
            clock.advance(ENOUGH / 4)

    assert await worker(handle).run(job) == Done()
    assert len(issue.comments) == 3


def test_a_clock_that_was_set_back_keeps_nobody_at_it():
    about = Errand(age=lambda: timedelta(hours=-1))
    assert not about.makes_room  # it has to get on first
    about.has_written = True
    assert about.makes_room
