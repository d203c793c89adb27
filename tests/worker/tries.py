"""Jobs, handlers that fail, and what was logged about them."""

from pydantic import BaseModel

from bot.todo.job import Job, Key

THREAD = Key("agenda", "jupyterhub/team-compass#1")


class Agenda(BaseModel):
    minutes: int = 5


def failing(*errors):
    """A handler that raises one error after the other, and then none."""
    left = list(errors)

    async def handle(context):
        if left:
            raise left.pop(0)

    return handle


def attempt(job, number):
    return Job(job.key, job.installation, job.newest_comment, number)


def levels(logs, event=None):
    return [log["log_level"] for log in logs if event in (None, log["event"])]
