"""What clever, careless and hostile people found out about the agenda, each mended."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.features.agenda.entries import length
from bot.features.agenda.render import LIMIT
from tests.core.rendered import render
from tests.features.agenda.thread import Thread


@pytest.fixture
def thread() -> Thread:
    thread = Thread()
    thread.settle()
    return thread


def entries(thread: Thread) -> list[str]:
    return [
        line.split(" · ")[0].split(". ", 1)[1]
        for line in thread.agenda.splitlines()
        if line.endswith("`") and "#issuecomment-" in line
    ]


class TestNobodyFreezesAnAgenda:
    def test_with_titles_that_grow(self, thread: Thread):
        line = "- " + " ".join(f"#{n}" for n in range(1, 10)) + "\n"
        thread.comment(f"/update\n{line * 60}/celebrate\n{line * 60}", by="mallory")
        thread.comment("/agenda Real", by="ada")
        thread.settle()
        assert length(thread.mine[0]) <= LIMIT
        assert entries(thread) == ["Real"]

    def test_with_thousands_of_commands_about_nothing(self, thread: Thread):
        lines = "\n".join(f"/agenda done A{n}" for n in range(100, 3700))
        comment = thread.comment(lines, by="mallory")
        thread.comment("/agenda Real", by="ada")
        thread.settle()
        assert length(thread.mine[0]) < 6000
        assert entries(thread) == ["Real"]
        assert thread.reaction(comment) == ["confused"]
        assert "a comment may hold 50 changes" in thread.notes[0]

    def test_with_thousands_of_changes_by_a_chair(self, thread: Thread):
        thread.comment("/agenda\n- One\n- Two", by="ada")
        thread.settle()
        for start in range(20):
            lines = (f"/agenda move A1 to {n + start * 50 + 1}" for n in range(50))
            thread.comment("\n".join(lines), by="minrk")
        thread.settle()
        assert length(thread.mine[0]) < 20_000
        assert "an agenda takes 500 changes" in "".join(thread.notes)

    def test_with_notes(self, thread: Thread):
        for n in range(30):
            thread.comment(f"/agenda done A{n + 50}", by="mallory")
        thread.settle()
        assert len(thread.notes) == 10

    def test_with_thousands_of_roll_calls(self, thread: Thread):
        for n in range(1200):
            thread.comment("/here", by=f"person{n}")
        thread.settle()
        assert length(thread.mine[0]) <= LIMIT
        assert thread.plan() == ()
        thread.comment("/agenda Real", by="ada")
        written = [type(action).__name__ for action in thread.settle()]
        assert written == ["UpdateComment", "CreateReaction"]


@pytest.mark.parametrize(
    "blank", ["\u00a0", "\u3000", " \u2003 ", "\x0c"], ids=["nbsp", "wide", "em", "ff"]
)
def test_a_strange_blank_line_in_code_is_no_end_of_the_entry(
    thread: Thread, blank: str
):
    thread.comment(f"/agenda Foo\n```\na\n{blank}\nb\n```")
    thread.comment("/agenda Bar")
    thread.settle()
    tree, _ = render(thread.agenda)
    assert [n.tag for n in tree.children if not isinstance(n, str)] == ["h2", "p", "ol"]
    assert len(tree.all("pre")) == 1


def test_link_definitions_serve_the_whole_comment(thread: Thread):
    thread.comment(
        "/agenda See [docs][1]\nand [The Hub]\n/agenda Other [hub][the hub]\n\n"
        "[1]: https://a.b/c\n[the hub]: https://hub.example 'title'"
    )
    thread.comment("/agenda Not mine: [docs][1]")
    thread.settle()
    assert "1. See [docs](https://a.b/c) · " in thread.agenda
    assert "and [The Hub](https://hub.example)" in thread.agenda
    assert "2. Other [hub](https://hub.example) · " in thread.agenda
    assert "\\[docs]\\[1]" in thread.agenda


def test_what_was_cut_is_said_outside_the_code(thread: Thread):
    thread.comment("/agenda Foo\n```\n" + "code\n" * 2000)
    thread.settle()
    tree, _ = render(thread.agenda)
    assert "… more in the comment" in "".join(tree.texts(outside=("pre",)))


class TestCommandsKeepTheirTopic:
    def test_when_a_line_goes_and_others_are_touched(self, thread: Thread):
        proposal = thread.comment(
            "/agenda\n- Security audit\n- Release pulses\n- Docs sprint"
        )
        thread.settle()
        thread.comment("/agenda remove A1", by="minrk")
        thread.settle()
        thread.edit(proposal, "/agenda\n- Release pulses (10 min)\n- Docs sprint [Tim]")
        thread.settle()
        assert entries(thread) == ["Release pulses", "Docs sprint"]
        assert thread.ids == ["A2", "A3"]

    def test_when_nobody_can_tell_which_line_is_which(self, thread: Thread):
        proposal = thread.comment("/agenda\n- One\n- Two")
        thread.settle()
        thread.comment("/agenda remove A1", by="minrk")
        thread.settle()
        thread.edit(proposal, "/agenda\n- Something else")
        thread.settle()
        assert entries(thread) == ["Something else"]
        assert thread.ids == ["A3"]

    def test_when_another_facilitator_takes_over(self, thread: Thread):
        thread.comment("/agenda\n- One\n- Two", by="ada")
        thread.settle()
        thread.roles = {}
        command = thread.comment("/agenda move A2 first", by="sgibson91")
        thread.settle()
        occurrence = replace(thread.meeting.occurrence, facilitator="minrk")
        thread.meeting = replace(thread.meeting, occurrence=occurrence)
        thread.settle()
        assert thread.ids == ["A2", "A1"]
        assert thread.reaction(command) == ["+1"]

    def test_when_the_owner_changes(self, thread: Thread):
        proposal = thread.comment("/agenda One @bob", by="ada")
        thread.settle()
        thread.comment("/agenda time A1 17m", by="bob")
        thread.settle()
        thread.edit(proposal, "/agenda One @carl")
        thread.settle()
        assert "1. One · carl · 17 min" in thread.agenda
        assert thread.notes == []


class TestNobodyJumpsTheQueue:
    def test_with_an_old_comment(self, thread: Thread):
        early = thread.comment("hi", by="mallory")
        thread.comment("/agenda One", by="ada")
        thread.settle()
        thread.edit(early, "hi\n/agenda Jumped")
        thread.settle()
        assert thread.ids == ["A1", "A2"]

    def test_past_the_cut_off(self, thread: Thread):
        early = thread.comment("/here", by="mallory")
        thread.comment("/agenda One", by="ada")
        thread.settle()
        thread.now = thread.meeting.cutoff + timedelta(hours=1)
        thread.edit(early, "/here\n/agenda Too late")
        thread.settle()
        assert "## Late topics\n\n2. Too late" in thread.agenda


@pytest.mark.parametrize("place", ["to 2", "to 9", "last"])
def test_a_topic_in_time_does_not_become_late_by_a_move(thread: Thread, place: str):
    thread.comment("/agenda One")
    thread.comment("/agenda Two")
    thread.now = thread.meeting.cutoff
    thread.comment("/agenda Late")
    thread.settle()
    thread.comment(f"/agenda move A1 {place}", by="minrk")
    thread.settle()
    if place == "to 9":  # behind everything, as if it had come last
        assert thread.ids[0] == "A2"
    else:
        assert thread.ids == ["A2", "A1", "A3"]
        assert "## Late topics\n\n3. Late" in thread.agenda


@pytest.mark.parametrize(
    ("zone", "start", "clock"),
    [
        ("Europe/London", "2021-03-28T00:30", ["00:30", "02:00", "02:30"]),
        ("Europe/London", "2021-10-31T00:30", ["00:30", "01:00", "01:30"]),
        ("America/New_York", "2021-03-14T01:30", ["01:30", "03:00", "03:30"]),
        ("Asia/Kolkata", "2021-03-18T23:30", ["23:30", "00:00", "00:30"]),
    ],
)
def test_the_clock_runs_on_across_every_change(zone: str, start: str, clock: list[str]):
    thread = Thread()
    starts = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(zone))
    occurrence = replace(
        thread.meeting.occurrence, starts=starts, length=timedelta(hours=2)
    )
    thread.meeting = replace(thread.meeting, occurrence=occurrence)
    thread.comment("/agenda\n- One 30m\n- Two 30m\n- Three 30m")
    thread.settle()
    shown = [
        line.split(" · ")[3]
        for line in thread.agenda.splitlines()
        if "30 min ·" in line
    ]
    assert shown == clock


def test_a_zone_without_a_name_is_shown_by_its_distance():
    thread = Thread()
    starts = datetime(2021, 3, 18, 12, tzinfo=ZoneInfo("America/Bogota"))
    occurrence = replace(thread.meeting.occurrence, starts=starts)
    thread.meeting = replace(thread.meeting, occurrence=occurrence)
    thread.settle()
    assert "starts 12:00 UTC-05:00" in thread.agenda


def test_each_entry_of_a_list_is_a_topic_or_is_answered(thread: Thread):
    comment = thread.comment(
        "/agenda\n- <!-- your topic --> Docs\n- <details><summary>X</summary>y</details>\n"
        "- > only a quote\n- ```\n  code\n  ```\n-\n- b\n- [ ] \n- [x] done already"
    )
    thread.settle()
    assert entries(thread) == ["Docs", "Xy", "b", "done already"]
    assert thread.reaction(comment) == ["confused"]
    assert thread.notes[0].count("an entry of the list has no words of its own") == 1, (
        "said once"
    )


@pytest.mark.parametrize(
    "command",
    [
        "/agenda done `A1`",
        "/agenda done #A1",
        "/agenda done A1.",
        "/agenda  done\tA1",
        "/agenda DONE a1",
    ],
)
def test_an_id_is_understood_as_people_copy_it(thread: Thread, command: str):
    thread.comment("/agenda One")
    thread.settle()
    thread.comment(command, by="minrk")
    thread.settle()
    assert "## Done\n\n1. One" in thread.agenda


@pytest.mark.parametrize(
    ("command", "entry"),
    [
        ("/agenda time A1 (15m)", "One · ada · 15 min"),
        ("/agenda time A1: [15 min].", "One · ada · 15 min"),
        ("/agenda owner A1 @minrk.", "One · minrk · 5 min"),
        ("/agenda owner A1 **Tim**", "One · Tim · 5 min"),
        ("/agenda owner A1 me", "One · ada · 5 min"),
        (
            "/agenda edit A1 Two\n\nFixed a typo, I hope that is fine.",
            "Two · ada · 5 min",
        ),
        ("/agenda\tadd\tTwo", "One · ada · 5 min"),
    ],
)
def test_small_things_are_forgiven(thread: Thread, command: str, entry: str):
    thread.comment("/agenda One\nimportant details", by="ada")
    thread.settle()
    thread.comment(command, by="ada")
    thread.settle()
    assert f"\n1. {entry} · " in thread.agenda
    assert "important details" in thread.agenda
    assert thread.notes == []


@pytest.mark.parametrize("where", ["to the top", "top", "to 1", "1", "to the start"])
def test_first_has_many_names(thread: Thread, where: str):
    thread.comment("/agenda\n- One\n- Two")
    thread.settle()
    thread.comment(f"/agenda move A2 {where}", by="minrk")
    thread.settle()
    assert thread.ids == ["A2", "A1"]


def test_a_broken_mark_still_tells_which_ids_were_used(thread: Thread):
    first = thread.comment("/agenda One")
    second = thread.comment("/agenda Two")
    thread.settle()
    thread.delete(second)
    thread.settle()
    agenda = next(
        n for n, c in thread.comments.items() if "team-compass:agenda" in c.body
    )
    body = thread.comments[agenda].body
    thread.edit(agenda, body.replace("<!-- team-compass:agenda", "<!-- hello"))
    thread.comment("/agenda Three")
    thread.settle()
    assert thread.ids == ["A1", "A3"]
    assert first in thread.comments


def test_a_topic_that_shows_nothing_is_none(thread: Thread):
    comment = thread.comment("/agenda \u200f")
    thread.settle()
    assert thread.ids == []
    assert thread.reaction(comment) == ["confused"]


def test_nothing_is_put_beside_a_removed_topic(thread: Thread):
    thread.comment("/agenda\n- One\n- Two\n- Three")
    thread.settle()
    thread.comment("/agenda remove A2", by="minrk")
    command = thread.comment("/agenda move A1 after A2", by="minrk")
    thread.settle()
    assert thread.ids == ["A1", "A3"]
    assert thread.reaction(command) == ["confused"]
    assert "A2 was removed before" in thread.notes[0]


def test_a_command_about_a_topic_long_forgotten_does_no_harm(thread: Thread):
    for _ in range(120):  # more than are remembered
        comment = thread.comment("/agenda One", by="ada")
        thread.settle()
        thread.delete(comment)
        thread.settle()
    thread.comment("/agenda Real", by="ada")
    thread.settle()
    command = thread.comment("/agenda remove A1", by="minrk")
    thread.settle()
    assert thread.ids == ["A121"]
    assert thread.reaction(command) == ["+1"], "it was there once, and is gone"


def test_a_long_mistake_is_quoted_short(thread: Thread):
    thread.comment(f"/agenda time A1 {'soon ' * 200}`@tim`", by="ada")
    thread.settle()
    (note,) = thread.notes
    assert "…`: it names no time" in note
    assert len(note) < 600
