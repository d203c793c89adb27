"""The demo ends and comes back, the clock is in a hurry, and tabs and days are told apart."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, running

SILENT = "The playground does not answer"


def press(page: Page, times: int, name: str) -> None:
    """As fast as a finger can."""
    page.evaluate(
        "([times, by]) => { const b = document.querySelector(`.steps [value=${by}]`);"
        " while (times--) b.click(); }",
        [times, name],
    )


def test_words_that_the_demo_is_silent_end_with_its_silence(visitors):
    with running() as address:
        visit = visitors.come(address)
        page = visit.page
        port = address.partition("/jupyterhub")[0].rpartition(":")[2]
    page.get_by_label("Comment, in Markdown").fill("Is anybody there?")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text(SILENT)
    with running(port) as again:
        assert again == address
        # (it may have told of the new agenda meanwhile)
        expect(page.locator("#status")).not_to_contain_text(SILENT)
        page.get_by_role("button", name="Comment", exact=True).click()
        expect(page.locator("#thread")).to_contain_text("Is anybody there?")
        page.close()
    visit.complaints.clear()  # of the silence, as many as there were attempts


def test_an_issue_that_has_gone_is_told_and_leads_on(visitors):
    with running() as address:
        issues = address.removesuffix("/1")
        visit = visitors.come(f"{issues}/new")
        page = visit.page
        page.get_by_label("Title").fill("Of yesterday")
        page.get_by_role("button", name="Open the issue").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Of yesterday #2")
        port = address.partition("/jupyterhub")[0].rpartition(":")[2]
    with running(port):
        status = page.get_by_role("status")
        expect(status).to_contain_text("This issue is not here any more.")
        expect(page.get_by_role("heading", level=1)).to_have_text("Of yesterday #2")
        page.get_by_label("Comment, in Markdown").fill("Hello?")
        page.get_by_role("button", name="Comment", exact=True).click()
        expect(status).to_contain_text("This issue is not here any more.")
        expect(page.get_by_label("Comment, in Markdown")).to_have_value("Hello?")
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_have_text("Nothing is here")
        page.get_by_role("main").get_by_role("link", name="All issues").click()
        expect(page).to_have_url(issues)
        page.close()
    visit.complaints.clear()


def test_no_click_on_the_clock_is_lost(demo, visitors):
    page = visitors.come(demo).page
    press(page, 5, "day")
    expect(page.locator("#clock")).to_contain_text("Saturday 13 March 2021")


def test_the_log_says_which_day_it_was(demo, visitors):
    page = visitors.come(demo).page
    log = page.get_by_role("log")
    days = log.get_by_role("heading", level=3)
    expect(days.first).to_have_text("Monday 8 March 2021")
    press(page, 1, "week")
    expect(page.locator("#clock")).to_contain_text("Monday 15 March 2021")
    expect(days.first).to_have_text("Thursday 11 March 2021")
    page.get_by_label("Comment, in Markdown").fill("/update A week later")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(days.first).to_have_text("Monday 15 March 2021")
    expect(days.nth(1)).to_have_text("Thursday 11 March 2021")


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1280, "height": 900}])
def test_tabs_show_what_tells_them_apart(demo, visitors, viewport):
    page = visitors.come(demo, viewport=viewport).page
    press(page, 9, "week")
    for month in ("March", "April", "May"):
        tab = page.locator("#chips").get_by_role(
            "link", name=re.compile(f"Team Meeting - {month} 2021$")
        )
        expect(tab).to_have_count(1)
        expect(tab.get_by_text(f"- {month} 2021", exact=True)).to_be_visible()
        right = "(e) => e.getBoundingClientRect().right"
        assert tab.locator(".end").evaluate(right) <= tab.evaluate(right)
    page.reload()
    current = page.locator("#chips [aria-current]")
    expect(current).to_contain_text("March 2021")
    expect(current).to_be_in_viewport(ratio=1)
    assert page.evaluate("scrollY") == 0


@pytest.mark.parametrize("script", [True, False])
def test_a_visitor_reacts_and_takes_it_back(demo, visitors, script):
    page = visitors.come(demo, java_script_enabled=script).page
    theirs = page.locator("#thread article").filter(has_text="KubeSpawner").last
    reactions = theirs.get_by_role("list", name="Reactions")
    for there in (True, False):
        theirs.get_by_text("React", exact=True).press("Enter")
        theirs.get_by_label("React as").select_option("newcomer-ada")
        theirs.get_by_role("button", name="hooray").press("Enter")
        hooray = reactions.get_by_role("img", name="hooray")
        expect(hooray).to_have_count(1 if there else 0)
        expect(reactions).to_contain_text("👍 1")
    description = page.locator("#description")
    description.get_by_text("React", exact=True).click()
    description.get_by_role("button", name="thumbs up").click()
    expect(description.get_by_role("img", name="thumbs up")).to_have_count(1)
