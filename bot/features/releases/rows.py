"""Which projects have a row in a pulse, and how each row stands.

A project that is due has a row, as long as there is room; what was there first stays. A
row whose release has come is ticked; one that has nothing to ship any more goes, unless
somebody has taken it. What was skipped comes back only when something new waits there,
and what was put off when its time is over. A private project has none where everybody
can read it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.projects import Project, Projects
from bot.core.pulse_text import Past, PulseMemory, Row
from bot.core.pulse_text import Standing as Stands
from bot.core.release_order import waits_for
from bot.core.releases import Releases
from bot.features.releases.heard import Heard
from bot.features.releases.seen import Seen
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
        """The projects that have one."""
        return tuple(row.name for row in self.rows)


def rows_of(
    config: Releases,
    seen: Seen,
    memory: PulseMemory,
    now: datetime,
    *,
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
            if _is_to_stay(before, standing, seen.projects[name]):
                kept[name] = replace(before, name=name)
        elif standing.word == "due":
            reason = past.get(name.lower())
            if reason is not None and _is_held(reason, standing, now):
                held.append(reason)
            else:
                new.append(_begun(name, standing, before))
    room = max(0, config.most - len(kept))
    first = sorted(new, key=lambda row: _urgency(seen.standings[row.name]))[:room]
    shown = kept | {row.name: row for row in first}
    return Rows(
        tuple(shown[name] for name in config.names if name in shown),
        tuple(row.name for row in new if row.name not in shown),
        tuple(held),
    )


def _is_to_stay(row: Row, standing: Standing, project: Project) -> bool:
    """Whether there is still anything to tell of it."""
    waits = row.standing != "open" or standing.word in ("due", "unknown")
    return waits or _is_released(row, project)


def _is_released(row: Row, project: Project) -> bool:
    """Whether there is a newer release than when the row began."""
    if project.last is None:
        # nobody can tell now, and it may have been seen
        return not project.is_known and row.standing == "released"
    return not row.version or is_newer(project.last.version, row.version)


def _is_held(past: Past, standing: Standing, now: datetime) -> bool:
    if past.word == "snoozed":
        return past.at > now
    return all(change.at <= past.at for change in standing.tally.shipping)


def _begun(name: str, standing: Standing, before: Row | None) -> Row:
    again = before is not None and before.standing not in ("released", "skipped")
    times = before.times + 1 if before is not None and again else 1
    return Row(name, standing.version, times=times)


def _urgency(standing: Standing) -> tuple[bool, timedelta]:
    """Others wait for it, and then for how long there was no release."""
    return not standing.waited_for, -standing.age


def as_they_stand(
    rows: Rows, heard: Heard, projects: Projects, now: datetime
) -> tuple[Row, ...]:
    """The same rows by what was released, and by what people said last."""
    return tuple(
        replace(row, standing=_stands(row, heard, projects[row.name], now))
        for row in rows.rows
    )


def _stands(row: Row, heard: Heard, project: Project, now: datetime) -> Stands:
    said = heard.of(row.name)
    if _is_released(row, project):
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


def waiting_for(row: Row, rows: Iterable[Row], config: Releases) -> tuple[str, ...]:
    """The rows that it waits for, in their order; none where it is ready."""
    before = waits_for(config, row.name)
    return tuple(
        other.name
        for other in rows
        if other.name in before and other.standing not in ("released", "skipped")
    )
