"""People comment, and the agenda is what they said: the pure plan, story by story."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.actions import CreateComment, PinComment
from bot.features.agenda.config import AgendaConfig
from tests.features.agenda.thread import ME, STARTS, Thread
from tests.golden import Golden

GOLDEN = Golden(Path(__file__).parent / "golden")


@pytest.fixture
def thread() -> Thread:
    thread = Thread()
    thread.settle()
    return thread


def test_a_new_meeting_has_an_agenda_that_says_how_to_begin():
    thread = Thread()
    created, pinned = thread.settle()
    assert isinstance(created, CreateComment)
    assert isinstance(pinned, PinComment)
    assert thread.agenda == GOLDEN / "empty.md"


def test_a_whole_meeting(thread: Thread):
    thread.comment(
        "Hello!\n\n/agenda **Sarah** (10 mins): Code of Conduct\n"
        "- Is it visible enough?\n  - > quoted\n\n```\n/agenda no topic\n```\n"
        "/update Helm 3 everywhere, thanks to @consideRatio!",
        by="sgibson91",
    )
    thread.comment(
        "/agenda\r\n- Z2JH PR discussion (5 turned 15 min)\r\n  - Go ahead?\r\n"
        "- Docs sprint [Simon]\r\n\r\n/here Erik Sundell / Sundell open source",
        by="consideRatio",
    )
    thread.comment("/agenda RBAC, the long version (1h)", by="IvanaH8")
    thread.comment("/agenda A short one 2min\n/here", by="manics")
    thread.settle()
    thread.comment("/agenda move A3 first\n/agenda defer A4", by="manics")
    thread.now = STARTS - timedelta(hours=2)
    thread.comment("/agenda Too late?\n/celebrate Min is back", by="betatim")
    thread.now = STARTS + timedelta(minutes=5)
    thread.comment("/agenda done A1", by="sgibson91")
    thread.settle()
    assert thread.agenda == GOLDEN / "meeting.md"


@pytest.mark.parametrize(
    ("command", "order"),
    [
        ("/agenda move A3 first", ["A3", "A1", "A2", "A4"]),
        ("/AGENDA MOVE a3 FIRST", ["A3", "A1", "A2", "A4"]),
        ("/agenda move A1 last", ["A2", "A3", "A4", "A1"]),
        ("/agenda move A4 before A2", ["A1", "A4", "A2", "A3"]),
        ("/agenda move A1 after A3", ["A2", "A3", "A1", "A4"]),
        ("/agenda move A4 to 2", ["A1", "A4", "A2", "A3"]),
        ("/agenda move A1 to 3", ["A2", "A3", "A1", "A4"]),
        ("/agenda move A1 to 99", ["A2", "A3", "A4", "A1"]),
        ("/agenda remove A2", ["A1", "A3", "A4"]),
        ("/agenda done A1", ["A2", "A3", "A4", "A1"]),
        ("/agenda defer A1\n/agenda done A2", ["A3", "A4", "A2", "A1"]),
        ("/agenda done A1\n/agenda move A1 to 2", ["A2", "A1", "A3", "A4"]),
    ],
)
def test_changing_the_order(thread: Thread, command: str, order: list[str]):
    thread.comment("/agenda\n- One\n- Two\n- Three\n- Four")
    thread.settle()
    comment = thread.comment(command, by="minrk")
    thread.settle()
    assert thread.ids == order
    assert thread.reaction(comment) == ["+1"]
    assert thread.notes == []


@pytest.mark.parametrize(
    ("command", "entry"),
    [
        ("/agenda edit A1 Other words", "Other words · manics · 5 min"),
        ("/agenda edit A1 Other words (10m) [Tim]", "Other words · Tim · 10 min"),
        ("/agenda time A1 15m", "One · manics · 15 min"),
        ("/agenda time A1 1h", "One · manics · 60 min"),
        ("/agenda owner A1 @minrk", "One · minrk · 5 min"),
        ("/agenda owner A1 Min RK", "One · Min RK · 5 min"),
    ],
)
def test_changing_a_topic(thread: Thread, command: str, entry: str):
    thread.comment("/agenda One", by="manics")
    thread.settle()
    thread.comment(command, by="manics")
    thread.settle()
    assert f"\n1. {entry} · 17:00 · [comment]" in thread.agenda


def test_an_edited_topic_keeps_its_id_and_place(thread: Thread):
    first = thread.comment("/agenda Security", by="ada")
    thread.comment("/agenda Release", by="grace")
    thread.settle()
    thread.edit(first, "/agenda Security, ten minutes (10 min)")
    thread.settle()
    assert thread.ids == ["A1", "A2"]
    assert "1. Security, ten minutes · ada · 10 min" in thread.agenda


def test_ids_stay_when_words_of_a_comment_come_and_go(thread: Thread):
    comment = thread.comment("/agenda X\n/agenda Y", by="ada")
    thread.settle()
    thread.edit(comment, "/agenda Y")
    thread.settle()
    assert thread.ids == ["A2"]
    thread.edit(comment, "/agenda Y\n/agenda Z")
    thread.settle()
    assert thread.ids == ["A2", "A3"]
    thread.edit(comment, "/agenda Z\n/agenda X\n/agenda Y2")
    thread.settle()
    assert sorted(thread.ids) == ["A1", "A3", "A4"], "X is back; Y2 is new behind X"


def test_a_deleted_topic_never_gives_its_id_away(thread: Thread):
    first = thread.comment("/agenda One", by="ada")
    thread.settle()
    thread.delete(first)
    thread.settle()
    thread.comment("/agenda Two", by="ada")
    thread.settle()
    assert thread.ids == ["A2"]


def test_a_move_means_what_its_author_saw_also_when_a_topic_goes(thread: Thread):
    first = thread.comment("/agenda One")
    thread.comment("/agenda Two")
    thread.comment("/agenda Three")
    thread.settle()
    thread.comment("/agenda move A3 to 2", by="minrk")
    thread.settle()
    thread.delete(first)
    thread.settle()
    assert thread.ids == ["A3", "A2"]


def test_a_command_is_never_retargeted_to_a_later_topic(thread: Thread):
    thread.comment("/agenda One")
    thread.settle()
    command = thread.comment("/agenda remove A2", by="minrk")
    thread.settle()
    assert thread.reaction(command) == ["confused"]
    assert "there was no A2" in thread.notes[0]
    thread.comment("/agenda Two")
    thread.edit(command, "Oh well.\n/agenda remove A2")
    thread.settle()
    assert thread.ids == ["A1", "A2"]
    assert len(thread.notes) == 1


def test_an_edited_comment_may_mean_what_came_since(thread: Thread):
    command = thread.comment("I will chair.", by="minrk")
    thread.comment("/agenda One")
    thread.comment("/agenda Two")
    thread.settle()
    thread.edit(command, "/agenda move A2 first")
    thread.settle()
    assert thread.ids == ["A2", "A1"]
    assert thread.reaction(command) == ["+1"]


def test_a_deleted_command_is_undone(thread: Thread):
    thread.comment("/agenda One")
    thread.settle()
    command = thread.comment("/agenda remove A1", by="minrk")
    thread.settle()
    assert thread.ids == []
    thread.delete(command)
    thread.settle()
    assert thread.ids == ["A1"]


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("/agenda", "it names no topic"),
        ("/agenda add", "it names no topic"),
        ("/agenda (10 min)", "but no topic"),
        ("/agenda move A1 sideways", "it does not say where to"),
        ("/agenda move A1 to 0", "positions count from 1"),
        ("/agenda move A1 before A1", "cannot stand beside itself"),
        ("/agenda move A1 before A7", "there was no A7"),
        ("/agenda remove A7", "there was no A7"),
        ("/agenda remove A1 please", "nothing may follow the id"),
        ("/agenda time A1 soon", "it names no time"),
        ("/agenda time A1 9h", "it names no time"),
        ("/agenda owner A1", "it names no person"),
        ("/agenda edit A1", "it does not say the new words"),
        ("/update", "it says nothing"),
        ("/celebrate\n\nhurrah", "it says nothing"),
    ],
)
def test_what_cannot_be_done_is_said_once_and_forgotten_when_mended(
    thread: Thread, command: str, why: str
):
    thread.comment("/agenda One")
    thread.settle()
    comment = thread.comment(command, by="minrk")
    thread.settle()
    assert thread.reaction(comment) == ["confused"]
    assert len(thread.notes) == 1
    assert why in thread.notes[0]
    assert thread.notes[0].startswith(f"<!-- team-compass:mend comment={comment} -->")
    thread.edit(comment, "/agenda remove A99")
    thread.settle()
    assert len(thread.notes) == 1
    assert "there was no A99" in thread.notes[0]
    thread.edit(comment, "/agenda move A1 first")
    thread.settle()
    assert thread.notes == []
    assert thread.reaction(comment) == ["+1"]


def test_a_note_that_people_deleted_is_not_written_again(thread: Thread):
    comment = thread.comment("/agenda move A9 first", by="minrk")
    thread.settle()
    (note,) = (n for n, c in thread.comments.items() if c.body == thread.notes[0])
    thread.delete(note, by="manics")
    assert thread.settle() == []
    assert thread.reaction(comment) == ["confused"]
    thread.edit(comment, "Never mind.")
    thread.settle()
    thread.edit(comment, "/agenda move A9 last")
    thread.settle()  # which is another story
    assert len(thread.notes) == 1


def test_a_line_is_a_verb_only_when_an_id_follows(thread: Thread):
    for words in ("move to k8s 1.30", "remove the old chart", "done is better", "add"):
        thread.comment(f"/agenda {words}" if words != "add" else "/agenda add helm")
    thread.settle()
    for title in ("move to k8s 1.30", "remove the old chart", "done is better", "helm"):
        assert f". {title} · " in thread.agenda


def test_rights(thread: Thread):
    thread.comment("/agenda One @ada", by="grace")
    thread.settle()
    for by, command, allowed in (
        ("stranger", "/agenda remove A1", False),
        ("stranger", "/agenda move A1 first", False),
        ("grace", "/agenda move A1 first", False),
        ("grace", "/agenda time A1 6m", True),
        ("ada", "/agenda time A1 7m", True),
        ("sgibson91", "/agenda move A1 first", True),  # the facilitator
        ("manics", "/agenda move A1 first", True),  # triage
        ("minrk", "/agenda done A1", True),  # maintain
    ):
        comment = thread.comment(command, by=by)
        thread.settle()
        assert thread.reaction(comment) == (["+1"] if allowed else ["confused"]), by
        assert any("triage" in note for note in thread.notes) is not allowed
        if not allowed:
            thread.delete(comment)
            thread.settle()


def test_a_name_that_equals_a_login_is_no_proof(thread: Thread):
    thread.comment("/agenda One [Tim]", by="betatim")
    thread.settle()
    thread.comment("/agenda remove A1", by="tim")
    thread.settle()
    assert thread.ids == ["A1"]


def test_a_role_is_asked_for_once_and_an_answer_stands(thread: Thread):
    thread.comment("/agenda One\n/agenda Two")
    thread.settle()
    thread.comment("/agenda move A2 first", by="minrk")
    thread.settle()
    thread.roles = {}
    thread.comment("/agenda Three")
    thread.settle()
    assert thread.ids == ["A2", "A1", "A3"]
    assert thread.asked_roles == ["minrk"]


def test_late_topics_are_listed_apart_until_somebody_takes_them_in(thread: Thread):
    thread.comment("/agenda In time", by="ada")
    thread.now = STARTS - timedelta(hours=24)
    thread.comment("/agenda Late", by="ada")
    thread.comment("/agenda Later", by="ada")
    thread.settle()
    assert "## Late topics\n\n2. Late" in thread.agenda
    thread.comment("/agenda move A3 before A2", by="minrk")
    thread.settle()
    assert thread.ids == ["A1", "A3", "A2"]
    assert "## Late topics\n\n2. Later" in thread.agenda
    thread.comment("/agenda move A3 first", by="minrk")
    thread.settle()
    assert "## Agenda\n\n10 of 60 min · starts 17:00 UTC\n\n1. Later" in thread.agenda


def test_what_does_not_fit_comes_if_time_permits(thread: Thread):
    thread.comment("/agenda\n- A 30m\n- B 25m\n- C 10m\n- D 1m")
    thread.settle()
    text = thread.agenda
    assert "55 of 60 min" in text
    assert "## If time permits\n\n3. C · sgibson91 · 10 min · 17:55" in text
    assert "4. D · sgibson91 · 1 min · 18:05" in text


def test_one_person_may_propose_so_many():
    thread = Thread(config=AgendaConfig(most=2))
    first = thread.comment("/agenda One", by="ada")
    thread.comment("/agenda Two", by="ada")
    third = thread.comment("/agenda Three", by="ada")
    thread.comment("/agenda Other", by="grace")
    thread.settle()
    assert thread.ids == ["A1", "A2", "A3"]
    assert thread.reaction(third) == ["confused"]
    assert "2 topics" in thread.notes[0]
    thread.edit(first, "/agenda One\n/agenda One and a half")
    thread.settle()
    assert thread.ids == ["A1", "A2", "A3"], "who came first stays"
    thread.delete(first)
    thread.settle()
    assert "Three" in thread.agenda
    assert thread.reaction(third) == ["+1"]


def test_bots_are_not_heard(thread: Thread):
    thread.comment("/agenda Spam", by="other[bot]")
    thread.comment("/agenda Me", by=ME.login)
    thread.settle()
    assert thread.ids == []


def test_help_is_one_short_comment(thread: Thread):
    first = thread.comment("/agenda help", by="ada")
    thread.comment("/agenda HELP", by="grace")
    thread.settle()
    helps = [b for b in thread.mine if b.startswith("<!-- team-compass:help -->")]
    assert len(helps) == 1
    assert helps[0] == GOLDEN / "help.md"
    assert thread.reaction(first) == ["+1"]


def test_the_roll_call_has_everybody_once(thread: Thread):
    thread.comment("/here", by="minrk")
    thread.comment("/here Min RK / Simula", by="minrk")
    thread.comment("/here Ada / Home / ada", by="ada")
    thread.settle()
    assert thread.agenda.count("minrk") == 1
    assert "- Min RK / Simula / minrk · [comment]" in thread.agenda
    assert "- Ada / Home / ada · [comment]" in thread.agenda


def test_a_comment_without_commands_loses_its_reaction(thread: Thread):
    comment = thread.comment("/agenda One")
    thread.settle()
    thread.edit(comment, "Never mind.")
    thread.settle()
    assert thread.reaction(comment) == []
    assert thread.ids == []


def test_reactions_of_people_do_not_confuse(thread: Thread):
    comment = thread.comment("/agenda One")
    thread.react(comment, "+1", by="ada")
    thread.react(comment, "confused", by="grace")
    thread.settle()
    assert thread.reaction(comment) == ["+1"]
    assert [r.user.login for r in thread.reactions[comment]] == [
        "ada",
        "grace",
        ME.login,
    ]


class TestWhatPeopleDoToTheAgendaComment:
    def agenda_id(self, thread: Thread) -> int:
        return next(
            n for n, c in thread.comments.items() if "team-compass:agenda" in c.body
        )

    def test_edited_by_hand_it_is_written_again(self, thread: Thread):
        thread.comment("/agenda One")
        thread.settle()
        before = thread.agenda
        number = self.agenda_id(thread)
        thread.edit(number, thread.comments[number].body.replace("One", "Hijacked"))
        thread.settle()
        assert thread.agenda == before

    def test_deleted_it_is_made_again_with_the_same_ids(self, thread: Thread):
        thread.comment("/agenda One")
        thread.comment("/agenda Two")
        thread.settle()
        before = thread.agenda
        thread.delete(self.agenda_id(thread))
        thread.settle()
        assert thread.agenda == before

    def test_with_a_broken_mark_the_list_still_tells_the_ids(self, thread: Thread):
        first = thread.comment("/agenda One")
        thread.comment("/agenda Two")
        thread.settle()
        thread.delete(first)
        thread.settle()
        assert thread.ids == ["A2"]
        number = self.agenda_id(thread)
        body = thread.comments[number].body
        thread.edit(number, "# My own title\n" + body.partition("\n")[2])
        thread.settle()
        assert thread.ids == ["A2"]
        assert self.agenda_id(thread) == number

    def test_a_second_one_goes(self, thread: Thread):
        body = thread.comments[self.agenda_id(thread)].body
        thread.comment(body, by=ME.login)
        thread.settle()
        assert len(thread.mine) == 1

    def test_a_mark_in_a_persons_comment_means_nothing(self, thread: Thread):
        body = thread.comments[self.agenda_id(thread)].body
        thread.comment(body.replace("next=1", "next=99"), by="mallory")
        thread.comment("/agenda One")
        thread.settle()
        assert thread.ids == ["A1"]


def test_nothing_is_written_twice(thread: Thread):
    thread.comment("/agenda One\n/agenda move A9 first", by="minrk")
    thread.comment("/here\n/agenda help", by="ada")
    thread.settle()
    assert thread.plan() == ()
    thread.now += timedelta(days=3)
    assert thread.plan() == ()


def test_in_a_locked_issue_only_the_agenda_is_kept_up(thread: Thread):
    thread.comment(
        "/agenda One\n/agenda help\n/agenda nonsense A1\n/update", by="minrk"
    )
    thread.locked = True
    thread.settle()
    assert thread.ids == ["A1", "A2"]
    assert len(thread.mine) == 1
    locked = Thread()
    locked.locked = True
    assert locked.settle() == []
