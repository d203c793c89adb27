"""When a check run is made, and what becomes of the issue: tables of decisions."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.actions import Action, CreateIssue, UpdateIssue
from bot.core.mark import find_mark
from bot.core.models import Account, Identity, Issue
from bot.core.repository_actions import CreateCheckRun, UpdateCheckRun
from bot.core.repository_models import CheckRun
from bot.features.configuration.findings import Template
from bot.features.configuration.plan import (
    CHECK,
    find_issue,
    is_told,
    plan_check,
    plan_issue,
    plan_twins,
)
from bot.features.configuration.words import ISSUE_TITLE
from tests.features.configuration.files import (
    GOOD,
    NOW,
    OLDER,
    PAGE,
    REPOSITORY,
    SHA,
    TEMPLATE,
    WITHOUT_EFFECT,
    WRONG,
    look,
)

ME = Identity(1, "team-compass")
BOT = Account(ME.login, "Bot")
MISSING = Template(why="is not in this repository")
MISSED = look(TEMPLATE, meeting=MISSING)


def check(seen, runs=(), now=NOW, shared=None) -> CreateCheckRun | UpdateCheckRun:
    return plan_check(REPOSITORY, seen, runs, shared, now)


def made(action: CreateCheckRun, number: int = 1) -> CheckRun:
    """The check run as GitHub tells of it afterwards."""
    said = action.output
    return CheckRun(
        number,
        action.name,
        action.head_sha,
        action.conclusion,
        said.title,
        said.summary,
    )


class TestTheCheckRun:
    @pytest.mark.parametrize(
        ("seen", "conclusion"),
        [
            (look(GOOD), "success"),
            (look(GOOD + WITHOUT_EFFECT), "success"),
            (look(WRONG), "failure"),
            (MISSED, "neutral"),
        ],
        ids=["right", "without effect", "wrong", "template missing"],
    )
    def test_is_made_on_the_commit_and_then_it_is_told(self, seen, conclusion):
        action = check(seen)
        assert isinstance(action, CreateCheckRun)
        assert (action.name, action.head_sha) == (CHECK, SHA)
        assert action.conclusion == conclusion
        assert not is_told(seen, [])
        assert is_told(seen, [made(action)])

    def test_stays_told_while_its_dates_pass(self):
        seen = look(GOOD)
        first = check(seen)
        later = check(seen, now=NOW + timedelta(days=90))
        assert first.output.summary != later.output.summary
        assert is_told(seen, [made(later)])
        assert is_told(seen, [made(first)])

    def test_is_no_longer_told_when_a_mistake_stands_on_another_line(self):
        assert not is_told(look("\n" + WRONG), [made(check(look(WRONG)))])

    def test_with_something_else_to_say_is_a_new_one(self):
        """GitHub would put the new annotations beside the old ones."""
        missed, mended = made(check(MISSED), 1), look(TEMPLATE, meeting=Template())
        action = check(mended, [missed])
        assert isinstance(action, CreateCheckRun)
        assert is_told(mended, [missed, made(action, 2)])
        assert not is_told(MISSED, [made(action, 2), missed])

    def test_asked_for_again_is_renewed_with_the_dates_of_now(self):
        run = made(check(look(GOOD)), 7)
        action = check(look(GOOD), [run], now=NOW + timedelta(days=90))
        assert isinstance(action, UpdateCheckRun)
        assert (action.check_run_id, action.conclusion) == (7, "success")
        assert "18 March 2021" not in action.output.summary
        assert is_told(look(GOOD), [replace(run, summary=action.output.summary)])

    def test_asked_for_again_repeats_no_annotation(self):
        action = check(look(WRONG), [made(check(look(WRONG)))])
        assert isinstance(action, UpdateCheckRun)
        assert action.output.annotations == ()

    def test_of_which_somebody_else_wrote_the_summary_tells_nothing(self):
        run = replace(made(check(look(GOOD))), summary="All is well")
        assert not is_told(look(GOOD), [run])
        assert isinstance(check(look(GOOD), [run]), CreateCheckRun)

    def test_has_the_dates_of_what_comes_from_the_owner(self):
        own = look("agenda: {most: 3}\n")
        assert "Nothing is going to happen." in check(own).output.summary
        shared = look(GOOD).configuration
        summary = check(own, shared=shared).output.summary
        assert "Thursday 18 March 2021, 17:00 UTC" in summary

    def test_has_no_pulse_that_only_the_owners_file_asks_for(self):
        shared = look(GOOD + WITHOUT_EFFECT).configuration
        summary = check(look("agenda: {most: 3}\n"), shared=shared).output.summary
        assert "meeting team" in summary
        assert "release pulse" not in summary
        own = check(look(WITHOUT_EFFECT), shared=shared).output.summary
        assert "Thursday 1 April 2021, 00:00 UTC" in own

    def test_of_a_wrong_file_has_no_dates_whatever_comes_from_the_owner(self):
        action = check(look(WRONG), shared=look(GOOD).configuration)
        assert "2021" not in action.output.summary


def issue_now(seen, issue: Issue | None, good: str = OLDER) -> Action | None:
    return plan_issue(REPOSITORY, seen, issue, PAGE, good)


def opened(text: str = WRONG) -> Issue:
    """The issue as GitHub tells of it after it was opened."""
    action = issue_now(look(text), None)
    assert isinstance(action, CreateIssue)
    return Issue(REPOSITORY, 12, action.title, action.body, BOT, "open", NOW, NOW)


def after(issue: Issue, action: Action | None) -> Issue:
    """The issue as it is then."""
    assert isinstance(action, UpdateIssue)
    assert action.issue_number == issue.number
    state = action.state or issue.state
    return replace(issue, body=action.body or issue.body, state=state)


OTHER = WRONG.replace("25:00", "26:00")


class TestTheIssue:
    def test_is_opened_when_something_is_wrong_and_only_then(self):
        assert issue_now(look(GOOD), None) is None
        assert issue_now(look(GOOD + WITHOUT_EFFECT), None) is None
        assert issue_now(None, None) is None
        action = issue_now(look(WRONG), None)
        assert isinstance(action, CreateIssue)
        assert action.title == ISSUE_TITLE
        assert isinstance(issue_now(MISSED, None), CreateIssue)

    def test_that_tells_all_stays_as_it_is(self):
        issue = opened()
        assert issue_now(look(WRONG), issue) is None
        github = replace(issue, body=issue.body.replace("\n", "\r\n").strip())
        assert issue_now(look(WRONG), github) is None

    def test_follows_the_mistakes(self):
        issue = opened()
        action = issue_now(look(OTHER), issue)
        assert '"26:00" is no time of day' in action.body
        assert (action.state, action.state_reason) == (None, None)
        assert issue_now(look(OTHER), after(issue, action)) is None

    def test_is_closed_when_all_is_mended_with_nothing_else_said(self):
        issue = opened()
        action = issue_now(look(GOOD), issue)
        assert (action.state, action.state_reason) == ("closed", "completed")
        assert action.body.partition("\n")[2] == issue.body.partition("\n")[2]
        mended = after(issue, action)
        assert mended.body.startswith("<!-- team-compass:configuration -->\n")
        assert issue_now(look(GOOD), mended) is None

    def test_is_closed_when_the_file_is_gone(self):
        action = issue_now(None, opened())
        assert action.state == "closed"

    @pytest.mark.parametrize("text", [WRONG, OTHER], ids=["the same", "another"])
    def test_is_opened_again_when_it_is_wrong_again(self, text):
        mended = after(opened(), issue_now(look(GOOD), opened()))
        action = issue_now(look(text), mended)
        assert (action.state, action.state_reason) == ("open", "reopened")
        again = after(mended, action)
        assert issue_now(look(text), again) is None

    def test_that_people_closed_stays_closed_until_there_is_something_else(self):
        closed = replace(opened(), state="closed")
        assert issue_now(look(WRONG), closed) is None
        moved = issue_now(look("\n" + WRONG), closed)
        assert (moved.state, moved.state_reason) == (None, None)
        assert "[line 5](" in moved.body
        assert issue_now(look("\n" + WRONG), after(closed, moved)) is None
        assert issue_now(look(OTHER), closed).state == "open"

    def test_that_people_closed_and_then_mended_is_opened_for_the_next(self):
        closed = replace(opened(), state="closed")
        action = issue_now(look(GOOD), closed)
        assert (action.state, action.state_reason) == (None, None)
        mended = after(closed, action)
        assert issue_now(look(GOOD), mended) is None
        assert issue_now(look(WRONG), mended).state == "open"

    def test_that_people_opened_again_though_all_is_mended_stays_open(self):
        mended = after(opened(), issue_now(look(GOOD), opened()))
        assert issue_now(look(GOOD), replace(mended, state="open")) is None

    def test_whose_mark_people_spoilt_is_written_anew(self):
        spoilt = replace(opened(), body="Who cares?")
        action = issue_now(look(WRONG), spoilt)
        assert find_mark(action.body, "configuration")
        closed = issue_now(look(GOOD), spoilt)
        assert closed.state == "closed"
        assert closed.body == "<!-- team-compass:configuration -->\nWho cares?"


class TestWhichIssueItIs:
    def test_it_is_known_by_its_mark(self):
        issue = replace(opened(), title="Renamed")
        assert find_issue(ME, [issue]) is issue

    def test_it_is_known_by_its_title_where_people_removed_the_mark(self):
        issue = replace(opened(), body="Who cares?")
        assert find_issue(ME, [issue]) is issue

    def test_of_two_it_is_the_first(self):
        second = replace(opened(), number=13)
        assert find_issue(ME, [second, opened()]) == opened()

    def test_later_ones_are_closed_once_and_tell_where_it_is_told(self):
        second, third = replace(opened(), number=13), replace(opened(), number=14)
        closed = tuple(
            after(issue, action)
            for issue, action in zip(
                (second, third),
                plan_twins(ME, [third, second, opened()]),
                strict=True,
            )
        )
        for issue in closed:
            assert issue.state == "closed"
            assert issue.body.endswith(f"This is told in #{opened().number}.\n")
            again = replace(issue, state="open", body=issue.body.replace("\n", "\r\n"))
            assert find_issue(ME, [again, opened()]) == opened()
            assert [*plan_twins(ME, [again, opened()])] == []

    def test_what_overlapping_pages_list_twice_is_one(self):
        assert [*plan_twins(ME, [opened(), opened()])] == []

    @pytest.mark.parametrize(
        "other",
        [
            replace(opened(), user=Account("mallory")),
            replace(opened(), is_pull_request=True),
            replace(opened(), body="Hello", title="Hello"),
            replace(
                opened(), body="<!-- team-compass:meeting id=a date=2021-03-18 -->"
            ),
        ],
        ids=["a stranger's", "a pull request", "another", "a meeting of that title"],
    )
    def test_it_is_none_of(self, other):
        assert find_issue(ME, [other]) is None
