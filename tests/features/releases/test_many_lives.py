"""Whatever people, projects and the bot do in whatever order, some things never happen."""

from collections.abc import Callable
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.actions import CreateComment, CreateIssue
from bot.core.models import Comment
from bot.core.pulse_text import find_pulse_state
from tests.features.releases.pulse import (
    CHP,
    HUB,
    ME,
    OAUTH,
    SPAWNER,
    Pulse,
    bumped,
    change,
    project,
)


def _last(pulse: Pulse) -> Comment | None:
    said = [one for one in pulse.comments if not ME.wrote(one)]
    return said[-1] if said else None


def _edit(pulse: Pulse) -> None:
    if said := _last(pulse):
        pulse.edit(said, "/release claim jupyterhub")


def _delete(pulse: Pulse) -> None:
    if said := _last(pulse):
        pulse.delete(said)


def _break_mark(pulse: Pulse) -> None:
    if live := find_pulse_state(ME, pulse.comments):
        pulse.edit(live, live.body.replace("rows=", "rows=x:,,%,a/b:1"))


def _delete_live(pulse: Pulse) -> None:
    if live := find_pulse_state(ME, pulse.comments):
        pulse.delete(live)


def _lose(pulse: Pulse) -> None:
    gone = pulse.projects[SPAWNER]
    pulse.projects[SPAWNER] = type(gone)(SPAWNER, unknown=("GitHub does not tell",))


def _next_quarter(pulse: Pulse) -> None:
    pulse.wait(days=91)
    pulse.open()


DEEDS: dict[str, Callable[[Pulse], object]] = {
    "claim": lambda p: p.say("/release claim kubespawner", "manics"),
    "claim all": lambda p: p.say("/release claim jupyterhub kubespawner"),
    "skip": lambda p: p.say("/release skip jupyterhub not now"),
    "snooze": lambda p: p.say("/release snooze 3d"),
    "snooze one": lambda p: p.say("/release snooze kubespawner 30d"),
    "nonsense": lambda p: p.say("/release the kraken\n/release claim nothing"),
    "a stranger": lambda p: p.say("/release skip kubespawner because", "passerby"),
    "words": lambda p: p.say("I am on it."),
    "edit": _edit,
    "delete": _delete,
    "break the mark": _break_mark,
    "delete the live comment": _delete_live,
    "close": lambda p: p.close(),
    "reopen": lambda p: p.reopen(),
    "release": lambda p: p.release(HUB, f"1.4.{len(p.done)}"),
    "release another": lambda p: p.release(SPAWNER, f"0.16.{len(p.done)}"),
    "take the tag away": lambda p: p.projects.update(
        {HUB: project(HUB, "1.3.0", change(31, "Keep the `PORT`"), days=100)}
    ),
    "land": lambda p: p.land(OAUTH, change(52, "Refuse an empty login", days=0)),
    "only bots": lambda p: p.projects.update({CHP: project(CHP, "4.5.0", bumped(3))}),
    "lose": _lose,
    "a day": lambda p: p.wait(days=1),
    "a week": lambda p: p.wait(days=7),
    "a quarter": _next_quarter,
    "look": lambda p: p.look(),
    "an interrupted look": lambda p: p.look(most=1),
    "settle": lambda p: p.settle(),
}


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(sorted(DEEDS)), max_size=14))
def test_a_pulse_comes_to_rest_with_one_live_comment(deeds: list[str]) -> None:
    pulse = Pulse()
    assert pulse.open()
    for deed in deeds:
        DEEDS[deed](pulse)
    pulse.settle()
    assert pulse.look() == []
    pulse.wait(hours=1)
    assert pulse.look() == [] or pulse.settle()
    live = [c for c in pulse.comments if ME.wrote(c) and "pulse-state" in c.body[:40]]
    assert len(live) == 1 or pulse.issue.state == "closed"
    summaries = [c for c in pulse.comments if "pulse-summary" in c.body[:40]]
    assert len(summaries) <= 1
    opened = [one.title for one in pulse.done if isinstance(one, CreateIssue)]
    assert len(opened) == len(set(opened))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(sorted(DEEDS)), max_size=10))
def test_interrupted_after_any_write_it_ends_the_same(deeds: list[str]) -> None:
    calm, nervous = Pulse(), Pulse()
    for pulse in (calm, nervous):
        assert pulse.open()
    for deed in deeds:
        for pulse in (calm, nervous):
            if deed not in ("look", "an interrupted look", "settle"):
                DEEDS[deed](pulse)
        calm.settle()
        for _ in range(30):
            if not nervous.look(most=1):
                break
        nervous.settle()
    assert _texts(calm) == _texts(nervous)


def _texts(pulse: Pulse) -> list[str]:
    return sorted(one.body for one in pulse.comments)


def test_a_comment_is_made_once_however_often_a_look_is_interrupted() -> None:
    pulse = Pulse()
    assert pulse.open()
    pulse.say("/release claim nothing", "minrk")
    while pulse.look(most=1):
        pass
    pulse.now += timedelta(days=8)
    while pulse.look(most=1):
        pass
    made = [one for one in pulse.done if isinstance(one, CreateComment)]
    assert len(made) == 3
    assert pulse.issue.state == "closed"
