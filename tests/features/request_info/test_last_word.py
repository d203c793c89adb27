"""What people decide about a request, in memory."""

from dataclasses import replace

from tests.features.request_info.life import CLOSES, DAY, LABEL, WORDS, Life, asked


def test_what_somebody_closed_before_or_after_us_stays_closed() -> None:
    life = asked()
    life.close()
    life.say(WORDS)
    assert life.look().actions == ()
    life = asked()
    life.wait(14 * DAY)
    life.settle()
    life.reopen()
    life.close(by="ada")
    life.say(WORDS)
    assert life.look().actions == ()


def test_the_label_taken_off_ends_it_for_ever() -> None:
    life = asked()
    life.unlabel()
    life.settle()
    assert life.requests == []
    life.wait(DAY)
    assert life.look().actions == ()


def test_the_label_taken_off_a_closed_issue_leaves_it_closed() -> None:
    life = asked()
    life.wait(14 * DAY)
    life.settle()
    life.unlabel()
    life.settle()
    life.say(WORDS)
    assert life.look().actions == ()
    assert (life.issue.state, life.requests) == ("closed", [])


def test_the_request_deleted_by_somebody_is_not_made_again() -> None:
    life = asked()
    life.comments.clear()
    assert life.look().actions == ()
    life.say(WORDS)
    life.settle()
    assert not life.labelled


def test_a_label_that_somebody_put_on_again_waits_for_any_answer() -> None:
    life = asked()
    life.unlabel()
    life.settle()
    life.label()
    assert life.look().actions == ()
    life.edit("It crashes. Version 4.")
    life.settle()
    assert not life.labelled


def test_a_label_of_somebody_else_beside_a_request_stays_until_an_answer() -> None:
    life = asked()
    life.unlabel()
    life.label()
    life.issue = replace(life.issue, author_association="MEMBER")
    life.settle()
    assert (life.requests, life.labelled) == ([], True)
    life.say(WORDS)
    life.settle()
    assert not life.labelled


def test_by_hand_a_comment_tells_only_why_it_is_closed() -> None:
    life = Life(WORDS, CLOSES)
    life.label()
    assert life.look().look == life.now + 14 * DAY
    life.wait(14 * DAY)
    life.settle()
    assert life.issue.state == "closed"
    assert len(life.requests) == 1
    life.reopen()
    life.settle()
    assert (life.issue.state, life.requests, life.labelled) == ("open", [], True)
    life.wait(14 * DAY)
    life.settle()
    life.say("4.1.5")
    life.settle()
    assert (life.issue.state, life.requests, life.labelled) == ("open", [], False)


def test_a_label_without_a_record_counts_from_the_beginning() -> None:
    life = Life(WORDS, CLOSES, labels=(LABEL.upper(),))
    assert life.look().look == life.now + 14 * DAY


def test_support_takes_it_over() -> None:
    life = Life("", CLOSES)
    life.is_support = True
    assert life.look().actions == ()
    life = asked()
    life.is_support = True
    life.settle()
    assert (life.requests, life.labelled) == ([], False)
    life.is_support = False
    assert life.look().actions == ()


def test_people_cannot_make_a_request() -> None:
    life = Life(WORDS, CLOSES)
    life.say("<!-- team-compass:request-info left=body -->\nhello", by="mallory")
    assert life.look().actions == ()


def test_by_hand_long_before_the_bot_came_it_is_left_alone() -> None:
    waiting, answered = Life(WORDS, CLOSES), Life(WORDS, CLOSES)
    for life in (waiting, answered):
        life.label()
    answered.say("It is version 4.1.5.")
    for life in (waiting, answered):
        life.wait(22 * DAY)
        life.settle()
        assert (life.labelled, life.issue.state) == (True, "open")
