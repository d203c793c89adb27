"""Which deliveries make the bot look at minutes."""

import json

import pytest

from bot.core.delivery import Delivery
from bot.features.minutes.feature import FEATURE
from bot.features.minutes.pull import Proposal
from bot.web.payload import parse_payload
from tests.features.minutes.known import REPOSITORY

BOT = {"login": "team-compass[bot]", "type": "Bot"}
ADA = {"login": "ada", "type": "User"}
MINUTES = "<!-- team-compass:minutes v=1 id=team date=2021-03-18 -->\n## Minutes\n"
KEY = [f"minutes {REPOSITORY}#378"]


def woken(event: str, action: str = "edited", **payload: object) -> list[str]:
    where = {"repository": {"full_name": REPOSITORY}, "action": action}
    facts = parse_payload(json.dumps({**where, **payload}).encode())
    return [str(key) for key in FEATURE.wakes(Delivery("guid", event, facts))]


def edited(text: str = MINUTES, *, before: str = "", action: str = "edited", **more):
    told = {
        "issue": {"number": 378},
        "comment": {"id": 1, "body": text, "user": BOT},
        "changes": {"body": {"from": before}},
        "sender": ADA,
    }
    return woken("issue_comment", action, **(told | more))


def pull(body: str, action: str = "closed", by: dict[str, str] = BOT) -> list[str]:
    told = {"number": 402, "body": body, "user": by}
    return woken("pull_request", action, pull_request=told, sender=ADA)


def test_people_change_the_comment():
    assert edited() == KEY
    assert edited("Broken.", before=MINUTES) == KEY


@pytest.mark.parametrize(
    "delivery",
    [
        lambda: edited("<!-- team-compass:agenda v=1 -->\n"),
        lambda: edited(sender=BOT),
        lambda: edited(comment={"id": 1, "body": MINUTES, "user": ADA}),
        lambda: edited(action="created"),
        lambda: edited(action="deleted"),
        lambda: edited(issue={}),
    ],
)
def test_nothing_is_to_be_looked_at(delivery):
    assert delivery() == []


@pytest.mark.parametrize("action", ["closed", "reopened"])
def test_something_becomes_of_the_pull_request(action: str):
    body = Proposal(378, "Minutes", "text", "words").body
    assert pull(body, action) == KEY
    assert pull(body.replace("\n", "\r\n"), action) == KEY


@pytest.mark.parametrize(
    ("body", "action", "by"),
    [
        ("<!-- team-compass:minutes-file issue=378 -->\n", "opened", BOT),
        ("<!-- team-compass:minutes-file issue=378 -->\n", "closed", ADA),
        ("<!-- team-compass:minutes-file issue=x -->\n", "closed", BOT),
        ("<!-- team-compass:minutes-file issue=² -->\n", "closed", BOT),
        ("<!-- team-compass:minutes-file -->\n", "closed", BOT),
        ("Something else", "closed", BOT),
    ],
)
def test_other_pull_requests_are_others(body: str, action: str, by: dict[str, str]):
    assert pull(body, action, by) == []
