"""Which deliveries make the bot look at a report."""

import pytest

from bot.core.delivery import Delivery, Facts
from bot.features.request_info.feature import FEATURE
from bot.todo.job import Key

KEY = Key("request_info", "jupyterhub/hub#7")
EMPTY = Facts(
    action="",
    installation=1,
    repository="jupyterhub/hub",
    default_branch="main",
    sender_login="ada",
    sender_type="User",
    issue=7,
    issue_body="",
    issue_login="ada",
    issue_type="User",
    labels=(),
    comment=0,
    comment_body="",
    comment_login="",
    comment_type="",
    body_before="",
    head_sha="",
    ref="",
    commits=(),
    repositories=(),
    repositories_added=(),
)
LABELS = [{"name": "needs-more-info"}]
COMMENT = {
    "comment": 9,
    "comment_login": "Ada",
    "comment_type": "User",
    "labels": LABELS,
}
OURS = {
    **COMMENT,
    "comment_login": "team-compass[bot]",
    "comment_type": "Bot",
    "comment_body": "<!-- team-compass:request-info left=body -->",
}
GHOSTS = {"comment_login": "ghost", "issue_login": "ghost"}
SENT_BY_BOT = {"sender_login": "team-compass[bot]", "sender_type": "Bot"}


@pytest.mark.parametrize(
    ("name", "facts", "wakes"),
    [
        ("issues.opened", {}, True),
        ("issues.opened", {"issue_login": "x[bot]", "issue_type": "Bot"}, False),
        ("issues.opened", SENT_BY_BOT, False),
        ("issues.opened", {"repository": ""}, False),
        ("issues.labeled", {"labels": LABELS}, True),
        ("issues.labeled", {"labels": LABELS, **SENT_BY_BOT}, False),
        ("issues.unlabeled", {}, True),
        ("issues.edited", {}, False),
        ("issues.edited", {"labels": LABELS}, True),
        ("issues.reopened", {"labels": LABELS}, True),
        ("issues.unlocked", {"labels": LABELS}, True),
        ("issues.closed", {"labels": LABELS}, False),
        ("issue_comment.created", COMMENT, True),
        ("issue_comment.edited", COMMENT, True),
        ("issue_comment.created", {**COMMENT, "labels": ()}, False),
        ("issue_comment.created", {**COMMENT, "comment_login": "grace"}, False),
        ("issue_comment.deleted", OURS, True),
        ("issue_comment.edited", {**OURS, **SENT_BY_BOT}, False),
        ("issue_comment.deleted", {**OURS, "comment_body": "hello"}, False),
        ("issue_comment.created", {**COMMENT, **GHOSTS}, False),
        ("pull_request.opened", {}, False),
    ],
)
def test_wakes(name: str, facts: dict[str, object], wakes: bool) -> None:
    event, _, action = name.partition(".")
    told = Facts(**{**EMPTY, "action": action, **facts})  # type: ignore[typeddict-item]  # of the table
    assert list(FEATURE.wakes(Delivery("guid", event, told))) == [KEY] * wakes


def test_the_sweep_looks_once_for_all_of_an_account() -> None:
    assert list(FEATURE.sweep_account("jupyterhub")) == [
        Key("request_info", "jupyterhub")
    ]
    assert list(FEATURE.sweep("jupyterhub/hub")) == [
        Key("request_info", "jupyterhub/hub")
    ]
