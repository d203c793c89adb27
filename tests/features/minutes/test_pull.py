"""Branch, file and pull request: what is made, and what is left to people."""

from dataclasses import replace

import pytest

from bot.core.models import Account, File
from bot.core.repository_actions import (
    CreateOrUpdateFile,
    CreatePullRequest,
    CreateRef,
    UpdatePullRequest,
)
from bot.core.repository_models import PullRequest
from bot.features.minutes.memory import fingerprint
from bot.features.minutes.pull import (
    Ground,
    Proposal,
    plan_file,
    standing,
    to_write,
)
from tests.features.minutes.known import BOT, ME, REPOSITORY

PATH, BRANCH = "docs/meetings/2021-03.md", "team-compass/minutes-team-2021-03-18"
BARE = Ground(PATH, BRANCH, "main", base_sha="ba5e")
OURS, NEW, THEIRS = "ours\n", "new\n", "theirs\n"
PROPOSAL = Proposal(378, "Minutes: Team Meeting", NEW, "The minutes.\n\n1 topic")
KNOWN = (fingerprint(OURS),)


def pull(number: int = 40, state: str = "open", **other: object) -> PullRequest:
    made = PullRequest(
        repository=REPOSITORY,
        number=number,
        title="Minutes",
        body=PROPOSAL.body,
        user=BOT,
        state="open",
        merged=False,
        head_ref=BRANCH,
        head_sha="ca5e",
        head_repository=REPOSITORY,
        base_ref="main",
    )
    return replace(made, state=state, **other)  # type: ignore[arg-type]  # test data


def with_file(text: str, *pulls: PullRequest) -> Ground:
    file = File(PATH, text, sha="b10b")
    return replace(BARE, pulls=pulls, head="ca5e", file=file)


def actions(ground: Ground, written: tuple[str, ...] = KNOWN) -> list[str]:
    found = plan_file(REPOSITORY, ground, PROPOSAL, written, ME)
    return [action.operation for action in found]


MERGED = pull(state="closed", merged=True)
CLOSED = pull(state="closed")
STANDINGS = [
    (BARE, "wanted"),
    (replace(BARE, head="ba5e"), "wanted"),
    (with_file(OURS), "wanted"),
    (with_file(NEW), "wanted"),
    (with_file(THEIRS), "changed"),
    (with_file(OURS, pull()), "open"),
    (with_file(NEW, pull()), "open"),
    (with_file(THEIRS, pull()), "changed"),
    (replace(BARE, pulls=(pull(),), head="ca5e"), "changed"),
    (replace(BARE, pulls=(CLOSED,)), "closed"),
    (replace(BARE, pulls=(MERGED,)), "merged"),
    (with_file(OURS, CLOSED, pull(41)), "open"),
    (with_file(OURS, replace(MERGED, number=39), pull(41)), "merged"),
    (replace(BARE, there=File(PATH, THEIRS)), "there"),
    (replace(BARE, obstacle="is a folder"), "impossible"),
]


@pytest.mark.parametrize(("ground", "kind"), STANDINGS)
def test_how_things_stand(ground: Ground, kind: str):
    assert standing(ground, NEW, KNOWN) == kind


@pytest.mark.parametrize(("ground", "kind"), STANDINGS)
def test_nothing_is_written_where_it_is_peoples(ground: Ground, kind: str):
    if kind not in ("wanted", "open"):
        assert actions(ground) == []
        assert to_write(ground, NEW, KNOWN) == KNOWN


def test_branch_file_and_pull_request_are_made():
    ref, file, request = plan_file(REPOSITORY, BARE, PROPOSAL, (), ME)
    assert ref == CreateRef(
        repository=REPOSITORY, why=ref.why, ref=f"refs/heads/{BRANCH}", sha="ba5e"
    )
    assert file == CreateOrUpdateFile(
        repository=REPOSITORY,
        why=file.why,
        path=PATH,
        message="Add the minutes in 2021-03.md",
        content=NEW,
        branch=BRANCH,
    )
    assert request == CreatePullRequest(
        repository=REPOSITORY,
        why=request.why,
        title="Minutes: Team Meeting",
        head=BRANCH,
        base="main",
        body=PROPOSAL.body,
    )


def test_it_goes_on_where_it_was_interrupted():
    made = replace(BARE, head="ba5e")
    assert actions(made) == ["create_or_update_file", "create_pull_request"]
    assert actions(with_file(NEW)) == ["create_pull_request"]
    assert actions(with_file(OURS)) == ["create_or_update_file", "create_pull_request"]


def test_the_file_is_updated_while_it_is_open():
    (file,) = plan_file(REPOSITORY, with_file(OURS, pull()), PROPOSAL, KNOWN, ME)
    assert isinstance(file, CreateOrUpdateFile)
    assert (file.sha, file.message) == ("b10b", "Update the minutes in 2021-03.md")


def test_nothing_is_written_where_all_is_well():
    assert actions(with_file(NEW, pull())) == []
    crlf = PROPOSAL.body.replace("\n", "\r\n")
    assert actions(with_file(NEW, pull(body=f"{crlf}\r\n"))) == []


def test_its_text_is_updated_as_long_as_it_is_the_bots():
    older = replace(PROPOSAL, words="The minutes.\n\n2 topics")
    (update,) = plan_file(
        REPOSITORY, with_file(NEW, pull(body=older.body)), PROPOSAL, KNOWN, ME
    )
    assert update == UpdatePullRequest(
        repository=REPOSITORY, why=update.why, pull_number=40, body=PROPOSAL.body
    )


@pytest.mark.parametrize(
    "theirs",
    [
        pull(body=f"{replace(PROPOSAL, words='Old').body}\n\nPlease review."),
        pull(body="Another text altogether"),
        pull(user=Account("ada"), body=replace(PROPOSAL, words="Old").body),
    ],
)
def test_a_text_that_people_changed_is_left_to_them(theirs: PullRequest):
    assert actions(with_file(NEW, theirs)) == []


def test_before_it_is_written_both_texts_are_remembered():
    assert to_write(BARE, NEW, ()) == (fingerprint(NEW),)
    assert to_write(with_file(OURS, pull()), NEW, KNOWN) == (
        fingerprint(OURS),
        fingerprint(NEW),
    )


def test_once_it_is_written_nothing_else_has_to_be_remembered():
    written = to_write(with_file(OURS, pull()), NEW, KNOWN)
    assert to_write(with_file(NEW, pull()), NEW, written) == written
    assert to_write(with_file(OURS, pull()), NEW, written) == written
    assert standing(with_file(OURS, pull()), NEW, written) == "open"


def test_a_title_is_no_longer_than_github_takes():
    long = replace(PROPOSAL, title="x" * 300)
    *_, request = plan_file(REPOSITORY, BARE, long, (), ME)
    assert isinstance(request, CreatePullRequest)
    assert len(request.title) == 256
