"""What GitHub says in odd ways means what it says in the usual ones."""

from datetime import UTC, datetime

import pytest

from bot.core.errors import Unreadable
from bot.core.models import Account
from bot.github.repository_shapes import parse_committed
from bot.github.shapes import (
    parse_comment,
    parse_file,
    parse_installation,
    parse_issue,
    parse_repository,
    parse_role,
    parse_time,
)
from tests.github.scripted import comment, issue


def test_times_are_aware_and_in_utc():
    utc = datetime(2021, 3, 18, 17, tzinfo=UTC)
    for text in ("2021-03-18T17:00:00Z", "2021-03-18T19:00:00+02:00"):
        assert parse_time(text) == utc
        assert parse_time(text).tzinfo is UTC


def test_a_commit_that_does_not_say_when():
    long_ago = datetime(1970, 1, 1, tzinfo=UTC)
    for committer in (None, {}, {"name": "Ada", "date": None}):
        assert parse_committed({"commit": {"committer": committer}}) == long_ago


def test_an_issue_without_text_by_a_deleted_user():
    parsed = parse_issue("o/r", issue(body=None, user=None, closed_at=None))
    assert (parsed.body, parsed.user) == ("", Account("ghost"))
    assert parsed.closed_at is None


def test_a_closed_and_locked_pull_request():
    closed = issue(
        state="closed",
        closed_at="2021-03-03T00:00:00Z",
        locked=True,
        pull_request={},
        labels=["bug", {"name": "agenda"}, {"name": None}],
    )
    parsed = parse_issue("o/r", closed)
    assert parsed.is_pull_request
    assert parsed.locked
    assert parsed.closed_at == datetime(2021, 3, 3, tzinfo=UTC)
    assert parsed.labels == ("bug", "agenda", "")


@pytest.mark.parametrize(
    ("more", "pinned"), [({}, None), ({"pin": None}, False), ({"pin": {}}, True)]
)
def test_a_comment_tells_of_its_pin_where_the_server_knows_pins(more, pinned):
    assert parse_comment(comment(**more)).pinned is pinned


def test_a_comment_counts_the_reactions_that_it_has():
    counts = {"url": "…", "total_count": 3, "+1": 2, "confused": 1, "heart": 0}
    parsed = parse_comment(comment(reactions=counts))
    assert parsed.reactions == {"+1": 2, "confused": 1}
    with pytest.raises(TypeError):
        parsed.reactions["+1"] = 3
    assert parse_comment(comment()).reactions == {}


@pytest.mark.parametrize(
    ("rights", "role"),
    [
        ({"admin": True, "push": True, "pull": True}, "admin"),
        ({"admin": False, "maintain": True, "push": True}, "maintain"),
        ({"push": True, "triage": True, "pull": True}, "write"),
        ({"push": False, "triage": True, "pull": True}, "triage"),
        ({"pull": True}, "read"),
        ({}, "none"),
    ],
)
def test_a_role_of_whatever_name_is_what_it_may_do(rights, role):
    custom = {"role_name": "shepherd", "permission": "read"}
    assert parse_role({**custom, "user": {"permissions": rights}}) == role


@pytest.mark.parametrize("user", [None, {"login": "ada"}])
def test_a_server_without_rights_tells_at_least_the_permission(user):
    assert parse_role({"permission": "write", "user": user}) == "write"


def test_a_file_is_text_whatever_its_bytes():
    data = {
        "type": "file",
        "path": "a.yml",
        "sha": "1",
        "encoding": "base64",
        "content": "77u/aGnDvP8K\n",  # BOM, hiü, a byte that is no UTF-8
    }
    file = parse_file(data)
    assert file.text == "hiü\ufffd\n"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ([{"type": "file", "path": ".github/x/y"}], ".github/x is a folder, allowed"),
        ({"type": "submodule", "path": "x"}, "x is a submodule, allowed is a file"),
        ({"type": "symlink", "path": "x"}, "x is a link that leads to no file here"),
        ({"type": "file", "path": "x", "encoding": "none"}, "x is over 1 MB, allowed"),
    ],
)
def test_what_is_no_text_file_is_named(data, why):
    with pytest.raises(Unreadable, match=f"^{why}"):
        parse_file(data)


def test_an_installation_of_an_enterprise_has_a_slug():
    parsed = parse_installation(
        {"id": 1, "account": {"slug": "acme"}, "suspended_at": "2021-03-01T00:00:00Z"}
    )
    assert parsed.account == Account("acme", "Enterprise")
    assert parsed.suspended


def test_a_repository_that_says_little():
    parsed = parse_repository(
        {"full_name": "o/r", "private": True, "default_branch": None}
    )
    assert parsed.default_branch == "main"
    assert parsed.private
    assert parsed.has_issues
