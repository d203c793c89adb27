"""What people who did not know the code stumbled over, each mended."""

import pytest

from tests.core.rendered import render
from tests.features.agenda.thread import Thread


@pytest.fixture
def thread() -> Thread:
    thread = Thread()
    thread.comment("/agenda\n- One\n- Two\n- Three", by="ada")
    thread.settle()
    return thread


class TestWordsThatNobodySees:
    @pytest.mark.parametrize("words", ["<!-- nothing -->", "&nbsp;", "&#8203;"])
    def test_do_not_blank_a_topic(self, thread: Thread, words: str):
        before = thread.agenda
        comment = thread.comment(f"/agenda edit A1 {words}", by="ada")
        thread.settle()
        assert "One · ada" in thread.agenda
        assert thread.agenda.splitlines()[1:] == before.splitlines()[1:]
        assert thread.reaction(comment) == ["confused"]
        assert "does not say the new words" in thread.notes[0]

    @pytest.mark.parametrize("words", ["&#8203;", "&nbsp;"])
    def test_are_no_topic(self, thread: Thread, words: str):
        thread.comment(f"/agenda {words}", by="ada")
        thread.settle()
        assert "`A4`" not in thread.agenda

    def test_a_letter_written_as_an_entity_stays_one(self, thread: Thread):
        thread.comment("/agenda Caf&eacute;\n/agenda Fish &amp; chips &#169;", by="ada")
        thread.settle()
        assert "Café · ada" in thread.agenda
        assert "Fish & chips © · ada" in thread.agenda


class TestRefusals:
    def test_of_rights_do_not_show_the_same_command_as_the_cure(self, thread: Thread):
        thread.comment("/agenda move A3 first", by="mallory")
        thread.settle()
        assert thread.notes[0].count("/agenda move A3 first") == 1
        assert "may do this." in thread.notes[0]

    def test_of_an_id_show_the_form_with_one_that_is_there(self, thread: Thread):
        thread.comment("/agenda remove A99", by="ada")
        thread.settle()
        assert "there was no A99" in thread.notes[0]
        assert "The form is `/agenda remove A1`" in thread.notes[0]

    def test_of_a_place_keep_the_topic_that_was_meant(self, thread: Thread):
        thread.comment("/agenda move A2 after A99", by="minrk")
        thread.settle()
        assert "The form is `/agenda move A2 first`" in thread.notes[0]

    def test_of_a_topic_that_is_off_the_agenda_show_how_to_propose(
        self, thread: Thread
    ):
        thread.comment("/agenda remove A1\n/agenda time A1 20m", by="ada")
        thread.settle()
        assert (
            "A1 was removed before. The form is `/agenda Your topic`"
            in (thread.notes[0])
        )

    def test_of_an_id_where_there_is_none_show_how_to_propose(self):
        thread = Thread()
        thread.settle()
        thread.comment("/agenda remove A1", by="ada")
        thread.settle()
        assert "The form is `/agenda Your topic`" in thread.notes[0]

    def test_of_too_much_tell_the_other_mistakes_as_well(self, thread: Thread):
        lines = ["/agenda move A1 nowhere", "/agenda owner A1"]
        lines += [f"/agenda time A1 {n}m" for n in range(1, 60)]
        thread.comment("\n".join(lines), by="minrk")
        thread.settle()
        note = thread.notes[0]
        assert "it does not say where to" in note
        assert "it names no person" in note
        assert note.count("a comment may hold 50 changes") == 1


class TestLongDetails:
    def test_of_one_line_are_shown_as_far_as_there_is_room(self, thread: Thread):
        thread.comment("/agenda Long\n" + "some words " * 500, by="ada")
        thread.settle()
        assert thread.agenda.count("some words") > 300
        assert "… more in the [comment]" in thread.agenda


