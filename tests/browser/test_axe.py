"""No page has anything that axe-core knows to keep people out."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import WIDE

ROOT = Path(__file__).parents[2]
AXE = ROOT / ".cache" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
NARROW = {"width": 390, "height": 844}
EVERYTHING = (
    "/agenda Everything at once\n\n"
    "| a wide table | with | many | columns | and | more | of | them |\n"
    "|--|--|--|--|--|--|--|--|\n"
    + "| unbreakable_unbreakable_words "
    * 8
    + "|\n\n```python\nprint('a line that is much too long for a phone, and even more')\n"
    "```\n\n- [x] done\n\n@minrk, see #1\n"
)

needs_axe = pytest.mark.skipif(
    not AXE.exists() and not os.environ.get("CI"), reason="needs tests/browser/install"
)
"""In CI nothing is left out: there it fails where axe-core is missing."""

pytestmark = needs_axe


def violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    return [f"{v['id']}: {n['html']}" for v in found for n in v["nodes"]]


def test_nothing_keeps_anybody_out_by_day_or_on_a_phone_at_night(demo, visitors):
    visits = [
        visitors.come(
            demo, color_scheme=scheme, viewport=viewport, reduced_motion="reduce"
        )
        for scheme, viewport in (("light", WIDE), ("dark", NARROW))
    ]
    day, night = (visit.page for visit in visits)
    day.get_by_label("Comment, in Markdown").fill(EVERYTHING)
    day.get_by_role("button", name="Comment", exact=True).click()
    for page in (day, night):
        _look_around(page, demo)
    for date in (11, 17, 18):
        day.get_by_role("button", name="Next event").click()
        expect(day.locator("#clock")).to_contain_text(f"{date} March 2021, 17:00")
    for page in (day, night):
        page.goto(demo)
        page.get_by_role("link", name="in HackMD").click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert violations(page) == []
    for visit in visits:
        visit.forgive(422)
        visit.forgive(404)


def _look_around(page: Page, demo: str) -> None:
    expect(page.locator("#pinned")).to_contain_text("Everything at once")
    page.get_by_label("Comment, in Markdown").fill("  ")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert violations(page) == []
    page.evaluate(
        "document.querySelectorAll('details').forEach(d => { d.open = true })"
    )
    assert violations(page) == []
    issues = demo.removesuffix("/1")
    files = issues.removesuffix("/issues")
    file = f"{files}/blob/main/.github/team-compass.yml"
    for address in (issues, f"{issues}/new", f"{issues}/99", files, file):
        page.goto(address)
        assert violations(page) == []
    page.goto(demo)
