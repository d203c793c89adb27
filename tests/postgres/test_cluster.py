"""The PostgreSQL of the tests: what the others count on."""

import os
import select
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

ROOT = Path(__file__).parents[2]
MAKE = """
import sys
from tests.postgres.cluster import Cluster
with Cluster() as cluster:
    print(cluster.folder, flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("how", ["fast", "immediate"])
def test_what_was_written_is_there_after_a_restart(cluster, how):
    url = cluster.database()
    before = psycopg.connect(url, autocommit=True)
    before.execute("CREATE TABLE word AS SELECT 'kept' AS word")

    cluster.restart(how)

    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT word FROM word").fetchone() == ("kept",)
    with pytest.raises(psycopg.OperationalError):
        before.execute("SELECT word FROM word")
    before.close()


def test_it_ends_with_the_process_that_made_it():
    maker = subprocess.Popen(
        [sys.executable, "-c", MAKE],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert maker.stdout
    folder = Path(maker.stdout.readline().strip())
    server = int((folder / "data" / "postmaster.pid").read_text().split()[0])
    end = os.pidfd_open(server)

    maker.kill()
    maker.communicate()

    assert select.select([end], [], [], 10)[0]
    os.close(end)
