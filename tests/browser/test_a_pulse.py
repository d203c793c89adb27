"""A visitor comes to a release pulse, and releases what waits, in a real browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import PHONE, WIDE, running
from tests.browser.test_a_meetings_life import chip, skip
from tests.browser.test_accessibility import NAMELESS, PALE
from tests.browser.test_axe import needs_axe, violations
from tests.browser.test_newcomer import agenda, article


def row(page: Page, name: str) -> Locator:
    return agenda(page).get_by_role("listitem").filter(has_text=f"jupyterhub/{name} ")


def go_to_the_pulse(page: Page) -> None:
    """Three weeks pass, and what comes next is the pulse."""
    for day in (15, 22, 29):
        page.get_by_role("button", name=re.compile("1 week")).click()
        expect(page.locator("#clock")).to_contain_text(f"Monday {day} March")
    skip(page, "Thursday 1 April", "00:00")
    expect(page.get_by_role("status")).to_contain_text("A new issue was opened")
    chip(page, "Release pulse").click()
    expect(agenda(page)).to_contain_text("0 of 6 released")


def send(page: Page, example: str) -> None:
    page.get_by_role("button", name=example).click()
    page.get_by_role("button", name="Comment", exact=True).click()


@pytest.fixture(scope="module")
def pulse(chromium: Browser) -> Iterator[str]:
    """The address of an open one, at which one test does something and one only looks."""
    with running() as demo:
        with chromium.new_context(viewport=WIDE) as context:
            page = context.new_page()
            page.goto(demo)
            expect(page.locator("#intro")).to_contain_text("a release pulse")
            go_to_the_pulse(page)
            address = page.url
        yield address


def test_a_visitor_publishes_a_release_and_sees_its_row_ticked(pulse, visitors):
    page = visitors.come(pulse).page
    proxy = row(page, "configurable-http-proxy").first
    expect(proxy).to_contain_text("next: 4.2.3 (patch: bug)")
    expect(proxy.get_by_role("checkbox")).not_to_be_checked()

    send(page, "Take two projects")
    expect(proxy).to_contain_text("ready · taken by minrk")
    expect(page.get_by_role("status")).to_contain_text("The list has changed")
    send(page, "Be refused")
    expect(article(page, "this could not be done")).to_contain_text("only members")

    page.locator("#intro").get_by_role("link", name="configurable-http-proxy").click()
    page.get_by_label("Publish as").select_option("minrk")
    page.get_by_label("Tag, such as").fill("4.2.3")
    page.get_by_role("button", name="Publish release").click()
    expect(page.locator("#list")).to_contain_text("Latest")

    page.goto(pulse)
    expect(proxy).to_contain_text("4.2.3 is released · taken by minrk")
    expect(proxy.get_by_role("checkbox")).to_be_checked()
    expect(row(page, "jupyterhub").first).to_contain_text("ready · taken by minrk")
    agenda(page).get_by_role("link", name="1.3.0...main").click()
    expect(page.locator("#list")).to_contain_text("Refuse a token that has expired")


@needs_axe
def test_a_pulse_keeps_nobody_out_on_a_phone_at_night(pulse, visitors):
    how = {"color_scheme": "dark", "viewport": PHONE, "reduced_motion": "reduce"}
    page = visitors.come(pulse, **how).page
    projects = pulse.partition("/team-compass")[0]
    for address in (pulse, f"{projects}/tmpauthenticator/compare/v0.6...main"):
        page.goto(address)
        assert violations(page) == []
        assert page.evaluate(PALE) == []
        assert page.evaluate(NAMELESS) == []
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE["width"]
    place = page.locator(".places [aria-current]")
    expect(place).to_have_text("tmpauthenticator")
    expect(place).to_be_in_viewport()
