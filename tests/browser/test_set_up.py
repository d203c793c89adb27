"""Somebody sets the bot up in a browser, on a phone by day and at night."""

import asyncio
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page, expect

from bot.playground import Clock
from tests.browser.test_accessibility import NAMELESS, PALE
from tests.browser.test_axe import NARROW, needs_axe, violations
from tests.web.founder import Founder, founding

PATIENCE = 60


@contextmanager
def machine() -> Iterator[Founder]:
    """A fresh one, in a thread of its own: this one belongs to Playwright."""
    made: list[Founder] = []
    up, stop = threading.Event(), threading.Event()

    async def serve(folder: Path) -> None:
        clock = Clock(datetime(2021, 3, 4, 12, tzinfo=UTC))
        async with founding(clock, folder) as founder:
            made.append(founder)
            up.set()
            await asyncio.to_thread(stop.wait)

    with tempfile.TemporaryDirectory() as folder:
        thread = threading.Thread(target=asyncio.run, args=(serve(Path(folder)),))
        thread.start()
        try:
            assert up.wait(PATIENCE)
            yield made[0]
        finally:
            stop.set()
            thread.join(PATIENCE)


def keeps_nobody_out(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate(PALE) == [], scheme
    assert page.evaluate(NAMELESS) == []
    assert violations(page) == []
    expect(page.get_by_role("heading", level=1)).to_have_count(1)


@needs_axe
def test_from_the_printed_address_to_a_bot_that_runs(visitors):
    with machine() as founder:
        address = founder.it.address
        visit = visitors.come(address, viewport=NARROW)
        page = visit.page
        expect(page).to_have_url(f"{founder.it.url}/setup")
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_role("alert")).to_contain_text("One field needs")
        keeps_nobody_out(page)
        field = page.get_by_label("Its name on")
        expect(field).to_have_accessible_description(
            "As in its address: jupyterhub."
            " Give the organization's name as it is in its address on GitHub, such as"
            " jupyterhub."
        )
        field.fill("jupyterhub")
        page.get_by_label("The App’s name").fill("Jupyterhub")
        page.keyboard.press("Enter")

        page.get_by_text("What is sent, as GitHub reads it").click()
        keeps_nobody_out(page)
        with page.expect_request(lambda request: request.method == "POST") as sent:
            page.get_by_role("button", name="Make the App on GitHub").click()
        assert sent.value.header_value("Origin") == founder.it.url
        keeps_nobody_out(page)
        page.get_by_label("GitHub App name").fill("  ")
        create = page.get_by_role("button", name="Create GitHub App for jupyterhub")
        create.click()
        expect(page.get_by_role("alert")).to_have_text("Name can't be blank")
        page.get_by_label("GitHub App name").fill("Hub Compass")

        in_the_way = founder.folder / "data"
        in_the_way.write_text("a file, no directory")
        create.click()
        start = page.get_by_role("button", name="Start the bot")
        expect(start).to_be_visible()
        keeps_nobody_out(page)
        in_the_way.unlink()
        start.click()
        expect(page.get_by_role("heading")).to_have_text("The bot is set up, and runs")
        keeps_nobody_out(page)
        install = page.get_by_role("link", name="Install the App on GitHub")
        expect(install).to_have_attribute(
            "href", f"{founder.github.server_url}/apps/hub-compass/installations/new"
        )

        page.reload()
        expect(page.get_by_role("heading")).to_have_text("This bot is set up")
        keeps_nobody_out(page)
        page.get_by_role("link", name="The bot's first page").click()
        expect(page.get_by_role("link", name="Install it on GitHub")).to_be_visible()
        for status in (404, 422, 503):
            visit.forgive(status)
        ours = (founder.it.url, founder.github.server_url, "data:")
        assert [url for url in visit.requests if not url.startswith(ours)] == []
