"""What is said of an old support.yml: in the one issue, beside what is wrong in ours."""

from dataclasses import replace

import pytest

from bot.core.actions import CreateIssue, UpdateIssue
from bot.core.configuration import ConfigurationError, Problem
from bot.core.models import Account, Identity, Issue
from bot.core.old_support import OLD_PATH, parse_old_support
from bot.features.configuration.findings import old_findings_of
from bot.features.configuration.plan import Look, OldLook, find_issue, plan_issue
from bot.features.configuration.words import ISSUE_TITLE, OLD_ISSUE_TITLE
from tests.core.rendered import pings, references, render
from tests.features.configuration.files import (
    GOOD,
    NOW,
    OLDER,
    PAGE,
    REPOSITORY,
    WRONG,
    look,
)

ME = Identity(1, "team-compass")
OLD_PAGE = f"https://github.com/{REPOSITORY}/blob/main/{OLD_PATH}"
BASE = ConfigurationError(
    "jupyterhub/.github/old.yml", [Problem(3, 1, "close", "is x")]
)


def old(text: str, page: str = OLD_PAGE) -> OldLook:
    with pytest.raises(ConfigurationError) as caught:
        parse_old_support(text, file=OLD_PATH)
    return OldLook(old_findings_of(caught.value, wrong=True), page)


BROKEN = old("lock: true\nclose: perhaps\n'@jupyterhub/all <!-- #1': 1\n")


def plan(seen: Look | None, issue: Issue | None = None, told: OldLook = BROKEN):
    return plan_issue(REPOSITORY, seen, issue, PAGE, OLDER, old=told)


def opened(seen: Look | None = None, told: OldLook = BROKEN) -> Issue:
    action = plan(seen, told=told)
    assert isinstance(action, CreateIssue)
    bot = Account(ME.login, "Bot")
    return Issue(REPOSITORY, 12, action.title, action.body, bot, "open", NOW, NOW)


def test_an_issue_is_opened_for_it_alone():
    issue = opened()
    page, _ = render(issue.body)
    assert issue.title == OLD_ISSUE_TITLE
    assert f"{OLD_PATH} cannot be followed:" in page.text
    assert f"[line 2]({OLD_PAGE}#L2), `close`: " in issue.body
    assert 'close: "perhaps" is neither yes nor no' in page.text
    assert (pings(page), references(page)) == ([], [])
    assert plan(None, issue) is None
    assert plan(look(GOOD), issue) is None


def test_it_stands_below_what_is_wrong_in_ours():
    issue = opened(look(WRONG))
    text = render(issue.body)[0].text
    assert issue.title == ISSUE_TITLE
    assert text.index("meetings.team.wen") < text.index("close: ")
    mended = plan(look(WRONG), issue, OldLook())
    assert isinstance(mended, UpdateIssue)
    assert OLD_PATH not in (mended.body or "")
    assert mended.state is None


def test_where_only_what_it_extends_is_wrong_an_older_version_of_that_is_in_force():
    told = OldLook(old_findings_of(BASE, wrong=False))
    text = render(opened(told=told).body)[0].text
    assert "in force, with the last version of what it extends that was right" in text
    assert "line 1, _extends: jupyterhub/.github/old.yml:3: close: is x" in text


def test_its_issue_is_closed_once_it_is_mended_and_opened_for_the_next():
    issue = opened()
    mended = plan(None, issue, OldLook())
    assert isinstance(mended, UpdateIssue)
    assert (mended.state, mended.state_reason) == ("closed", "completed")
    closed = replace(issue, state="closed", body=mended.body or "")
    assert plan(None, closed, OldLook()) is None
    again = plan(None, closed)
    assert isinstance(again, UpdateIssue)
    assert again.state == "open"


def test_its_issue_is_known_without_its_mark_too():
    spoilt = replace(opened(), body="oops")
    assert find_issue(ME, [spoilt]) == spoilt
