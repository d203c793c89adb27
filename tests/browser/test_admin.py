"""Whoever runs the bot looks at /admin, on a phone at night as well, and presses Retry."""

import asyncio
import re
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot.app import FEATURES
from bot.core.errors import Refused
from bot.feature import Context, Feature
from bot.playground import Clock, Playground
from bot.process import Bot
from bot.todo.job import Key, Wake
from tests.browser.conftest import PHONE, WIDE
from tests.browser.test_accessibility import NAMELESS, PALE
from tests.browser.test_axe import needs_axe, violations
from tests.settings import settings_for
from tests.stories.team import CONFIGURATION, FILE, NAME
from tests.web.operator import TOKEN

WHO = {"username": "admin", "password": TOKEN}
HOSTILE = 'o/r"><script>alert(1)</script>\u202e' + "x" * 200


@dataclass
class Office:
    """A bot at work, one of whose jobs fails until somebody unlocks the issue."""

    url: str = ""
    unlocked: bool = False


@contextmanager
def office() -> Iterator[Office]:
    """In a thread of its own: this one belongs to Playwright."""
    made, up, stop = Office(), threading.Event(), threading.Event()

    async def greet(context: Context) -> None:
        if not made.unlocked:
            raise Refused("the issue is locked: unlock it")

    feature = Feature(
        name="greeting",
        handle=greet,
        wakes=lambda d: [Key("greeting", f"{d.repository}#{d.issue}")] * bool(d.issue),
        permissions={"contents": "read", "issues": "write", "pull_requests": "read"},
        events=("issues",),
    )

    async def serve(folder: Path) -> None:
        clock = Clock(datetime(2021, 3, 4, 12, tzinfo=UTC))
        async with Playground(clock=clock) as github:
            repo = github.add_repository(NAME)
            repo.commit(FILE, CONFIGURATION)
            settings = replace(settings_for(github, folder), admin_token=TOKEN)
            bot = Bot(settings, clock=clock.now, features=[*FEATURES, feature])
            await bot.start()
            github.deliver_to("http://127.0.0.1:9/")
            await github.deliver()
            github.deliver_to(bot.url + settings.webhook_path)
            await bot.todo.add([Wake(Key("greeting", HOSTILE), 1)])
            repo.open_issue("Hi", "", by="ada")
            await github.deliver()
            while (await bot.todo.counts()).failed < 2:
                await asyncio.sleep(0.01)
            made.url = f"{bot.url}/admin"
            up.set()
            await asyncio.to_thread(stop.wait)
            await bot.stop()

    with tempfile.TemporaryDirectory() as folder:
        thread = threading.Thread(target=asyncio.run, args=(serve(Path(folder)),))
        thread.start()
        try:
            assert up.wait(20)
            yield made
        finally:
            stop.set()
            thread.join(20)


@pytest.fixture
def office_of_one() -> Iterator[Office]:
    with office() as made:
        yield made


@needs_axe
def test_what_has_failed_is_found_and_retried(office_of_one, visitors):
    office = office_of_one
    for scheme, viewport in (("light", PHONE), ("dark", WIDE)):
        how = {"color_scheme": scheme, "viewport": viewport, "http_credentials": WHO}
        visit = visitors.come(office.url, **how)
        page = visit.page
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "Something needs you."
        )
        page.evaluate(
            "document.querySelectorAll('details').forEach(d => { d.open = true })"
        )
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate(PALE) == []
        assert page.evaluate(NAMELESS) == []
        assert violations(page) == []
        server = office.url.removesuffix("/admin")
        elsewhere = [url for url in visit.requests if not url.startswith(server)]
        assert {url.partition(":")[0] for url in elsewhere} <= {"data"}

    failed = page.get_by_role("region", name="Failed")
    expect(failed.get_by_role("listitem")).to_have_count(2)
    expect(failed).to_contain_text("the issue is locked: unlock it")
    failed.get_by_role("button", name=f"Retry greeting {NAME}#1").click()
    expect(page.get_by_role("status")).to_have_text(re.compile("It waits again"))

    office.unlocked = True
    page.goto(office.url)
    page.get_by_role("button", name="Retry all").click()
    expect(page.get_by_role("status")).to_have_text(re.compile("They wait again"))

    def is_well() -> bool:
        page.get_by_role("link", name="Look again").click()
        return "All is well" in page.get_by_role("heading", level=1).inner_text()

    assert any(is_well() for _ in range(100)), "it is never well again"
    expect(page.get_by_role("region", name="Failed")).to_contain_text("Nothing.")
    deliveries = page.get_by_role("region", name="Last deliveries")
    expect(deliveries.get_by_text("greeting: done").first).to_be_visible()


def test_one_asks_why_nothing_happened(office_of_one, visitors):
    visit = visitors.come(office_of_one.url, viewport=PHONE, http_credentials=WHO)
    page = visit.page
    page.get_by_label("Why did nothing happen at").fill(f"{NAME}#1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("What is configured there")
    failed = page.get_by_role("region", name="Failed")
    expect(failed.get_by_role("listitem")).to_have_count(1)
    page.get_by_role("link", name="Show everything").click()
    expect(failed.get_by_role("listitem")).to_have_count(2)
