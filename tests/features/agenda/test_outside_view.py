"""What people who did not know the code stumbled over, each mended."""

import pytest

from tests.features.agenda.thread import Thread


@pytest.fixture
def thread() -> Thread:
    thread = Thread()
    thread.comment("/agenda\n- One\n- Two\n- Three", by="ada")
    thread.settle()
    return thread


class TestWordsThatNobodySees:
    @pytest.mark.parametrize(
        "words", ["<!-- nothing -->", "&nbsp;", "&#8203;", "** **"]
    )
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
