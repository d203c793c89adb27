"""A real PostgreSQL of the tests' own: made in a second, thrown away at the end.

    def test_…(cluster):
        url = cluster.database()      # a new, empty one
        cluster.restart()             # every connection is lost

Each process of pytest has a cluster of its own, so that a restart disturbs no other
test. It ends with the process that made it, also when that is killed.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Literal, Self

How = Literal["fast", "immediate"]

SETTINGS = {
    "listen_addresses": "''",  # a socket in the cluster's own folder will do
    "fsync": "off",  # the machine does not lose its power, the server alone its life
    "full_page_writes": "off",
    "shared_buffers": "16MB",
    "max_wal_size": "64MB",
    "max_connections": "200",
}
# Starts the server, says so, and ends it as it is told: at once, and with all that it
# has, where whoever could tell is gone.
GUARD = """
cd "$FOLDER" && pg_ctl start -s -w -D data -l log && echo started || exit
read -r how || how=
pg_ctl stop -s -w -D data -m "${how:-immediate}"
[ "$how" ] || rm -rf "$FOLDER"
"""


# What follows from a row that goes, triggers and references, goes as well. TRUNCATE
# takes six times as long for tables that are as good as empty.
CLEAR = """
DO $$ DECLARE name text; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'compass_schema'
    LOOP EXECUTE format('DELETE FROM %I', name); END LOOP;
END $$
"""


def programs() -> Path | None:
    """Where the server's programs are; None where tests/postgres/install is needed."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    folders = [p.parent for p in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(folders, key=lambda path: int(path.parts[-2]), default=None)


class Cluster:
    """A server with a superuser `postgres`, of whom no password is asked.

    Only a role that is called `guarded` is asked for its own. `settings` are those that
    are not to be PostgreSQL's own.
    """

    def __init__(self, settings: Mapping[str, str] = SETTINGS) -> None:
        self._settings = settings
        path = programs()
        assert path, "run tests/postgres/install first"
        self.folder = Path(tempfile.mkdtemp(prefix="compass-bot-postgres-"))
        environ = os.environ | {"FOLDER": str(self.folder)}
        self._process: dict[str, Any] = {
            "cwd": "/",
            "env": environ | {"PATH": f"{path}:{os.environ['PATH']}"},
        }
        if os.geteuid() == 0:  # as whom PostgreSQL refuses to run
            user = pwd.getpwnam("postgres")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self._process |= {
                "user": user.pw_uid, "group": user.pw_gid, "extra_groups": ()
            }  # fmt: skip
        self._guard: subprocess.Popen[str] | None = None
        self._databases = count(1)

    def __enter__(self) -> Self:
        data = self.folder / "data"
        make = (
            f"initdb -D {data} -U postgres -A trust -E UTF8 --locale=C --no-sync"
            " --no-instructions"
        )
        subprocess.run(
            make.split(), check=True, stdout=subprocess.DEVNULL, **self._process
        )
        rules = "local all guarded scram-sha-256\nlocal all all trust\n"
        (data / "pg_hba.conf").write_text(rules)
        with (data / "postgresql.conf").open("a") as file:
            file.write(f"unix_socket_directories = '{self.folder}'\n")
            file.writelines(
                f"{name} = {value}\n" for name, value in self._settings.items()
            )
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._guard:
            self.stop("immediate")
        shutil.rmtree(self.folder)

    def start(self) -> None:
        """It answers afterwards, and knows what it knew before."""
        self._guard = subprocess.Popen(
            ["/bin/sh", "-c", GUARD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Control-C is for the tests
            **self._process,
        )
        assert self._guard.stdout
        started = self._guard.stdout.readline() == "started\n"
        assert started, (self.folder / "log").read_text()

    def stop(self, how: How = "fast") -> None:
        """Who was connected no longer is, and nobody can connect until `start`."""
        guard, self._guard = self._guard, None
        assert guard, "it has been stopped already"
        guard.communicate(f"{how}\n", timeout=30)
        assert guard.returncode == 0

    def restart(self, how: How = "fast") -> None:
        """As for an upgrade (`fast`), or after a crash (`immediate`)."""
        self.stop(how)
        self.start()

    def beside(self, *command: str) -> subprocess.Popen[bytes]:
        """A program that runs as the server does, and is not ended with it."""
        return subprocess.Popen(command, **self._process)

    def database(self, template: str = "template1") -> str:
        """The address of a new database: an empty one, or a copy of another."""
        name = f"test{next(self._databases)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def url(self, database: str, user: str = "postgres") -> str:
        """The address of a database for a user (with a password: `name:password`)."""
        return f"postgresql://{user}@/{database}?host={self.folder}"

    def execute(self, statement: str, url: str = "") -> list[Any]:
        """The rows of a statement of the superuser's, which is committed at once."""
        import psycopg

        address = url or self.url("postgres")
        with psycopg.connect(address, autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def clear(self, url: str) -> None:
        """Leave a database's tables as they are, with nothing in them."""
        self.execute(CLEAR, url)

    @contextmanager
    def frozen(self, url: str) -> Iterator[None]:
        """Who is connected to a database gets no answer inside, and no refusal."""
        query = """
            SELECT pid FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()
            """
        processes = [pid for (pid,) in self.execute(query, url)]
        server = (self.folder / "data" / "postmaster.pid").read_text().split()[0]
        processes.append(int(server))
        for pid in processes:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in processes:
                os.kill(pid, signal.SIGCONT)

    def cut(self, url: str) -> int:
        """End every connection to a database; how many they were."""
        query = """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()
            """
        return len(self.execute(query, url))
