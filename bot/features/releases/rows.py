"""Which projects have a row in a pulse, and how each row stands.

A project that is due on the day of the pulse has a row, as long as there is room: those
first that others wait for, since they are released first. What was there stays, and what
is merged later makes no new row: the list does not grow. Who names a due project that has
none gives it one.

A row whose release has come is ticked; one that has nothing to ship any more goes, unless
somebody has taken it. What was skipped comes back only when something new waits there,
and what was put off when its time is over. A private project has none where everybody
can read it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.projects import Project
from bot.core.pulse_text import Past, PulseMemory, Row
from bot.core.pulse_text import Standing as Stands
from bot.core.pulses import Pulse
from bot.core.release_order import stages, waits_for
from bot.core.releases import Releases
from bot.features.releases.heard import Heard
from bot.features.releases.seen import Seen
from bot.features.releases.state import State
from bot.projects.due import Standing
from bot.projects.versions import is_newer


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a pulse in the order of the file, and the due ones without room.

    `held` are those that are due and have no row for what was said in an earlier pulse.
    """

    rows: tuple[Row, ...]
    left_out: tuple[str, ...] = ()
    held: tuple[Past, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The projects that have one, or get one as soon as somebody names them."""
        return (*(row.name for row in self.rows), *self.left_out)


def rows_of(
    config: Releases,
    seen: Seen,
    memory: PulseMemory,
    pulse: Pulse,
    *,
    now: datetime,
    is_new: bool,
) -> Rows:
    """The rows now; `is_new` tells that the memory is still that of the last pulse."""
    earlier = {row.name.lower(): row for row in memory.rows}
    past = {one.name.lower(): one for one in memory.past}
    kept: dict[str, Row] = {}
    new: list[Row] = []
    held: list[Past] = []
    for name in config.names:
        standing, before = seen.standings[name], earlier.get(name.lower())
        if seen.hides(name):
            continue
        if before is not None and not is_new:
            row = replace(before, name=name)
            if _is_to_stay(row, seen):
                kept[name] = row
        elif standing.word == "due" and (is_new or _waited(standing, pulse)):
            reason = past.get(name.lower())
            if reason is not None and _is_held(reason, standing, now):
                held.append(reason)
            else:
                new.append(_begun(name, seen, before))
    room = max(0, config.most - sum(row.standing != "skipped" for row in kept.values()))
    stage_of = stages(config)
    first = sorted(
        new, key=lambda row: (stage_of[row.name], -seen.standings[row.name].age)
    )[:room]
    shown = kept | {row.name: row for row in first}
    return Rows(
        tuple(shown[name] for name in config.names if name in shown),
        tuple(row.name for row in new if row.name not in shown),
        tuple(held),
    )


def _is_to_stay(row: Row, seen: Seen) -> bool:
    """Whether there is still anything to tell of it."""
    waits = seen.standings[row.name].word in ("due", "unknown")
    return waits or row.standing != "open" or seen.is_released(row)


def _is_held(past: Past, standing: Standing, now: datetime) -> bool:
    if past.word == "snoozed":
        return past.at > now
    return all(change.at <= past.at for change in standing.tally.shipping)


def _begun(name: str, seen: Seen, before: Row | None = None) -> Row:
    again = before is not None and before.standing not in ("released", "skipped")
    times = before.times + 1 if before is not None and again else 1
    flight = seen.in_flight(name)
    version = seen.standings[name].version
    return Row(name, version, "open", times, flight.version if flight else "")


def _waited(standing: Standing, pulse: Pulse) -> bool:
    """Whether something has waited there since the day of the pulse, or longer."""
    return any(change.at <= pulse.judged for change in standing.tally.shipping)


def with_named(found: Rows, heard: Heard, config: Releases, seen: Seen) -> Rows:
    """The same with a row for each due project without one that somebody has named."""
    named = [name for name in found.left_out if name.lower() in heard.rows]
    rows = {row.name: row for row in found.rows}
    rows |= {name: _begun(name, seen) for name in named}
    return replace(
        found,
        rows=tuple(rows[name] for name in config.names if name in rows),
        left_out=tuple(name for name in found.left_out if name not in named),
    )


def as_they_stand(
    found: Rows, heard: Heard, seen: Seen, now: datetime
) -> tuple[Row, ...]:
    """The same rows by what was released, and by what people said last."""
    return tuple(_as_it_stands(row, heard, seen, now) for row in found.rows)


def _as_it_stands(row: Row, heard: Heard, seen: Seen, now: datetime) -> Row:
    standing, new = _stands(row, heard, seen, now), seen.released(row)
    known = row.released if standing == "released" else ""
    return replace(row, standing=standing, released=new.version if new else known)


def _stands(row: Row, heard: Heard, seen: Seen, now: datetime) -> Stands:
    said = heard.of(row.name)
    if seen.is_released(row):
        return "released"
    if said.skipped is not None:
        return "skipped"
    snoozed = said.snoozed
    if snoozed is not None and snoozed.until is not None and snoozed.until > now:
        return "snoozed"
    return "claimed" if said.claimed else "open"


def remembered(
    rows: Iterable[Row], heard: Heard, memory: PulseMemory, config: Releases
) -> tuple[Past, ...]:
    """What a later pulse has to know of what was skipped and put off."""
    past = {one.name.lower(): one for one in memory.past if config.project(one.name)}
    for row in rows:
        said, name = heard.of(row.name), row.name.lower()
        past.pop(name, None)
        if said.skipped is not None:
            past[name] = Past(row.name, "skipped", said.skipped.at)
        elif said.snoozed is not None and said.snoozed.until is not None:
            past[name] = Past(row.name, "snoozed", said.snoozed.until)
    return tuple(past.values())


def waiting_for(
    row: Row, rows: Iterable[Row], left_out: Iterable[str], state: State
) -> tuple[str, ...]:
    """The due projects that it waits for, in their order; none where it is ready.

    What a row among them waits for is told there. A row that was taken, and has nothing to
    ship any more, holds up nobody.
    """
    before, standings = waits_for(state.config, row.name), state.seen.standings
    with_row = before & {
        other.name
        for other in rows
        if other.standing not in ("released", "skipped")
        and standings[other.name].word in ("due", "unknown")
    }
    waiting = with_row | before.intersection(left_out)
    waiting -= waits_for(state.config, *with_row)
    return tuple(name for name in state.config.names if name in waiting)


def is_gone(row: Row, project: Project) -> bool:
    """Whether the release that was out when the row began is there no more."""
    if not row.version or not project.is_known or project.unknown:
        return False
    return project.last is None or is_newer(row.version, project.last.version)
