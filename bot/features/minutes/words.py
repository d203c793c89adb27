"""The sentences of the minutes comment, and of the pull request: Markdown that is safe."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import quote

from bot.core.local_time import later
from bot.core.markdown import quote_text
from bot.core.meeting_course import MINUTES_TAKEN
from bot.core.text_format import render_date
from bot.features.minutes.pull import Ground, standing
from bot.features.minutes.state import Minutes, State


def offering(state: State) -> str:
    """While the meeting is on: where notes are taken."""
    series = state.series
    if state.link:
        return f"Notes are taken together [in HackMD]({state.link})."
    below = "the document for notes is below, ready to be copied"
    if series.notes != "hackmd":
        where = f" to [where notes are taken]({series.notes})" if series.notes else ""
        return f"{below[0].upper()}{below[1:]}{where}."
    if not state.can_make_notes:
        return f"This bot has no account at HackMD, so {below}."
    if "note" in state.refused:
        return f"HackMD does not let this bot make a note, so {below}."
    return (
        f"A note at HackMD is being made and will be linked here. Until then {below}."
    )


def origin(state: State, minutes: Minutes) -> str:
    """After the meeting: what the minutes are made from, and how much that is."""
    if minutes.source == "note":
        made = f"Made from [the notes]({state.link})"
    else:
        made = "Made from the agenda above"
        if state.memory.note:
            made = f"The note of this meeting cannot be read. {made}"
        elif state.series.notes not in (None, "hackmd"):
            made = f"{made}, as notes elsewhere are not read"
    said = minutes.counts if minutes.file else "nothing was noted yet"
    return f"{made}: {said}." if said else f"{made}."


_WHEREABOUTS = {
    "merged": "Kept in [{name}]({address}), with {pull}.",
    "closed": "{pull} was closed, so {name} is not made, and not asked for again.",
    "there": "[{name}]({address}) is there already and stays as it is.",
    "empty": "There is no {name} until something is noted.",
    "impossible": "There can be no {name}: it {obstacle}.",
    "changed": "People have changed {name} in {pull}, so it is left to them.",
    "refused": "GitHub does not let this bot bring in {name}: its text is below.",
    "left": "GitHub does not let this bot bring in {name}, for which there is {pull}: its"
    " text is below.",
    "wanted": "A pull request with {name} is on its way.",
    "open": "{pull} brings in {name}, which follows what is noted until {until}, or"
    " until somebody changes it there.",
}


def whereabouts(state: State, minutes: Minutes, ground: Ground) -> str:
    """After the meeting: what has become of the file."""
    pull = ground.pull
    kind: str = standing(ground, minutes.file, state.memory.file)
    if kind in ("wanted", "open") and "pull" in state.refused:
        kind = "left" if pull or ground.head else "refused"
    if kind in ("wanted", "impossible") and not minutes.file:
        kind = "empty"
    branch = f"the branch `{ground.branch}`"
    return _WHEREABOUTS[kind].format(
        name=quote_text(ground.path),
        address=_address(state, ground),
        pull=f"[#{pull.number}]({pull.html_url})" if pull else branch,
        obstacle=quote_text(ground.obstacle),
        until=until(state),
    )


def proposal_words(state: State, minutes: Minutes) -> str:
    """What the pull request says of itself."""
    return "\n".join(_proposal(state, minutes))


def _proposal(state: State, minutes: Minutes) -> Iterator[str]:
    front = minutes.front
    meeting = f"[{front.issue_name}]({front.issue_url})"
    source = f"[its notes]({state.link})" if minutes.source == "note" else "its agenda"
    yield f"The minutes of {meeting}, made from {source}."
    if minutes.counts:
        yield from ("", minutes.counts)
    yield ""
    yield (
        f"Until {until(state)} the file follows what is noted; once somebody else changes"
        " it on this branch, it is left to them. Close this, and no other one is opened."
    )


def until(state: State) -> str:
    """`27 April 2021`: the last day on which the file follows what is noted."""
    return _day(later(state.occurrence.ends, MINUTES_TAKEN - timedelta(days=1)))


def _day(at: datetime) -> str:
    return render_date(at.date(), "%e %B %Y")


def _address(state: State, ground: Ground) -> str:
    """Where the file is shown."""
    url = state.front.repository_url
    return f"{url}/blob/{quote(ground.base)}/{quote(ground.path)}"
