"""Whatever people do, in whatever order the bot looks: properties of the agenda."""

import re
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.features.agenda.config import AgendaConfig
from bot.features.agenda.entries import length
from bot.features.agenda.render import LIMIT
from tests.core.hostile import markdown
from tests.features.agenda.thread import Thread
from tests.fuzz.escaped import check_nothing_escaped

COMMANDS = (
    "/agenda ",
    "/agenda\n- ",
    "/update ",
    "/celebrate ",
    "/here ",
    "/agenda edit A1 ",
)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(COMMANDS), markdown, st.sampled_from(["ada", "bob"])),
        min_size=1,
        max_size=5,
    )
)
def test_nothing_of_a_user_escapes_its_entry(comments):
    thread = Thread()
    for command, text, by in comments:
        thread.comment(command + text, by=by)
    thread.comment("/agenda The last honest topic (7 min)", by="minrk")
    thread.settle()
    entries = check_nothing_escaped(thread)
    assert any("The last honest topic · minrk · 7 min" in entry for entry in entries)
    assert thread.plan() == ()


@dataclass(frozen=True)
class Step:
    """What somebody does next; `look` tells whether the bot looks afterwards."""

    what: str
    number: int
    other: int
    look: bool
    by: str


steps = st.lists(
    st.builds(
        Step,
        what=st.sampled_from(
            [
                "topic",
                "topic",
                "topics",
                "move",
                "remove",
                "done",
                "retitle",
                "retract",
                "mend",
            ]
        ),
        number=st.integers(1, 6),
        other=st.integers(1, 6),
        look=st.booleans(),
        by=st.sampled_from(["ada", "grace", "minrk", "sgibson91"]),
    ),
    max_size=14,
)


def play(thread: Thread, history: list[Step], *, always: bool) -> None:
    topics: list[int] = []
    commands: list[int] = []
    for n, step in enumerate(history):
        if step.what == "topic":
            topics.append(
                thread.comment(f"/agenda T{n} ({step.number} min)", by=step.by)
            )
        elif step.what == "topics":
            topics.append(thread.comment(f"/agenda\n- X{n}\n- Y{n} [Tim]", by=step.by))
        elif step.what == "move":
            commands.append(
                thread.comment(
                    f"/agenda move A{step.number} after A{step.other}", by=step.by
                )
            )
        elif step.what in ("remove", "done"):
            commands.append(
                thread.comment(f"/agenda {step.what} A{step.number}", by=step.by)
            )
        elif step.what == "retitle" and topics:
            number = topics[step.number % len(topics)]
            body = thread.comments[number].body
            thread.edit(number, body.replace("T", f"R{n}").replace("X", f"Q{n}"))
        elif step.what == "retract" and commands:
            thread.delete(commands.pop(step.number % len(commands)))
        elif step.what == "mend" and commands:
            thread.edit(
                commands[step.number % len(commands)],
                f"/agenda move A{step.number} to {step.other + n}",
            )
        if always or step.look:
            thread.settle()
    thread.settle()


@settings(max_examples=60, deadline=None)
@given(steps)
def test_however_often_the_bot_looks_the_agenda_is_the_same(history):
    watched, surprised = Thread(), Thread()
    watched.settle()
    surprised.settle()
    play(watched, history, always=True)
    play(surprised, history, always=False)
    # ids of comments differ: the bot's own notes came at other moments
    assert shape(watched) == shape(surprised)
    assert watched.plan() == surprised.plan() == ()


def shape(thread: Thread) -> str:
    """The agenda without addresses, and who was told what."""
    lines = [line.split("[comment]")[0] for line in thread.agenda.splitlines()]
    told = sorted(
        note.partition("\n")[2].split("Edit [your")[0] for note in thread.notes
    )
    return "\n".join([*lines, *thread.ids, *told])


def test_a_huge_agenda_is_cut_and_says_so():
    thread = Thread(config=AgendaConfig(most=200))
    for n in range(40):
        lines = "\n".join(f"- detail {i} of {'much ' * 20}" for i in range(60))
        thread.comment(f"/agenda Topic {n} {'x' * 300}\n{lines}", by=f"person{n}")
    thread.settle()
    assert length(thread.mine[0]) <= LIMIT
    assert len(thread.ids) == 40
    assert "… more in the [comment]" in thread.agenda
    for n in range(40):
        thread.comment("/agenda\n" + "- 😀 many\n" * 20, by=f"crowd{n}")
    thread.settle()
    assert length(thread.mine[0]) <= LIMIT
    assert len(thread.ids) == 300
    for n in range(30):
        thread.comment("/update\n" + "- news\n" * 20, by=f"crowd{n}")
    thread.settle()
    assert length(thread.mine[0]) <= LIMIT
    assert re.search(r"^\*\d+ more topics do not fit here", thread.agenda, re.MULTILINE)
    assert (
        "*400 more entries do not fit here; they stand in the comments.*"
        in thread.agenda
    )
    assert any("an agenda holds 300 topics" in note for note in thread.notes)


def test_a_person_who_adds_and_deletes_for_ever_fills_nothing():
    thread = Thread()
    for _ in range(150):
        comment = thread.comment("/agenda One", by="mallory")
        thread.settle()
        thread.delete(comment)
        thread.settle()
    thread.comment("/agenda Real", by="ada")
    thread.settle()
    assert thread.ids == ["A151"]
    assert length(thread.mine[0]) < 8000


edits = st.lists(
    st.tuples(
        st.sampled_from(["comment", "edit", "delete", "look"]),
        st.integers(0, 5),
        st.lists(st.sampled_from("abcdef"), max_size=4),
    ),
    max_size=25,
)


@settings(max_examples=100, deadline=None)
@given(edits)
def test_an_id_means_one_topic_for_ever(history):
    """Whatever words come and go in whatever comments: an id never moves to others."""
    thread = Thread(config=AgendaConfig(most=25 * 4))  # as many as can be proposed
    thread.settle()
    seen: dict[str, str] = {}
    mine: list[int] = []
    for what, number, words in history:
        body = "\n".join(f"/agenda {word}" for word in words) or "Nothing yet."
        if what == "comment":
            mine.append(thread.comment(body, by="ada"))
        elif what == "edit" and mine:
            thread.edit(mine[number % len(mine)], body)
        elif what == "delete" and mine:
            thread.delete(mine.pop(number % len(mine)))
        else:
            thread.settle()
            here = re.findall(
                r"#issuecomment-(\d+)\) · `(A\d+)`$", thread.agenda, re.MULTILINE
            )
            assert len({id_ for _, id_ in here}) == len(here)
            for comment, id_ in here:
                assert seen.setdefault(id_, comment) == comment
    thread.settle()
    proposed = sum(thread.comments[n].body.count("/agenda ") for n in mine)
    assert len(thread.ids) == proposed, "every topic is there once"
