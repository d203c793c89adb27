"""The live comment of a pulse, as Markdown.

    <!-- team-compass:pulse-state rows=… past= -->
    **1 of 3 released** · open until the end of Wednesday 7 April 2021

    ## Stage 1

    - [x] **jupyterhub/idle-culler** 1.2.1 · 1.3.0 is released · taken by minrk

    ## Stage 2

    - [ ] **jupyterhub/kubespawner** 7.0.0 · 120 days old · **ready** · taken by minrk
      - Keep the pod's name · [#66](https://redirect.github.com/…/pull/66) · minrk
      …
    - [ ] **jupyterhub/binderhub** 1.0.0 · waits for jupyterhub/kubespawner · …

    ## Not picked up yet
    ## Nothing to ship
    ## Current versions

A text of strangers is quoted, and no pull request is told that it is named here. Ages are
those on the day of the pulse, so that nothing changes while nothing happens.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.core.markdown import quote_text
from bot.core.pulse_text import PulseMemory, state_mark
from bot.core.release_order import stages
from bot.features.releases.body import render_last_day
from bot.features.releases.counted import listed
from bot.features.releases.course import put_off_until, render_until
from bot.features.releases.heard import closing_time
from bot.features.releases.live import Live
from bot.features.releases.render_rest import render_rest
from bot.features.releases.render_rows import render_row
from bot.features.releases.room import LIMIT, Room
from bot.features.releases.state import State

_ROOMS = (
    Room(changes=10, title=300, rest=200, names=50),
    Room(changes=5, title=120, rest=100, names=20),
    Room(changes=2, title=80, rest=30, names=5),
    Room(changes=0, title=0, rest=10, names=2),
    Room(changes=0, title=0, rest=0, names=1, nested=False),
)


def render_live(memory: PulseMemory, live: Live, state: State, now: datetime) -> str:
    """The whole comment, never longer than GitHub takes."""
    text = ""
    for room in _ROOMS:
        parts = [part.strip("\n") for part in _parts(live, state, room, now)]
        text = f"{state_mark(memory)}\n" + "\n\n".join(parts) + "\n"
        if len(text) <= LIMIT:
            return text
    cut = "\n\n_There is more than a comment can hold: the rest is left out._\n"
    text = text[: LIMIT - len(cut)].rpartition("\n")[0]
    folded = text.rfind("\n<details>")
    if folded > text.rfind("\n</details>"):
        text = text[:folded]  # what is left open would hide that something is missing
    return text + cut


def _parts(live: Live, state: State, room: Room, now: datetime) -> Iterator[str]:
    yield _head(live, state, now)
    stage_of = stages(state.config)
    found = {name.lower(): stage for name, stage in stage_of.items()}
    for stage in sorted({found[row.name.lower()] for row in live.rows}):
        yield f"## Stage {stage}"
        yield "\n".join(
            render_row(row, live, state, room)
            for row in live.rows
            if found[row.name.lower()] == stage
        )
    if live.found.left_out:
        yield _left_out(live.found.left_out, state.config.most, room)
    yield from render_rest(live.found, state, room)


def _head(live: Live, state: State, now: datetime) -> str:
    done = sum(row.standing == "released" for row in live.rows)
    skipped = sum(row.standing == "skipped" for row in live.rows)
    parts = [f"**{done} of {len(live.rows)} released**"]
    if skipped:
        parts.append(f"{skipped} skipped")
    until = put_off_until(live.heard, now)
    if until is not None:
        parts.append(f"put off until {render_until(until, state.pulse)}")
    else:
        closes = closing_time(state, live.heard.resting)
        word = "open until the end of" if now < closes else "over since the end of"
        parts.append(f"{word} {render_last_day(closes)}")
    return " · ".join(parts)


def _left_out(names: Sequence[str], most: int, room: Room) -> str:
    shown = [quote_text(name) for name in names]
    more = listed(shown) if len(names) <= room.names else room.listed(shown)
    are = "is" if len(names) == 1 else "are"
    return f"Due as well, and without a row here (`most: {most}`), {are} {more}."
