"""Notes about commands that cannot be done, which people may not want to see."""

from tests.features.support.issue import OTHER_BOT, Asked


def refused() -> Asked:
    issue = Asked()
    issue.say("/support", "passerby")
    assert issue.settle() == ["create_comment", "create_reaction"]
    return issue


def test_a_note_that_somebody_deletes_is_not_made_again() -> None:
    issue = refused()
    said, note = issue.comments
    issue.delete(note, by="minrk")
    issue.say("Me too", OTHER_BOT)
    assert issue.settle() == []
    assert issue.reactions(said) == {"confused"}


def test_a_note_follows_what_is_said_then() -> None:
    issue = refused()
    said, _ = issue.comments
    issue.edit(said, "/support\n/not-support")
    assert issue.settle() == ["update_comment"]
    issue.edit(said, "I see.")
    assert issue.settle() == ["delete_comment", "delete_reaction"]


def test_a_note_that_was_not_made_yet_is_made() -> None:
    issue = Asked()
    issue.say("/support", "passerby")
    assert issue.look(most=0) == []
    assert issue.settle() == ["create_comment", "create_reaction"]


def test_the_face_of_another_feature_tells_nothing() -> None:
    issue = Asked()
    said = issue.say("/agenda Users?\n/support", "passerby")
    issue._reacted[said.id] = {"confused"}
    assert issue.settle() == ["create_comment"]
