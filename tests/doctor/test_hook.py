"""Nothing arrives at the bot: where GitHub delivers, and what came of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.doctor.addresses import Pages
from bot.doctor.facts import AppFacts, Hook
from bot.doctor.judge_hook import judge_deliveries, judge_hook
from bot.github.deliveries import Attempt
from bot.playground import Fault
from tests.doctor.patient import HOOK, PUBLIC, told

SETTINGS_PAGE = "/organizations/jupyterhub/settings/apps/team-compass"
PAGES = Pages(
    "https://github.com",
    AppFacts(1, "Iv1", "compass", "Compass", "hub", "Organization", {}, frozenset()),
)
GENERAL = "https://github.com/organizations/hub/settings/apps/compass"


async def test_there_is_no_webhook(patient, github):
    github.deliver_to("")
    lines = await patient.examine()
    told(lines, "webhook", "no address", f"set Webhook URL to {HOOK}", SETTINGS_PAGE)
    assert lines.not_checked == {"deliveries"}
    # as it should be where a clock starts it, and nobody can reach it
    line = (await patient.examine(public_url=None)).one("webhook")
    assert line.word == "warning"
    assert line.cure.startswith("unless nothing but compass-bot tick is to run")


async def test_it_leads_to_another_place(patient, github):
    github.deliver_to("https://compass.example.org/webhooks")
    lines = await patient.examine()
    told(lines, "webhook", "compass.example.org/webhooks, and not to", HOOK)
    lines = await patient.examine(webhook_path="/webhooks")
    assert lines.one("webhook").word == "ok"


async def test_without_a_public_url_only_the_path_is_compared(patient, github):
    lines = await patient.examine(public_url=None)
    assert "only its path was compared" in lines.one("webhook").says
    github.deliver_to("https://compass.example.org/hooks")
    lines = await patient.examine(public_url=None)
    assert lines.one("webhook").word == "warning"
    assert "WEBHOOK_PATH" in lines.one("webhook").cure


async def test_no_secret_is_set_there(patient, github):
    async with patient.running():
        github.app.webhook_secret = ""
        await patient.hear()
    lines = await patient.examine()
    assert {line.check for line in lines if line.ok is False} == {
        "webhook secret",
        "deliveries",
    }
    assert f"{SETTINGS_PAGE} set Secret" in lines.one("webhook secret").cure


async def test_the_secret_is_another_one(patient, github):
    async with patient.running(webhook_secrets=("quite another one",)):
        await patient.hear()
        lines = await patient.examine()
    assert "(401)" in lines.one("deliveries").says
    assert "another secret than that of WEBHOOK_SECRET" in lines.one("deliveries").says
    assert f"{SETTINGS_PAGE} set Secret" in lines.one("deliveries").cure


async def test_the_payload_comes_as_a_form(patient, github):
    github.app.hook_content_type = "form"
    async with patient.running():
        await patient.hear()
    lines = await patient.examine()
    assert "takes only json (415)" in lines.one("webhook").says
    assert "PATCH" in lines.one("webhook").cure
    assert "(415)" in lines.one("deliveries").says


async def test_nobody_is_there(patient, github):
    github.deliver_to("http://127.0.0.1:1/api/github/webhooks")
    await patient.hear()
    github.deliver_to(HOOK)
    lines = await patient.examine()
    told(lines, "deliveries", "failed to connect", "start the bot", "/meta, hooks")


async def test_something_else_answers(patient, github):
    async with patient.running() as bot:
        github.deliver_to(f"{bot.url}/nothing")
        await patient.hear()
    lines = await patient.examine()
    told(lines, "deliveries", "(404)", "WEBHOOK_PATH", "/api/github/webhooks")


async def test_it_was_away_and_is_back(patient, github):
    github.deliver_to("http://127.0.0.1:1/api/github/webhooks")
    await patient.hear()
    github.clock.advance(timedelta(hours=5))
    async with patient.running():
        await patient.hear()
    github.clock.advance(timedelta(minutes=3))
    line = (await patient.examine()).one("deliveries")
    assert line.word == "warning"
    assert "was taken 3 min ago (202)" in line.says
    assert "could not hand over 1 delivery, the latest 5 h ago" in line.says
    assert "asks for them again by itself" in line.cure


async def test_what_was_lost_and_came_after_all_is_no_matter(patient, github):
    github.deliver_to("http://127.0.0.1:1/api/github/webhooks")
    await patient.hear()
    async with patient.running():
        lost = github.outbox.attempts[-1].delivery
        await github.outbox.send(replace(lost, redelivery=True))
    assert (await patient.examine()).one("deliveries").word == "ok"


@pytest.mark.parametrize(
    ("hook", "words"),
    [
        (Hook("http://compass.example.org/api/github/webhooks"), "is not HTTPS"),
        (Hook(HOOK, insecure_ssl=True), "Enable SSL verification"),
        (Hook("http://localhost:3000/api/github/webhooks"), "cannot reach localhost"),
        (Hook("http://[::1]/api/github/webhooks"), "cannot reach ::1"),
        (Hook("http://0.0.0.0/api/github/webhooks"), "cannot reach 0.0.0.0"),
        (Hook("https://COMPASS.example.org:443/api/github/webhooks"), ""),
        (Hook("https://compass.example.org:444/api/github/webhooks"), "and not to"),
        (Hook("https://compass.example.org/api/github/webhooks/"), "and not to"),
        (Hook("https://compass.example.org:x/api/github/webhooks"), "and not to"),
    ],
)
def test_addresses(hook, words):
    found = judge_hook(
        hook,
        public_url=PUBLIC,
        webhook_path="/api/github/webhooks",
        api_url="https://api.github.com",
        pages=PAGES,
    )
    bad = [str(line) for line in found if not line.ok]
    assert bool(bad) == bool(words)
    assert any(words in line and GENERAL in line for line in bad) or not words


@pytest.mark.parametrize(
    ("status", "code", "cure"),
    [
        ("Invalid HTTP Response: 401", 401, f"on {GENERAL} set Secret"),
        ("Invalid HTTP Response: 400", 400, "changes the headers"),
        ("Invalid HTTP Response: 405", 405, "WEBHOOK_PATH"),
        ("Invalid HTTP Response: 413", 413, "25 MB"),
        ("Invalid HTTP Response: 502", 502, "reach HOST and PORT"),
        ("Invalid HTTP Response: 503", 503, "/readyz"),
        ("Invalid HTTP Response: 500", 500, "the bot itself never says so"),
        ("Invalid HTTP Response: 302", 302, "where it leads"),
        ("timed out", 504, "ten seconds"),
        ("timed out", 0, "ten seconds"),
        ("failed to connect to host", 502, "firewall"),
        ("", 0, "firewall"),
    ],
)
def test_each_refusal_has_its_cure(status, code, cure):
    at = datetime(2026, 1, 1, tzinfo=UTC)
    attempt = Attempt(1, "g", at, status, code, "issues", "opened", 1, 1)
    line = judge_deliveries(
        [attempt],
        now=at + timedelta(minutes=4),
        url=HOOK,
        webhook_path="/api/github/webhooks",
        api_url="https://api.github.com",
        pages=PAGES,
    )
    assert not line.ok
    assert "4 min ago" in line.says
    assert cure in line.cure


async def test_github_does_not_tell(patient, github):

    body = {"message": "Not today"}
    github.faults.add(Fault(match="GET /app/hook/*", status=403, body=body, times=None))
    lines = await patient.examine()
    bad = [line for line in lines if line.ok is False]
    assert [line.check for line in bad] == ["webhook", "deliveries"]
    assert all("Not today" in line.says and line.cure for line in bad)
