"""One row of a pulse: what ships, what else there is, how to see all of it.

- [ ] **jupyterhub/kubespawner** 7.0.0 · 120 days old · **ready** · taken by minrk
  - Keep the pod's name · [#66](https://redirect.github.com/…/pull/66) · minrk
  - besides: 12 changes by bots and 2 of documentation
  - [7.0.0...main](https://github.com/…/compare/7.0.0...main) · next: 7.1.0 (minor: …)
  - `github-activity --heading-level=2 --since=7.0.0 --branch=main …`
"""

import shlex
from collections.abc import Iterator
from datetime import datetime

from bot.core.markdown import quote_text
from bot.core.markdown_pieces import quote_code, quote_link, quote_title
from bot.core.projects import Change, Line, Project, Release
from bot.core.pulse_text import Row
from bot.features.releases.addresses import Addresses
from bot.features.releases.counted import counted, render_besides
from bot.features.releases.course import render_until
from bot.features.releases.live import Live
from bot.features.releases.room import Room
from bot.features.releases.rows import is_gone, waiting_for
from bot.features.releases.state import State
from bot.projects.next_version import next_on
from bot.projects.tally import Tally
from bot.projects.versions_table import tag_url

_TIMES = {2: "2nd", 3: "3rd"}


def render_row(row: Row, live: Live, state: State, room: Room) -> str:
    """The row's entry with what is nested under it."""
    project = state.seen.projects[row.name]
    box = "x" if row.standing == "released" else " "
    version = quote_text(row.version) if row.version else "never released"
    first = " · ".join(
        [
            f"- [{box}] **{quote_text(row.name)}** {version}",
            *_first(row, live, state, room),
        ]
    )
    if row.standing in ("released", "skipped") or not room.nested:
        return first
    below = _below(project, state, room)
    return "\n".join([first, *(f"  - {line}" for line in below)])


def _first(row: Row, live: Live, state: State, room: Room) -> Iterator[str]:
    project, said = state.seen.projects[row.name], live.heard.of(row.name)
    if project.full_name and project.full_name.lower() != row.name.lower():
        yield f"now called {quote_text(project.full_name)}"
    if row.standing == "released":
        new = state.seen.released(row)
        known = quote_text(row.released) if row.released else "it"
        yield f"{_linked(new, project, state) if new else known} is released"
    elif row.standing == "skipped" and said.skipped:
        login, why = quote_text(said.skipped.login), room.cut(said.skipped.why)
        yield f"skipped by {login}: {quote_text(why)}" if why else f"skipped by {login}"
        return
    else:
        yield from _waits(row, live, state, room)
    if said.claimed:
        yield f"taken by {room.listed([quote_text(one) for one in said.claimed])}"
    elif said.snoozed is not None and row.standing == "snoozed" and said.snoozed.until:
        until = render_until(said.snoozed.until, state.pulse)
        yield f"put off until {until} by {quote_text(said.snoozed.login)}"
    elif row.standing == "open":
        yield "nobody has taken it"


def _waits(row: Row, live: Live, state: State, room: Room) -> Iterator[str]:
    project, standing = state.seen.projects[row.name], state.seen.standings[row.name]
    if is_gone(row, project):
        yield "that tag is there no more"
    elif project.last is not None:
        yield _age(project.last.at, state.pulse.opens)
    if row.times > 1:
        yield f"{_TIMES.get(row.times, f'{row.times}th')} pulse"
    if standing.word not in ("due", "unknown"):
        yield "nothing waits there any more"
        return
    if row.standing == "snoozed":
        return
    names = waiting_for(row, live.rows, live.found.left_out, state)
    shown = room.listed([quote_text(name) for name in names])
    yield f"waits for {shown}" if names else "**ready**"


def _age(at: datetime, then: datetime) -> str:
    """How old something was on the day of the pulse: it does not change with the days."""
    days = (then.date() - at.astimezone(then.tzinfo).date()).days
    return f"{counted(days, 'day')} old" if days > 0 else "new"


def _below(project: Project, state: State, room: Room) -> Iterator[str]:
    addresses = Addresses(state.server_url, project.full_name)
    standing = state.seen.standings[project.name]
    for why in project.unknown:
        yield f"not known: {quote_text(why)}"
    shipping = standing.tally.shipping
    for change in shipping[: room.changes]:
        yield _change(change, addresses, room)
    if rest := len(shipping) - room.changes:
        more = counted(rest, "change")
        if rest > 0:
            ships = "ships" if rest == 1 else "ship"
            yield f"{'… and ' if room.changes else ''}{more} that {ships}"
    if not standing.tally.complete:
        yield "there are more changes than could be read"
    if besides := render_besides(standing.tally):
        yield f"besides: {besides}"
    for line, tally in zip(project.lines, standing.lines, strict=False):
        if tally.shipping or line is project.lines[0]:
            yield from _line(line, tally, project, addresses, state)
        if line.in_flight is not None:
            yield _in_flight(line.in_flight, line, project, state)


def _change(change: Change, addresses: Addresses, room: Room) -> str:
    if change.number:
        shown, url = f"#{change.number}", addresses.pull(change.number)
    else:
        shown, url = change.sha[:7], addresses.commit(change.sha)
    where = f"[{shown}]({url})" if url else f"`{shown}`"
    title, login = quote_title(room.cut(change.title)), quote_text(change.author.login)
    return f"{title} · {where} · {login}"


def _line(
    line: Line, tally: Tally, project: Project, addresses: Addresses, state: State
) -> Iterator[str]:
    since = line.since
    url = addresses.compare(since.tag, line.branch)
    parts = [quote_link(f"{since.tag}...{line.branch}", url)]
    if tally.shipping:
        coming = next_on(line, tally, state.pulse.opens.date())
        parts.append(f"next: {quote_text(coming.version)} ({quote_text(coming.why)})")
    yield " · ".join(parts)
    if tally.shipping:
        span = [f"--since={since.tag}", f"--branch={line.branch}"]
        words = ["--heading-level=2", *span]
        yield quote_code(shlex.join(["github-activity", *words, project.full_name]))


def _in_flight(flight: Release, line: Line, project: Project, state: State) -> str:
    age = _age(flight.at, state.pulse.opens)
    shown = _linked(flight, project, state)
    return f"{quote_text(line.branch)}: {shown} is in flight, {age}"


def _linked(release: Release, project: Project, state: State) -> str:
    url = tag_url(project, release, state.server_url)
    return f"[{quote_text(release.version)}]({url})"
