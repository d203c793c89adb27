"""The page of a pull request, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from bot.playground import Playground
from bot.playground.checks import Annotation, Output
from tests.browser.alone import serving
from tests.browser.conftest import PHONE, WIDE
from tests.browser.test_accessibility import NAMELESS, PALE
from tests.browser.test_axe import needs_axe, violations

MINUTES = """\
# March 2021

- Decision: releases come every three months, and a line that is much too long for a phone
"""


def _furnish(github: Playground) -> str:
    repo = github.add_repository("hub/team")
    repo.set_role("grace", "maintain")
    repo.commit("README.md", "one\ntwo\n", by="grace")
    repo.commit("README.md", "one\n2\n", by="grace", branch="minutes")
    repo.commit("docs/march.md", MINUTES, by="grace", branch="minutes")
    pull = repo.open_pull("Minutes", "Of *March*", by="grace", head="minutes")
    checks, now = repo.branches.checks, github.clock.now()
    for name, conclusion in (("config", "failure"), ("links", "success")):
        run = checks.begin(pull.head, name)
        run.say(
            Output("1 remark", "## Next dates\n\n| a | b |\n|--|--|\n| 1 | 2 |"),
            [Annotation("README.md", 2, 2, "warning", "two is no number", title="2")],
        )
        run.move_on("completed", conclusion, now)
    checks.begin(pull.head, "slow")
    return "/hub/team/pull/1"


@pytest.fixture
def address(chromium: object) -> Iterator[str]:
    with serving(_furnish) as found:
        yield found


@needs_axe
@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_keeps_nobody_out(address, visitors, scheme, viewport):
    how = {"color_scheme": scheme, "viewport": viewport, "reduced_motion": "reduce"}
    page = visitors.come(address, **how).page
    expect(page.get_by_role("heading", level=1)).to_contain_text("Minutes")
    assert violations(page) == []
    assert page.evaluate(PALE) == []
    assert page.evaluate(NAMELESS) == []
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= viewport["width"]


def test_is_merged_without_leaving_the_page(address, visitors):
    page = visitors.come(address).page
    page.get_by_role("button", name="Merge the pull request").click()
    expect(page.locator("#top")).to_contain_text("Merged")
    expect(page.get_by_role("button", name="Merge the pull request")).to_have_count(0)
