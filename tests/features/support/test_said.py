"""What becomes of an issue of which people say `/support` or `/not-support`."""

import pytest

from bot.core.models import Account
from bot.features.support.plan import asks
from tests.features.support.issue import (
    ASKER,
    BOT,
    CONFIG,
    OTHER_BOT,
    Asked,
)


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

    def test_on_a_closed_issue_labels_it_until_it_is_open(self):
        issue = Asked().close()
        issue.say("/support", "manics")
        assert issue.settle() == ["add_labels", "create_reaction"]
        issue.reopen()
        assert issue.settle() == ["create_comment"]

    def test_on_what_a_bot_has_opened_is_told_off(self):
        issue = Asked(author=OTHER_BOT)
        said = issue.say("/support", "manics")
        assert issue.settle() == ["create_comment", "create_reaction"]
        assert "what a bot has opened" in issue.comments[-1].body
        assert issue.reactions(said) == {"confused"}


class TestAMendedWord:
    """Whoever mends a word in a comment does not say its command again."""

    def test_of_support_after_its_author_objected(self):
        issue = Asked()
        said = issue.say("/support\n\nthnaks", "manics")
        issue.settle()
        issue.say("/not-support")
        issue.settle()
        issue.edit(said, "/support\n\nthanks")
        issue.settle()
        assert (issue.state, issue.labels, issue.told) == ("open", [], "declined")

    def test_of_support_after_somebody_took_the_label_off(self):
        issue = Asked()
        said = issue.say("/support\n\nthnaks", "manics")
        issue.settle()
        issue.unlabel(by="minrk").settle()
        issue.edit(said, "/support\n\nthanks")
        issue.settle()
        assert (issue.state, issue.labels) == ("open", [])

    def test_of_not_support_after_the_team_insisted(self):
        issue = Asked().label()
        issue.settle()
        said = issue.say("/not-support it is a bgu")
        issue.settle()
        issue.say("/support", "minrk")
        issue.settle()
        issue.edit(said, "/not-support it is a bug")
        issue.settle()
        assert (issue.state, issue.told) == ("closed", "closed")

    def test_that_brings_a_command_says_it_then(self):
        issue = Asked()
        said = issue.say("It does not work.")
        issue.label().settle()
        issue.edit(said, "It does not work.\n\n/not-support")
        issue.settle()
        assert (issue.state, issue.told) == ("open", "declined")


def test_of_two_deleted_users_nobody_is_the_author():
    issue = Asked(author=Account("ghost")).label()
    issue.settle()
    issue.say("/not-support", Account("ghost"))
    issue.settle()
    assert (issue.state, issue.told) == ("closed", "closed")


def test_nobody_is_asked_again_for_the_role_of_somebody_who_was_answered():
    issue = Asked(config=CONFIG.model_copy(update={"close": False})).label()
    issue.settle()
    issue.say("/support", "passerby")
    issue.edit(issue.say("/suport", "minrk"), "/support")
    issue.settle()
    assert not asks(issue.config, issue.seen(), issue.now)


@pytest.mark.parametrize(
    "fields",
    [
        "heard=1s999999999999",
        "heard=1s99999999999999999999",
        "since=0001-01-01T00:00:00+14:00",
        "since=2021-02-30T00:00:00Z",
        f"said={'9' * 5000}",
        "at=now",
        "state=closed",
    ],
)
def test_a_mark_that_people_edit_is_read_as_far_as_it_goes(fields):
    issue = Asked().label()
    issue.settle()
    mark = f"<!-- team-compass:support state=closed {fields} -->"
    issue.edit(issue.replies[0], f"{mark}\nSee the FAQ.")
    issue.say("/not-support")
    issue.settle()
    assert (issue.state, issue.told) == ("open", "declined")


def test_more_commands_than_are_remembered_come_to_rest():
    issue = Asked()
    for _ in range(60):
        issue.say("/support", "manics")
    issue.settle()
    assert issue.settle() == []
    assert len(issue.replies) == 1
