"""What becomes of an issue that people call a support question."""

from datetime import timedelta

import pytest

from bot.core.support import Support
from bot.features.support.plan import may_matter
from tests.features.support.issue import (
    BOT,
    CONFIG,
    OTHER_BOT,
    Asked,
)


def changed(**values: object) -> Support:
    return CONFIG.model_copy(update=values)


class TestALabel:
    def test_is_answered_after_a_second_look_and_the_issue_closed(self):
        issue = Asked().label()
        assert issue.look() == []
        issue.wait(seconds=30)
        assert issue.look() == ["create_comment", "update_issue"]
        (reply,) = issue.replies
        assert "/new-topic?" in reply.body
        assert (issue.state, issue.labels, issue.told) == (
            "closed",
            ["support"],
            "closed",
        )
        assert issue.settle() == []

    def test_that_is_taken_off_within_the_grace_was_a_slip(self):
        issue = Asked().label()
        issue.now -= timedelta(seconds=50)
        issue.look()
        issue.unlabel()
        assert issue.settle() == []
        assert issue.state == "open"

    def test_that_came_with_the_issues_form_counts(self):
        assert Asked(labels=["support"]).settle() == ["create_comment", "update_issue"]

    def test_of_another_case_counts(self):
        assert "create_comment" in Asked().label("Support").settle()

    @pytest.mark.parametrize("bot", [BOT, OTHER_BOT])
    def test_that_a_bot_put_on_waits_for_people(self, bot):
        issue = Asked().label(by=bot)
        assert issue.settle() == []
        said = issue.say("/support", "manics")
        assert issue.settle() == ["create_comment", "update_issue", "create_reaction"]
        assert issue.reactions(said) == {"+1"}

    def test_among_several_counts_as_well(self):
        issue = Asked(config=changed(labels=("support", "question")))
        issue.label("question").settle()
        assert issue.state == "closed"
        issue.label("support").settle()
        issue.unlabel("question").settle()
        assert (issue.state, len(issue.replies)) == ("closed", 1)
        issue.unlabel("support").settle()
        assert (issue.state, issue.told) == ("open", "undone")

    def test_on_a_pull_request_means_nothing(self):
        assert Asked(is_pull_request=True).label().settle() == []

    def test_on_a_bots_issue_means_nothing(self):
        assert Asked(author=OTHER_BOT).label().settle() == []

    def test_on_a_closed_issue_waits_until_people_open_it_again(self):
        issue = Asked().close().label()
        assert issue.settle() == []
        assert issue.reopen().settle() == ["create_comment"]
        assert (issue.state, issue.told) == ("open", "open")

    def test_on_a_locked_issue_waits_until_it_can_be_answered(self):
        issue = Asked().lock().label()
        assert issue.settle() == []
        assert issue.unlock().settle() == ["create_comment", "update_issue"]

    def test_that_was_put_on_long_ago_is_from_before_the_bot(self):
        issue = Asked().label().wait(days=32)
        assert issue.settle() == []
        issue.say("/support", "minrk")
        assert "create_comment" in issue.settle()

    def test_that_came_from_another_repository_is_not_answered_twice(self):
        issue = Asked().label()
        issue.settle()
        issue.events.clear()  # a transferred issue leaves its record behind
        assert issue.settle() == []

    def test_that_is_gone_though_nobody_took_it_off_changes_nothing(self):
        issue = Asked().label()
        issue.settle()
        issue.labels.clear()  # deleted for all issues at once, or lost in a transfer
        assert issue.settle() == []
        assert (issue.state, issue.told) == ("closed", "closed")

    def test_that_means_nothing_any_more_changes_nothing(self):
        issue = Asked().label()
        issue.settle()
        issue.config = changed(labels=("user-support",))
        assert issue.settle() == []
        issue.config = CONFIG
        assert issue.settle() == []
        assert issue.state == "closed"


class TestWhatTheTeamWants:
    def test_is_a_reply_without_closing(self):
        issue = Asked(config=changed(close=False)).label()
        assert issue.settle() == ["create_comment"]
        assert issue.told == "open"

    def test_changed_later_does_nothing_to_what_is_told(self):
        issue = Asked(config=changed(close=False)).label()
        issue.settle()
        issue.config = changed(lock=True)
        assert issue.settle() == []

    def test_is_closing_for_a_reason_of_theirs(self):
        issue = Asked(config=changed(reason="completed")).label()
        issue.settle()
        assert issue.done[-1].request()["state_reason"] == "completed"

    def test_is_a_lock_which_says_who_can_undo_it(self):
        issue = Asked(config=changed(lock=True)).label()
        assert issue.settle() == ["create_comment", "update_issue", "lock_issue"]
        (reply,) = issue.replies
        assert "/not-support" not in reply.body

    def test_is_a_lock_without_closing(self):
        issue = Asked(config=changed(close=False, lock=True)).label()
        assert issue.settle() == ["create_comment", "lock_issue"]
        assert (issue.state, issue.locked, issue.told) == ("open", True, "held")
        assert issue.unlabel().settle() == ["unlock_issue", "update_comment"]

    def test_is_a_lock_without_a_reply(self):
        issue = Asked(config=changed(reply="", lock=True)).label()
        assert issue.settle() == ["update_issue", "lock_issue"]
        assert issue.unlabel().settle() == ["unlock_issue", "update_issue"]
        assert (issue.state, issue.locked) == ("open", False)

    def test_is_no_reply_at_all(self):
        issue = Asked(config=changed(reply="")).label()
        assert issue.settle() == ["update_issue"]
        assert issue.unlabel().settle() == ["update_issue"]
        assert issue.state == "open"


