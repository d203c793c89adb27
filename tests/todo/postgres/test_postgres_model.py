"""The same model as for SQLite, against PostgreSQL: the two mean the same."""

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test
from test_model import TodoMachine

from bot.todo.postgres import PostgresTodo


def test_model(cluster, database):
    class PostgresMachine(TodoMachine):
        def prepare(self):
            cluster.clear(database)

        def make(self):
            return PostgresTodo(database, now=self.clock.now)

        def die(self):
            """As it looks to the others: its worker has been given up."""
            cluster.execute("DELETE FROM procrastinate_workers", database)

    run_state_machine_as_test(
        PostgresMachine,
        settings=settings(
            max_examples=10, stateful_step_count=16, deadline=None, print_blob=True
        ),
    )
