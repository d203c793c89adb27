"""What a pulse tells below its rows: what lags behind, what is quiet, what is out.

    ## Not picked up yet

    - **jupyterhub/zero-to-jupyterhub-k8s** pins jupyterhub/idle-culler at `==1.2.0`; 1.2.1
      has been out since 22 February 2021 (38 days) · [requirements.txt:67](…)

    The order in `after` lacks what these files say:

    - **jupyterhub/tljh** needs jupyterhub/traefik-proxy · [setup.py:12](…)

    ## Nothing to ship

    <details><summary>17 projects</summary>
    …

What could not be told stands first, by project and why; the others are as they are.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import TypeVar

from bot.core.markdown import quote_text
from bot.core.markdown_pieces import quote_code, quote_link
from bot.core.projects import Project, Release, Requirement
from bot.core.pulse_text import Past
from bot.core.text_format import render_date
from bot.features.releases.addresses import Addresses
from bot.features.releases.counted import counted, render_besides
from bot.features.releases.course import render_until
from bot.features.releases.room import Room
from bot.features.releases.rows import Rows
from bot.features.releases.state import State
from bot.projects.pins import Drift, Lag, drifts, lags
from bot.projects.versions_table import render_versions

Need = TypeVar("Need", Lag, Drift)

_MOST_REASONS = 5
"""Of one project, what could not be told: a folder of broken files is one story."""


def render_rest(found: Rows, state: State, room: Room) -> Iterator[str]:
    """The parts below the rows, each by itself; those that say nothing are left out."""
    shown = [one for one in _projects(state) if not state.seen.hides(one.name)]
    names = {project.name for project in shown}
    if unknown := [line for one in shown for line in _unknown(one)]:
        yield "Not everything could be told:"
        yield _entries(unknown, room)
    projects, config = state.seen.projects, state.config
    if behind := [_lag(lag, state) for lag in _between(names, lags(projects, config))]:
        yield "## Not picked up yet"
        yield _entries(behind, room)
    untold = _between(names, drifts(projects, config))
    if missing := [_drift(drift, state) for drift in untold]:
        yield "The order in `after` lacks what these files say:"
        yield _entries(missing, room)
    quiet = [_quiet(one, found, state) for one in _without_row(found, state)]
    if quiet:
        yield "## Nothing to ship"
        yield (
            f"<details><summary>{counted(len(quiet), 'project')}</summary>\n\n"
            f"{_entries(quiet, room)}\n\n</details>"
        )
    yield "## Current versions"
    yield render_versions(shown, state.server_url)


def _between(names: Set[str], needs: Iterable[Need]) -> Iterator[Need]:
    """What one of these projects needs of another of them."""
    return (need for need in needs if {need.upstream, need.downstream} <= names)


def _projects(state: State) -> Iterator[Project]:
    return (state.seen.projects.get(name, Project(name)) for name in state.config.names)


def _without_row(found: Rows, state: State) -> Iterator[Project]:
    told = {*found.names, *found.left_out}
    return (one for one in _projects(state) if one.name not in told)


def _entries(lines: Sequence[str], room: Room) -> str:
    shown = [f"- {line}" for line in lines[: room.rest]]
    if rest := len(lines) - len(shown):
        shown.append(f"- … and {rest} more")
    return "\n".join(shown)


def _unknown(project: Project) -> Iterator[str]:
    whys = (*project.unknown, *project.manifests.problems)
    if whys:
        shown = [quote_text(one) for one in whys[:_MOST_REASONS]]
        if len(whys) > len(shown):
            shown.append(f"and {len(whys) - len(shown)} more like these")
        yield f"**{quote_text(project.name)}**: {'; '.join(shown)}"


def _lag(lag: Lag, state: State) -> str:
    need = lag.requirement
    how = f"at {quote_code(need.specifier)}" if need.specifier else "lower"
    return (
        f"**{quote_text(lag.downstream)}** pins {quote_text(lag.upstream)} {how};"
        f" {quote_text(lag.release.version)} has been out {_since(lag.release, state)}"
        f" · {_place(lag.downstream, need, state)}"
    )


def _since(release: Release, state: State) -> str:
    day = render_date(release.at.date(), "%e %B %Y")
    opens = state.pulse.opens
    days = (opens.date() - release.at.astimezone(opens.tzinfo).date()).days
    return f"since {day} ({counted(days, 'day')})" if days > 0 else f"since {day}"


def _drift(drift: Drift, state: State) -> str:
    where = _place(drift.downstream, drift.requirement, state)
    downstream, upstream = quote_text(drift.downstream), quote_text(drift.upstream)
    return f"**{downstream}** needs {upstream} · {where}"


def _place(name: str, need: Requirement, state: State) -> str:
    project = state.seen.projects[name]
    addresses = Addresses(state.server_url, project.full_name or name)
    url = addresses.file(need.path, need.line)
    return quote_link(f"{need.path}:{need.line}", url)


def _quiet(project: Project, found: Rows, state: State) -> str:
    held = {one.name.lower(): one for one in found.held}.get(project.name.lower())
    if state.seen.hides(project.name):
        return f"**{quote_text(project.name)}** is private: nothing of it is told in public"
    version = f" {quote_text(project.last.version)}" if project.last else ""
    return f"**{quote_text(project.name)}**{version}: {_why(project, held, state)}"


_WHY: Mapping[str, str] = {
    "no channel": "not released (`channel: none`)",
    "archived": "archived",
    "never released": "never released",
    "not told": "not known, see above",
}


def _why(project: Project, held: Past | None, state: State) -> str:
    standing = state.seen.standings[project.name]
    if held is not None and held.word == "snoozed":
        return f"put off until {render_until(held.at, state.pulse)}"
    if held is not None:
        return "skipped in an earlier pulse, and nothing new waits since"
    if standing.why == "young":
        few = counted(len(standing.tally.shipping), "change")
        return f"{few} to ship, and the last release is younger than {_days(state)}"
    quiet = render_besides(standing.tally) or "nothing new"
    return _WHY.get(standing.why, quiet)


def _days(state: State) -> str:
    return counted(state.config.min_age.days, "day")