class TestTakingTheLabelOff:
    def test_undoes_it_and_says_so(self):
        issue = Asked().label()
        issue.settle()
        issue.unlabel()
        assert issue.settle() == ["update_issue", "update_comment"]
        assert (issue.state, issue.told) == ("open", "undone")
        assert "/new-topic?" not in issue.replies[0].body

    def test_unlocks(self):
        issue = Asked(config=changed(lock=True)).label()
        issue.settle()
        issue.unlabel()
        assert issue.settle() == ["unlock_issue", "update_issue", "update_comment"]
        assert not issue.locked

    def test_leaves_closed_what_a_person_has_closed(self):
        issue = Asked().label()
        issue.settle()
        issue.reopen().close()
        issue.settle()
        issue.unlabel()
        assert issue.settle() == ["update_comment"]
        assert issue.state == "closed"

    def test_leaves_locked_what_a_person_has_locked(self):
        issue = Asked(config=changed(lock=True)).label()
        issue.settle()
        issue.unlock().lock()
        issue.unlabel()
        issue.settle()
        assert issue.locked

    def test_and_on_again_closes_it_again_with_the_same_reply(self):
        issue = Asked().label()
        issue.settle()
        issue.unlabel().settle()
        issue.label()
        assert issue.settle() == ["update_comment", "update_issue"]
        assert (issue.state, len(issue.replies)) == ("closed", 1)

    def test_by_another_bot_undoes_it_too(self):
        issue = Asked().label()
        issue.settle()
        issue.unlabel(by=OTHER_BOT).settle()
        assert issue.state == "open"


class TestPeopleWhoOpenItAgain:
    def test_want_it_open(self):
        issue = Asked().label()
        issue.settle()
        issue.reopen()
        assert issue.settle() == ["update_comment"]
        assert (issue.state, issue.told) == ("open", "open")
        assert "This issue is closed" not in issue.replies[0].body

    def test_may_change_their_mind_by_a_command(self):
        issue = Asked().label()
        issue.settle()
        issue.reopen().settle()
        issue.say("/support", "minrk")
        issue.settle()
        assert (issue.state, issue.told) == ("closed", "closed")

    def test_before_it_was_answered_are_answered_and_not_closed(self):
        issue = Asked().label()
        issue.close().reopen()
        assert issue.settle() == ["create_comment"]
        assert (issue.state, issue.told) == ("open", "open")

    def test_though_it_is_locked_have_it_unlocked_with_the_label_off(self):
        issue = Asked(config=changed(lock=True)).label()
        issue.settle()
        issue.reopen().settle()
        assert issue.locked
        issue.unlabel().settle()
        assert (issue.locked, issue.told) == (False, "undone")


class TestAReplyThatPeopleDelete:
    def test_does_not_come_back(self):
        issue = Asked().label()
        issue.settle()
        issue.delete(issue.replies[0])
        issue.reopen()
        assert issue.settle() == []

    @pytest.mark.parametrize("command", [True, False])
    def test_nor_where_nothing_was_closed(self, command):
        issue = Asked(config=changed(close=False))
        if command:
            issue.say("/support", "manics")
        else:
            issue.label()
        issue.settle()
        issue.delete(issue.replies[0])
        assert issue.settle() == []

    def test_takes_nothing_from_what_is_undone(self):
        issue = Asked(config=changed(lock=True)).label()
        issue.settle()
        issue.delete(issue.replies[0])
        issue.unlabel()
        assert issue.settle() == ["unlock_issue", "update_issue"]
        assert (issue.state, issue.locked) == ("open", False)

    def test_is_no_comment_of_a_stranger(self):
        issue = Asked().label().wait(minutes=5)
        issue.delete(issue.say("Buy now!", "spammer"))
        assert issue.settle() == ["create_comment", "update_issue"]


def test_what_people_write_in_place_of_the_reply_stays():
    for close in (True, False):
        issue = Asked(config=changed(close=close)).label()
        issue.settle()
        issue.edit(issue.replies[0], "Please see the FAQ.")
        assert issue.settle() == []
        issue.unlabel().settle()
        assert issue.state == "open"
        assert [c.body for c in issue.comments] == ["Please see the FAQ."]


def test_what_was_closed_for_another_reason_stays_closed():
    issue = Asked()
    issue.close(BOT)  # after silence, by another feature
    issue.label().settle()
    issue.unlabel().settle()
    assert issue.state == "closed"


def test_every_interruption_comes_to_the_same_end():
    for lock in (False, True):
        config = changed(lock=lock)
        calm = Asked(config=config)
        calm.say("/support", "manics")
        calm.settle()
        for most in range(1, 6):
            issue = Asked(config=config)
            issue.say("/support", "manics")
            issue.look(most=most)
            issue.settle()
            assert (issue.state, issue.locked, issue.labels, issue.told) == (
                calm.state,
                calm.locked,
                calm.labels,
                calm.told,
            )
            assert len(issue.replies) == 1
            issue.say("/not-support")
            issue.look(most=most)
            issue.settle()
            assert (issue.state, issue.locked, issue.labels) == ("open", False, [])


def test_only_of_some_long_threads_more_has_to_be_seen():
    plain, labelled, unlabelled, said = Asked(), Asked(), Asked(), Asked()
    plain.say("It is slow.", "passerby")
    labelled.label()
    unlabelled.label().unlabel()
    said.say("/not-support", "passerby")
    seen = [
        may_matter(CONFIG, one.seen()) for one in (plain, labelled, unlabelled, said)
    ]
    assert seen == [False, True, True, True]
