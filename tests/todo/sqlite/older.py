"""Files of the versions before, as they were made and left then."""

import sqlite3
from contextlib import closing

JOB = """
    CREATE TABLE job (
        id INTEGER PRIMARY KEY,
        feature TEXT NOT NULL,
        place TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'failed')),
        installation INTEGER NOT NULL,
        newest_comment INTEGER NOT NULL,
        due INTEGER NOT NULL,
        attempts INTEGER NOT NULL,{timer}
        worker INTEGER,
        why TEXT NOT NULL DEFAULT '',{turn}
        UNIQUE (feature, place, state)
    )
    """
FURTHER = """
    CREATE INDEX job_due ON job (state, due, id);
    CREATE TABLE checked (id INTEGER PRIMARY KEY CHECK (id = 1), at INTEGER NOT NULL);
    """
TIMER = "timer INTEGER NOT NULL DEFAULT 0,"
TURN = """
        repository TEXT NOT NULL DEFAULT '',
        said INTEGER NOT NULL DEFAULT 0,"""
TOLD = """
    CREATE INDEX job_turn ON job (state, timer, due, id, repository);
    CREATE TABLE ended (id INTEGER PRIMARY KEY, feature TEXT NOT NULL,
        place TEXT NOT NULL, outcome TEXT NOT NULL, why TEXT NOT NULL, at INTEGER NOT NULL);
    CREATE TABLE remembered (name TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
    """
WRITTEN = """
    CREATE TABLE written (id INTEGER PRIMARY KEY, installation INTEGER NOT NULL,
        place TEXT NOT NULL, at INTEGER NOT NULL);
    CREATE INDEX written_by ON written (installation, at);
    CREATE INDEX written_at ON written (at);
    CREATE TABLE left_alone (installation INTEGER PRIMARY KEY, until INTEGER NOT NULL,
        said INTEGER NOT NULL, why TEXT NOT NULL);
    """


def write_older(file, version, now):
    """A list that was being worked at, with something of every kind."""
    file.parent.mkdir()
    second = 1_000_000
    due = int(now.timestamp()) * second
    with closing(sqlite3.connect(file)) as old, old:
        old.execute("PRAGMA journal_mode = WAL")
        timer, turn = TIMER * (version > 1), TURN * (version > 2)
        old.execute(JOB.format(timer=timer, turn=turn))
        old.executescript(FURTHER + TOLD * (version > 2) + WRITTEN * (version > 3))
        old.executemany(
            "INSERT INTO job (feature, place, state, installation, newest_comment,"
            " due, attempts, worker, why) VALUES ('agenda', ?, ?, 7, 0, ?, ?, ?, ?)",
            [
                ("JupyterHub/Docs#1", "waiting", due - 9 * second, 0, None, ""),
                ("jupyterhub/docs#2", "running", due - 8 * second, 1, 1, "502"),
                ("jupyterhub/docs#3", "failed", due - 7 * second, 8, None, "502"),
                ("jupyterhub/docs#4", "waiting", due + 9 * second, 0, None, ""),
            ],
        )
        if version > 1:
            old.execute("UPDATE job SET timer = 1 WHERE place LIKE '%#4'")
        if version > 2:
            old.execute("UPDATE job SET repository = 'jupyterhub/docs'")
        old.execute(f"PRAGMA user_version = {version}")
