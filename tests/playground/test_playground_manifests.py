"""Apps that are made from a manifest, as GitHub makes them, and what it refuses."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest

from bot.playground import Clock, Playground
from bot.playground.manifests import NotMade, parse_manifest
from bot.playground.page_apps import AppPages
from tests.npm_packages import fetched
from tests.openapi import answer_problems
from tests.web.founder import Browser

ASKED = {
    "name": "Hub Compass",
    "url": "https://compass.example.org",
    "hook_attributes": {"url": "https://compass.example.org/hook"},
    "redirect_url": "https://compass.example.org/back?from=github",
    "public": False,
    "default_permissions": {"issues": "write"},
    "default_events": ["issues", "repository"],
}


@pytest.fixture
async def github(clock: Clock) -> AsyncIterator[Playground]:
    github = Playground(clock=clock, prefix="/api/v3", registered=False)
    github.add_pages(AppPages(github).attach)
    async with github:
        github.world.account("jupyterhub", "Organization")
        yield github
        assert github.unknown == []


def made(github: Playground, **changes: object) -> str:
    """The code that somebody comes back with."""
    owner = github.world.account("jupyterhub")
    asked = ASKED | changes
    address = github.manifests.make(asked, str(asked["name"]), owner, "xyz")
    assert address.startswith("https://compass.example.org/back?from=github&code=")
    assert address.endswith("&state=xyz")
    return address.partition("code=")[2].partition("&")[0]


async def convert(github: Playground, code: str) -> tuple[int, dict[str, object]]:
    path = f"/app-manifests/{code}/conversions"
    async with (
        aiohttp.ClientSession() as session,
        session.post(github.url + path) as answer,
    ):
        body = await answer.json()
        if fetched():
            assert answer_problems("POST", path, answer.status, body) == []
        return answer.status, body


async def test_a_code_is_good_once_and_for_an_hour(github, clock):
    code = made(github)
    clock.advance(timedelta(minutes=59))
    status, body = await convert(github, code)
    assert (status, body["slug"], body["id"]) == (201, "hub-compass", github.app.id)
    assert body["webhook_secret"] == github.app.webhook_secret
    assert body["pem"].startswith("-----BEGIN RSA PRIVATE KEY-----")
    assert len({code, body["client_secret"], body["webhook_secret"]}) == 3
    for wrong in (code, "made-up"):
        assert (await convert(github, wrong))[0] == 404
    assert github.app.hook_url == ASKED["hook_attributes"]["url"]


async def test_a_code_that_is_an_hour_old(github, clock):
    code = made(github)
    clock.advance(timedelta(hours=1))
    assert (await convert(github, code))[0] == 404


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"url": ...}, '"url" wasn\'t supplied.'),
        ({"hook_attributes": {"active": False}}, '"url" wasn\'t supplied.'),
        (
            {"hook_attributes": {"url": "https://x.org", "secret": "s"}},
            '"secret" is not a permitted key.',
        ),
        (
            {"url": {"type": "git"}},
            "For 'properties/url', {'type': 'git'} is not a string.",
        ),
        ({"redirect_url": "compass"}, "redirect_url must be a valid URL."),
        ({"homepage": "https://x.org"}, '"homepage" is not a permitted key.'),
        (
            {"default_events": ["installation"]},
            "Default events unsupported: installation Default events are not supported"
            " by permissions: installation",
        ),
        (
            {"default_events": ["push", "issues"]},
            "Default events are not supported by permissions: push",
        ),
    ],
)
def test_what_github_refuses(change, words):
    asked = {k: v for k, v in {**ASKED, **change}.items() if v is not ...}
    with pytest.raises(NotMade) as refused:
        parse_manifest(json.dumps(asked))
    assert str(refused.value) == words


async def test_the_pages_say_what_is_wrong_and_make_nothing(github):
    browser, at = Browser(), f"{github.server_url}/settings/apps"
    try:
        page = await browser._go("POST", f"{at}/new?state=x", {"manifest": "[]"})
        assert (page.status, page.heading) == (422, "Invalid GitHub App configuration")
        page = await browser._go(
            "POST", f"{at}/new?state=x", {"manifest": json.dumps(ASKED)}
        )
        assert (page.status, page.heading) == (200, "Create GitHub App for ada")
        for name, words in (
            ("Jupyterhub", "Name is already taken"),
            ("x" * 35, "Name is too long (maximum is 34 characters)"),
            (" … ", "Name can't be blank"),
        ):
            page = await browser.send(page.forms[0], name=name)
            assert page.status == 422
            assert words in page.text
        sent = page.forms[0].fields | {"name": "Fine"}
        evil = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example.org"}
        assert (await browser._go("POST", f"{at}/manifest", sent, **evil)).status == 403
        nobodys = f"{github.server_url}/organizations/nobody/settings/apps/new"
        assert (await browser._go("POST", nobodys, {})).status == 404
    finally:
        await browser.close()
    assert github.manifests.given == {}


async def test_there_is_room_for_one(github):
    made(github)
    with pytest.raises(NotMade, match="has one already"):
        made(github, name="Another")
