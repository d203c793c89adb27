"""The page of a repository's releases, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from bot.playground import Playground
from tests.browser.alone import serving
from tests.browser.conftest import PHONE, WIDE
from tests.browser.test_accessibility import NAMELESS, PALE
from tests.browser.test_axe import needs_axe, violations

NOTES = "What is **new**, and a line that is much too long for a phone, with `code`\n"


def _furnish(github: Playground) -> str:
    repo = github.add_repository("hub/team")
    repo.set_role("grace", "maintain")
    repo.commit("README.md", "one\n", by="grace")
    repo.tags.create("0.1", by="grace", message="A tag of its own")
    repo.releases.publish("1.0.0", by="grace", name="One", body=NOTES)
    repo.releases.publish("1.1.0", by="grace")
    repo.releases.publish("2.0.0b1", by="grace", prerelease=True)
    repo.releases.publish("2.0.0", by="grace", draft=True)
    repo.commit("README.md", "one\n1\n", by="grace", branch="1.x")
    return "/hub/team/releases"


@pytest.fixture
def address(chromium: object) -> Iterator[str]:
    with serving(_furnish) as found:
        yield found


@needs_axe
@pytest.mark.parametrize(
    ("scheme", "viewport"),
    [("light", WIDE), ("dark", PHONE)],
    ids=["by day", "on a phone at night"],
)
def test_keeps_nobody_out(address, visitors, scheme, viewport):
    how = {"color_scheme": scheme, "viewport": viewport, "reduced_motion": "reduce"}
    visit = visitors.come(address, **how)
    page = visit.page
    page.get_by_label("Tag, such as").fill("1.0.0")
    page.get_by_role("button", name="Publish release").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a release of 1.0.0")
    visit.forgive(422)
    assert violations(page) == []
    assert page.evaluate(PALE) == []
    assert page.evaluate(NAMELESS) == []
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= viewport["width"]


@pytest.mark.parametrize("script", [True, False])
def test_a_release_is_published_with_the_keyboard_alone(address, visitors, script):
    page = visitors.come(address, java_script_enabled=script).page
    page.get_by_label("Tag, such as").focus()
    page.keyboard.type("1.0.1")
    page.keyboard.press("Tab")
    page.keyboard.type("1")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    rows = page.locator("#list").get_by_role("listitem")
    expect(rows).to_have_count(6)
    expect(rows.first).to_contain_text("Pre-release")
    expect(rows.first).to_contain_text("1.0.1")
    expect(page.locator("#chips [aria-current]")).to_have_text("Releases")


def test_an_open_page_shows_what_others_release(address, visitors):
    theirs, mine = visitors.come(address).page, visitors.come(address).page
    mine.get_by_label("Tag, such as").fill("3.0.0")
    theirs.get_by_label("Tag, such as").fill("half a thou")
    mine.get_by_role("button", name="Push only the tag").click()
    expect(theirs.locator("#list")).to_contain_text("3.0.0")
    expect(theirs.get_by_label("Tag, such as")).to_have_value("half a thou")
