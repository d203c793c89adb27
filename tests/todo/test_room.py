"""What a worker knows of its room is what the list would tell."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.todo import sqlite_jobs
from bot.todo.job import Done, Job, Key, Wake
from bot.todo.room import Room
from bot.todo.sqlite_file import connect
from bot.todo.sqlite_leases import lease

NOW = datetime(2026, 11, 28, tzinfo=UTC)
CONCURRENCY = 6

wakes = st.builds(
    Wake,
    st.builds(
        Key,
        st.sampled_from(["agenda", "support"]),
        st.builds(
            "{}#{}".format,
            st.sampled_from(["jupyterhub/hub", "JupyterHub/Hub", "jupyterhub/docs"]),
            st.integers(1, 3),
        ),
    ),
    installation=st.sampled_from([0, 1, 2]),
    news=st.booleans(),
)
steps = st.lists(wakes | st.sampled_from(range(CONCURRENCY)), max_size=40)


@given(steps)
def test_it_may_begin_what_the_list_would_give(steps: list[Wake | int]):
    """Each step is somebody's wish, or the end of one of the jobs at work."""
    connection = connect(":memory:")
    sqlite_jobs.prepare(connection, NOW)
    room, at_work, later = Room(CONCURRENCY), list[Job](), NOW + timedelta(hours=1)
    for step in steps:
        if isinstance(step, Wake):
            sqlite_jobs.add(connection, [step], NOW)
            expected = room.has(step)
        elif step < len(at_work):
            job = at_work.pop(step)
            sqlite_jobs.finish(connection, job, Done(), NOW)
            room.leave({job.key})
            expected = None  # the end of a job is always looked at
        else:
            continue
        most = CONCURRENCY - len(at_work)
        begun = lease(connection, 1, most, later, concurrency=CONCURRENCY).jobs
        assert expected in (None, bool(begun))
        room.take(begun)
        at_work += begun
    connection.close()