class TestNobodysShareIsAnothersToUseUp:
    def test_topics_that_are_refused_take_no_room(self, thread: Thread):
        thread.comment("/agenda\n" + "- a\n" * 299, by="mallory")
        thread.settle()
        mine = thread.comment("/agenda My real topic", by="bob")
        thread.settle()
        assert thread.reaction(mine) == ["+1"]
        assert "My real topic" in thread.agenda

    def test_changes_that_others_ask_for_leave_mine(self, thread: Thread):
        for n in range(12):
            lines = "\n".join(f"/agenda time A1 {m}m" for m in range(1, 51))
            thread.comment(f"{lines}\n{n}", by="mallory")
        mine = thread.comment("/agenda time A1 20m", by="minrk")
        thread.settle()
        assert thread.reaction(mine) == ["+1"]
        assert "One · ada · 20 min" in thread.agenda

    def test_updates_have_a_limit_for_each_and_say_so(self, thread: Thread):
        detailed = thread.comment("/agenda With details\n\nAll of them.", by="ann")
        flood = thread.comment("/update x\n" * 3000, by="mallory")
        mine = thread.comment("/update my real update", by="cy")
        thread.settle()
        assert thread.agenda.count("- x · mallory") == 20
        assert "- my real update · cy" in thread.agenda
        assert "All of them." in thread.agenda
        assert thread.reaction(flood) == ["confused"]
        assert thread.reaction(mine) == thread.reaction(detailed) == ["+1"]
        assert "one person may add 20 of these" in thread.notes[0]
        assert "a comment may hold 300 commands and entries" in thread.notes[0]

    def test_a_person_may_stand_in_the_roll_call_once(self, thread: Thread):
        thread.comment("/here\n" * 100, by="ada")
        thread.settle()
        assert thread.agenda.count("- ada · [comment]") == 1


class TestWordsStayAsWritten:
    @pytest.mark.parametrize(
        ("written", "shown"),
        [
            ("We shipped :tada:", "We shipped :tada: · ada"),
            (":rocket: Launch (5 min)", ":rocket: Launch · ada · 5 min"),
            (":warning: breaking", ":warning: breaking · ada"),
            ("Launch :rocket: (5 min)", "Launch :rocket: · ada · 5 min"),
            ("**Docs** *(draft)*", "**Docs** *(draft)* · ada"),
            ("**Docs** *(draft)* (5 min)", "**Docs** *(draft)* · ada · 5 min"),
            ("Docs:", "Docs: · ada"),
            ("Docs: (5 min)", "Docs · ada · 5 min"),
            ("**Docs (5 min)**", "**Docs** · ada · 5 min"),
        ],
    )
    def test_of_a_title(self, thread: Thread, written: str, shown: str):
        thread.comment(f"/agenda {written}", by="ada")
        thread.settle()
        assert f"4. {shown}" in thread.agenda

    def test_of_code_with_two_blank_lines(self, thread: Thread):
        thread.comment("/agenda Code\n\n``` py\na = 1\n\n\nb = 2\n```", by="ada")
        thread.settle()
        assert "   ```py\n   a = 1\n\n\n   b = 2\n   ```" in thread.agenda

    def test_of_html_cells_and_links(self, thread: Thread):
        cells = "<table><tr><td>a</td><td>b</td></tr></table>"
        link = '<div><a href="https://x.example/y">the pad</a></div>'
        thread.comment(f"/agenda Cells\n\n{cells}\n\n{link}", by="ada")
        thread.settle()
        assert "   a b" in thread.agenda
        assert "the pad <https://x.example/y>" in thread.agenda


class TestListsWithEntriesThatShowNothing:
    @pytest.mark.parametrize("nothing", ["<!-- x -->", "[r]: http://x.org", "<b></b>"])
    def test_make_no_heading(self, thread: Thread, nothing: str):
        thread.comment(f"/agenda T\n\n- Late topics\n  - {nothing}", by="ada")
        thread.settle()
        tree, _ = render(thread.agenda)
        assert [heading.texts() for heading in tree.all("h1", "h2")] == [["Agenda"]]

    def test_an_empty_heading_shows_nothing(self, thread: Thread):
        thread.comment("/agenda T\n\n#\n\nwords", by="ada")
        thread.settle()
        assert "****" not in thread.agenda


