"""A witness that sees nothing would prove nothing."""

import pytest

from tests.chaos.witness import Witness
from tests.stories.team import BOT


@pytest.fixture
def issue(github):
    return github.add_repository("club/site").open_issue("Crashes", by="ada")


@pytest.fixture
def witness(github):
    return Witness(github)


DEEDS = {
    "label": (
        lambda issue: issue.add_label("agenda", by=BOT),
        lambda issue: issue.remove_label("agenda", by=BOT),
    ),
    "state": (lambda issue: issue.close(by=BOT), lambda issue: issue.reopen(by=BOT)),
    "lock": (lambda issue: issue.lock(by=BOT), lambda issue: issue.unlock(by=BOT)),
    "pin": (lambda issue: issue.pin(by=BOT), lambda issue: issue.unpin(by=BOT)),
    "comment's pin": (
        lambda issue: issue.comments[0].pin(by=BOT),
        lambda issue: issue.comments[0].unpin(by=BOT),
    ),
    "reaction": (
        lambda issue: issue.comments[0].react("+1", by=BOT),
        lambda issue: issue.comments[0].unreact("+1", by=BOT),
    ),
    "comment": (
        lambda issue: issue.comment("<!-- team-compass:mend id=7 -->", by=BOT),
        lambda issue: issue.comments[-1].delete(by=BOT),
    ),
}


@pytest.mark.parametrize("kind", DEEDS)
def test_what_is_done_again_though_nothing_has_happened_is_seen(issue, witness, kind):
    do, undo = DEEDS[kind]
    issue.comment("/agenda Room", by="ada")
    issue.comment("Well", by=BOT)
    do(issue)
    undo(issue)
    assert witness.twice == []

    do(issue)

    assert len(witness.twice) == 1


@pytest.mark.parametrize("kind", DEEDS)
def test_what_is_done_again_after_something_has_happened_is_fine(issue, witness, kind):
    do, undo = DEEDS[kind]
    issue.comment("/agenda Room", by="ada")
    issue.comment("Well", by=BOT)
    do(issue)
    undo(issue)
    issue.edit(title="It crashes", by="ada")

    do(issue)

    assert witness.twice == []


def test_twins_are_seen_though_one_goes_at_once(github, issue, witness):
    mark = "<!-- team-compass:agenda date=2026-04-01 -->"
    issue.comment(f"{mark}\nOne", by=BOT)
    issue.comment(f"{mark}\nTwo", by=BOT).delete(by=BOT)
    place = issue.repository
    first = place.open_issue("Meeting", mark, by=BOT)
    place.open_issue("Meeting again", mark, by=BOT).delete(by="minrk")
    commit = place.commit("README.md", "# Site\n", by="ada")
    checks = place.branches.checks
    for _ in range(2):
        checks.tell(checks.begin(commit, "file"), created=True, completed=False)

    seen = [text.partition("club/site")[2] for text in witness.twice]
    assert seen == [
        f"#{issue.number} comment {issue.comments[0].id + 1}: agenda date=2026-04-01",
        f"#{first.number + 1}: agenda date=2026-04-01",
        f" check file of {commit.sha}",
    ]
