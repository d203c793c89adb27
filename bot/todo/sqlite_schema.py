"""The tables and indexes of the to-do list in SQLite, and how older ones become these.

Times are whole microseconds since 1970, UTC.
"""

import sqlite3

from bot.todo.job import Key, StoreUnavailable

VERSION = 5

_JOB_TURN = """
    CREATE INDEX job_turn ON job (state, timer, due, id, repository)
    """
_ENDED = """
    CREATE TABLE ended (
        id INTEGER PRIMARY KEY,           -- order in which they ended
        feature TEXT NOT NULL,
        place TEXT NOT NULL,
        outcome TEXT NOT NULL,
        why TEXT NOT NULL,
        at INTEGER NOT NULL
    )
    """
_REMEMBERED = """
    CREATE TABLE remembered (name TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID
    """
_WRITTEN = (
    """
    CREATE TABLE written (                -- of the last hour
        id INTEGER PRIMARY KEY,
        installation INTEGER NOT NULL,
        place TEXT NOT NULL,
        at INTEGER NOT NULL
    )
    """,
    "CREATE INDEX written_by ON written (installation, at)",
    "CREATE INDEX written_at ON written (at)",
)
_LEFT_ALONE = """
    CREATE TABLE left_alone (
        installation INTEGER PRIMARY KEY,
        until INTEGER NOT NULL,
        said INTEGER NOT NULL,            -- when, by the clock, `until` was set
        why TEXT NOT NULL
    )
    """

SCHEMA = (
    """
    CREATE TABLE job (
        id INTEGER PRIMARY KEY,           -- order of arrival
        feature TEXT NOT NULL,
        place TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'failed')),
        installation INTEGER NOT NULL,
        newest_comment INTEGER NOT NULL,
        due INTEGER NOT NULL,             -- of a failed one: when it was buried
        attempts INTEGER NOT NULL,        -- those that have failed
        timer INTEGER NOT NULL DEFAULT 0, -- nobody told of anything
        worker INTEGER,                   -- of a running one: who has leased it
        why TEXT NOT NULL DEFAULT '',     -- the last failure
        repository TEXT NOT NULL DEFAULT '', -- in lower case: whose turn it is
        said INTEGER NOT NULL DEFAULT 0,  -- when, by the clock, `due` was set
        again INTEGER NOT NULL DEFAULT 0, -- it has run: a timer leaves it its time
        rests INTEGER NOT NULL DEFAULT 0, -- until then, if it does, nothing begins it
        UNIQUE (feature, place, state)    -- one waits, one runs, one is buried
    )
    """,
    "CREATE INDEX job_due ON job (state, due, id)",
    _JOB_TURN,
    "CREATE TABLE checked (id INTEGER PRIMARY KEY CHECK (id = 1), at INTEGER NOT NULL)",
    _ENDED,
    _REMEMBERED,
    *_WRITTEN,
    _LEFT_ALONE,
)

UPGRADES: tuple[tuple[str, ...], ...] = (
    (),
    ("ALTER TABLE job ADD COLUMN timer INTEGER NOT NULL DEFAULT 0",),
    (
        "ALTER TABLE job ADD COLUMN repository TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE job ADD COLUMN said INTEGER NOT NULL DEFAULT 0",
        "UPDATE job SET repository = repository_of(place)",
        _JOB_TURN,
        _ENDED,
        _REMEMBERED,
    ),
    (*_WRITTEN, _LEFT_ALONE),
    (
        "ALTER TABLE job ADD COLUMN again INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE job ADD COLUMN rests INTEGER NOT NULL DEFAULT 0",
    ),
)
"""From each version to the next; there was none before the first."""


def make_schema(connection: sqlite3.Connection) -> None:
    """Make the schema where there is none, or of an older one this one.

    Raises StoreUnavailable where it is a newer one.
    """
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    if found > VERSION:
        raise StoreUnavailable(
            f"the to-do list was written by a newer compass-bot (schema {found}, this"
            f" one knows {VERSION}); start that one, or move the file away"
        )
    if found == VERSION:
        return
    connection.create_function("repository_of", 1, repository_of)
    steps = [SCHEMA] if found == 0 else UPGRADES[found:]
    for statement in (statement for step in steps for statement in step):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {VERSION}")


def repository_of(place: str) -> str:
    """Whose turn it is when a job with this place runs."""
    return Key("", place).repository.lower()