class TestOwners:
    @pytest.mark.parametrize(
        ("named", "owner"),
        [("[Tim]", "Tim"), ("[name=Tim]", "Tim"), ("to Tim", "Tim"), ("@tim", "tim")],
    )
    def test_are_given_as_in_a_topic(self, thread: Thread, named: str, owner: str):
        thread.comment(f"/agenda owner A1 {named}", by="ada")
        thread.settle()
        assert f"One · {owner} · 5 min" in thread.agenda

    @pytest.mark.parametrize(
        ("login", "text", "shown"),
        [
            ("min", "Benjamin", "Benjamin / min"),
            ("minrk", "Min RK / Simula / @minrk", "Min RK / Simula / @\u200bminrk"),
            ("Ann", "Ann", "Ann / Ann"),
        ],
    )
    def test_in_the_roll_call_are_named_once(
        self, thread: Thread, login: str, text: str, shown: str
    ):
        thread.comment(f"/here {text}", by=login)
        thread.settle()
        assert f"- {shown} · [comment]" in thread.agenda


class TestIds:
    def test_stay_when_lines_change_places_and_words(self, thread: Thread):
        comment = thread.comment("/agenda\n- one\n- two\n- three", by="ann")
        thread.settle()
        thread.comment("/agenda time A4 20m", by="minrk")
        thread.edit(comment, "/agenda\n- three\n- one\n- two")
        thread.settle()
        thread.edit(comment, "/agenda\n- three\n- one, mended\n- two")
        thread.settle()
        assert "one, mended · ann · 20 min" in thread.agenda
        assert thread.agenda.count("`A4`") == 1

    @pytest.mark.parametrize(
        "broken", ["", "hello", "<!-- team-compass:agenda t=x -->"]
    )
    def test_stay_when_the_mark_is_lost(self, broken: str):
        thread = Thread()
        thread.settle()
        thread.comment("/agenda One\n/agenda Two", by="ann")
        thread.comment("/agenda Three", by="bob")
        thread.settle()
        thread.comment("/agenda remove A2", by="ann")
        thread.comment("/agenda time A1 20m", by="minrk")
        thread.settle()
        before = thread.agenda
        (number,) = (n for n, c in thread.comments.items() if c.body == thread.mine[0])
        _mark, _, rest = thread.mine[0].partition("\n")
        thread.edit(number, f"{broken}\n{rest}")
        thread.settle()
        assert thread.agenda == before
        thread.comment("/agenda Four", by="bob")
        thread.settle()
        assert thread.ids == ["A1", "A3", "A4"]

    def test_that_came_later_are_not_meant_and_the_note_says_what_to_do(
        self, thread: Thread
    ):
        command = thread.comment("/agenda move A4 after A1", by="minrk")
        thread.settle()
        thread.comment("/agenda Four", by="ada")
        thread.edit(command, "I mean\n/agenda move A4 after A1")
        thread.settle()
        assert "there was no A4 or A1 when this was written" in thread.notes[0]
        assert "write this in a new comment" in thread.notes[0]

    def test_that_one_could_not_touch_can_be_tried_again(self, thread: Thread):
        command = thread.comment("/agenda move A3 first", by="newmember")
        thread.settle()
        assert thread.reaction(command) == ["confused"]
        thread.roles["newmember"] = "triage"
        thread.settle()
        assert thread.reaction(command) == ["confused"], "nothing new was said"
        thread.edit(command, "Now I may:\n/agenda move A3 first")
        thread.settle()
        assert thread.reaction(command) == ["+1"]
        assert thread.ids == ["A3", "A1", "A2"]
