"""PgBouncer before a cluster: what stands between a bot and PostgreSQL in many places."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import psycopg

from tests.postgres.cluster import Cluster

PROGRAM = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
"""None where tests/postgres/install is needed."""

SETTINGS = """
[databases]
{database} = host={server} user=postgres
[pgbouncer]
pool_mode = {mode}
auth_type = any
listen_port = 6432
unix_socket_dir = {folder}
logfile = {folder}/log
"""


@contextmanager
def pooled(
    cluster: Cluster, url: str, mode: Literal["session", "transaction"]
) -> Iterator[str]:
    """Another address of a database, through a pooler that is there inside."""
    assert PROGRAM, "run tests/postgres/install first"
    database = urlsplit(url).path[1:]
    with tempfile.TemporaryDirectory(prefix="pgbouncer-", dir=cluster.folder) as name:
        folder = Path(name)
        folder.chmod(0o777)  # PgBouncer refuses to run as root
        file = folder / "ini"
        file.write_text(
            SETTINGS.format(
                database=database, server=cluster.folder, mode=mode, folder=folder
            )
        )
        address = f"postgresql://postgres@:6432/{database}?host={folder}"
        with cluster.beside(PROGRAM, "-q", str(file)) as process:
            try:
                while not answers(address):
                    assert process.poll() is None, (folder / "log").read_text()
                yield address
            finally:
                process.kill()


def answers(address: str) -> bool:
    """Whether one can connect."""
    try:
        psycopg.connect(address).close()
    except psycopg.OperationalError:
        return False
    return True
