"""What becomes of an issue that people call a support question."""

from datetime import timedelta

import pytest

from bot.core.models import Account
from bot.core.support import Support
from tests.features.support.issue import (
    ASKER,
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

    def test_on_a_closed_issue_means_nothing_also_when_people_open_it_again(self):
        issue = Asked().close().label()
        assert issue.settle() == []
        assert issue.reopen().settle() == []

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

    def test_that_the_repository_has_no_more_is_no_label(self):
        issue = Asked().label()
        issue.settle()
        issue.labels.clear()  # deleted for all issues at once: no record tells
        issue.settle()
        assert (issue.state, issue.told) == ("open", "undone")


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

    def test_before_it_was_answered_are_left_alone(self):
        issue = Asked().label()
        issue.close().reopen()
        assert issue.settle() == []


class TestAReplyThatPeopleDelete:
    def test_does_not_come_back(self):
        issue = Asked().label()
        issue.settle()
        issue.delete(issue.replies[0])
        issue.reopen()
        assert issue.settle() == []

    def test_nor_where_nothing_was_closed(self):
        issue = Asked(config=changed(close=False)).label()
        issue.settle()
        issue.delete(issue.replies[0])
        assert issue.settle() == []


class TestNotSupport:
    def test_by_the_author_brings_it_back(self):
        issue = Asked().label()
        issue.settle()
        said = issue.say("/not-support it crashes with the defaults, too")
        assert issue.settle() == [
            "update_issue",
            "remove_label",
            "update_comment",
            "create_reaction",
        ]
        assert (issue.state, issue.labels, issue.told) == ("open", [], "declined")
        assert issue.reactions(said) == {"+1"}
        assert "newcomer said so" in issue.replies[0].body

    def test_holds_for_ever_against_labels(self):
        issue = Asked().label()
        issue.settle()
        issue.say("/not-support")
        issue.settle()
        assert issue.label().settle() == []
        assert (issue.state, issue.labels) == ("open", ["support"])

    def test_holds_when_its_comment_is_gone(self):
        issue = Asked().label()
        issue.settle()
        said = issue.say("/not-support")
        issue.settle()
        issue.delete(said)
        assert issue.label().settle() == []

    def test_gives_way_to_the_teams_later_command_alone(self):
        issue = Asked().label()
        issue.settle()
        issue.say("/not-support")
        issue.settle()
        issue.say("/support", "manics")
        issue.settle()
        assert (issue.state, issue.labels, issue.told) == (
            "closed",
            ["support"],
            "closed",
        )

    def test_before_anything_happened_keeps_the_label_from_acting(self):
        issue = Asked()
        issue.say("/not-support")
        assert issue.settle() == ["create_reaction"]
        assert issue.label().settle() == []

    def test_within_the_grace_takes_the_label_off(self):
        issue = Asked().label()
        issue.say("/not-support")
        assert issue.settle() == ["remove_label", "create_reaction"]

    def test_leaves_closed_what_a_person_has_closed(self):
        issue = Asked().label()
        issue.settle()
        issue.reopen().close()
        issue.say("/not-support")
        issue.settle()
        assert issue.state == "closed"

    def test_also_undoes_what_was_said_just_before_it_was_closed(self):
        issue = Asked().label().wait(minutes=1)
        issue.look(most=1)
        issue.say("/not-support")
        issue.close(BOT)  # by a look that began before
        issue.settle()
        assert issue.state == "open"

    def test_by_a_stranger_is_refused_and_mended(self):
        issue = Asked().label()
        issue.settle()
        said = issue.say("/not-support", "passerby")
        assert issue.settle() == ["create_comment", "create_reaction"]
        assert issue.reactions(said) == {"confused"}
        assert "only the author of the issue" in issue.comments[-1].body
        issue.edit(said, "I have the same.")
        assert issue.settle() == ["delete_comment", "delete_reaction"]
        assert (issue.state, issue.reactions(said)) == ("closed", set())


class TestSupport:
    def test_labels_answers_and_closes_at_once(self):
        issue = Asked()
        issue.say("/support", "manics")
        assert issue.look() == [
            "add_labels",
            "create_comment",
            "update_issue",
            "create_reaction",
        ]

    def test_taken_back_is_undone(self):
        issue = Asked()
        said = issue.say("/support", "manics")
        issue.settle()
        issue.delete(said)
        issue.settle()
        assert (issue.state, issue.labels, issue.told) == ("open", [], "undone")

    def test_does_not_put_back_a_label_that_people_take_off(self):
        issue = Asked()
        issue.say("/support", "manics")
        issue.settle()
        issue.unlabel(by="minrk").settle()
        assert (issue.state, issue.labels) == ("open", [])
        assert issue.settle() == []

    def test_stays_when_its_author_leaves_the_team(self):
        issue = Asked()
        issue.say("/support", "former")
        issue.comments[0] = issue.comments[0]
        issue._reacted[issue.comments[0].id] = {"+1"}
        issue.label(by=BOT)
        issue.settle()
        assert issue.state == "closed"

    @pytest.mark.parametrize("who", [ASKER, "passerby"])
    def test_is_for_the_team(self, who):
        issue = Asked()
        issue.say("/support", who)
        assert issue.settle() == ["create_comment", "create_reaction"]
        assert ("`/not-support`." in issue.comments[-1].body.split("Edit")[0]) == (
            who == ASKER
        )

    def test_on_a_pull_request_is_told_off(self):
        issue = Asked(is_pull_request=True)
        issue.say("/support", "manics")
        assert issue.settle() == ["create_comment", "create_reaction"]
        assert "a pull request is no support question" in issue.comments[-1].body

    def test_in_code_is_none(self):
        issue = Asked()
        issue.say("Say\n\n    /support\n\nor `/support`", "manics")
        assert issue.settle() == []

    def test_by_a_bot_is_none(self):
        issue = Asked()
        issue.say("/support", Account("helper[bot]", "Bot"))
        assert issue.settle() == []

    def test_beside_another_features_command_leaves_it_the_reaction(self):
        issue = Asked()
        said = issue.say("/agenda Shall we?\n/support", "manics")
        issue.settle()
        assert (issue.state, issue.reactions(said)) == ("closed", set())

    def test_refused_ten_times_fills_no_thread(self):
        issue = Asked()
        for _ in range(12):
            issue.say("/support", "passerby")
        names = issue.settle()
        assert names.count("create_comment") == 10
        assert names.count("create_reaction") == 12


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
