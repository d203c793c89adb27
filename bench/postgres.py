"""A PostgreSQL for the bench: with all that it does in life for what must not be lost."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench.processes import LOAD_CORE, pinned
from tests.postgres.cluster import Cluster

SETTINGS: Mapping[str, str] = {"listen_addresses": "''"}
"""All others are PostgreSQL's own: `fsync` and `synchronous_commit` are on."""


@contextmanager
def durable_cluster() -> Iterator[Cluster]:
    """One on the load's core, until the block ends."""
    with pinned(LOAD_CORE), Cluster(SETTINGS) as cluster:
        yield cluster


def cpu(cluster: Cluster) -> float:
    """Seconds of CPU that it has used so far, with all its processes."""
    file = cluster.folder / "data" / "postmaster.pid"
    server = int(file.read_text(encoding="ascii").split()[0])
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text(encoding="utf-8", errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended meanwhile
        fields = text.rpartition(")")[2].split()
        pid, parent = int(stat.parent.name), int(fields[1])
        if server in (pid, parent):
            ticks += int(fields[11]) + int(fields[12])
        if pid == server:  # and those that have ended
            ticks += int(fields[13]) + int(fields[14])
    return ticks / os.sysconf("SC_CLK_TCK")


def connections(cluster: Cluster, url: str) -> int:
    """How many of the bot's are open to a database."""
    query = """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'compass-bot'
        """
    ((number,),) = cluster.execute(query, url)
    return int(number)
