"""Whatever people and the bot do in whatever order, some things never happen."""

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.features.support.issue import ASKER, BOT, CONFIG, OTHER_BOT, YES, Asked


def _edit(issue: Asked) -> None:
    said = [c for c in issue.comments if c.user != BOT]
    if said:
        issue.edit(said[-1], "never mind")


def _delete(issue: Asked) -> None:
    said = [c for c in issue.comments if c.user != BOT]
    if said:
        issue.delete(said[0])


def _delete_reply(issue: Asked) -> None:
    if issue.replies:
        issue.delete(issue.replies[0])


def _rewrite_reply(issue: Asked) -> None:
    if issue.replies:
        issue.edit(issue.replies[0], "See the FAQ.")


DEEDS: dict[str, Callable[[Asked], object]] = {
    "label": lambda i: i.label(),
    "second label": lambda i: i.label("question"),
    "label by a bot": lambda i: i.label(by=OTHER_BOT),
    "unlabel": lambda i: i.unlabel(),
    "unlabel the second": lambda i: i.unlabel("question"),
    "support": lambda i: i.say("/support", "manics"),
    "not support": lambda i: i.say("/not-support"),
    "a stranger's support": lambda i: i.say("/support", "passerby"),
    "words": lambda i: i.say("It does not work.", ASKER),
    "edit": _edit,
    "delete": _delete,
    "delete the reply": _delete_reply,
    "rewrite the reply": _rewrite_reply,
    "close": lambda i: i.close(),
    "reopen": lambda i: i.reopen(),
    "lock": lambda i: i.lock(),
    "unlock": lambda i: i.unlock(),
    "wait": lambda i: i.wait(hours=1),
    "look": lambda i: i.look(),
    "an interrupted look": lambda i: i.look(most=1),
    "settle": lambda i: i.settle(),
}


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(sorted(DEEDS)), max_size=14),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
def test_a_life(deeds: list[str], lock: bool, close: bool, guessed: bool):
    config = CONFIG.model_copy(
        update={"lock": lock, "close": close, "labels": ("support", "question")}
    )
    issue = Asked(config=config)
    if guessed:
        issue.verdict = YES
    for deed in deeds:
        state, before = issue.state, len(issue.events)
        DEEDS[deed](issue)
        if deed in ("look", "an interrupted look", "settle"):
            _did_no_harm(issue, state, before)
    issue.settle()
    assert issue.settle() == []  # a second look writes nothing
    assert len(issue.replies) <= 1
    forgotten = any(e.comment_author == BOT for e in issue.events) or any(
        c.body == "See the FAQ." for c in issue.comments
    )
    if issue.state == "closed" and issue.by_the_bot("closed") and not forgotten:
        last = [e for e in issue.events if e.event in ("closed", "reopened")][-1]
        assert last.event == "closed"
        if last.actor == BOT:
            # only people's words close anything
            assert any(
                e.event == "labeled" and e.actor.login == "manics" for e in issue.events
            ) or any("/support" in c.body for c in issue.comments)


def _did_no_harm(issue: Asked, state: str, before: int) -> None:
    """The bot has opened nothing that people closed, nor closed what they opened."""
    for n, event in enumerate(issue.events):
        if n < before or event.actor != BOT:
            continue
        earlier = [e for e in issue.events[:n] if e.event in ("closed", "reopened")]
        if event.event == "reopened":
            assert earlier[-1].actor == BOT
        if event.event == "closed" and earlier and earlier[-1].actor != BOT:
            # somebody has called it support since they opened it again
            called = [
                e.created_at
                for e in issue.events[:n]
                if e.event == "labeled" and e.actor != BOT
            ] + [
                c.updated_at
                for c in issue.comments
                if c.body == "/support" and c.user.login == "manics"
            ]
            assert max(called) > earlier[-1].created_at
