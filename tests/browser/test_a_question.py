"""A visitor asks, is led to the forum, and objects, in a real browser."""

from playwright.sync_api import Page, expect

from tests.browser.test_axe import NARROW, needs_axe, violations
from tests.browser.test_newcomer import article


def example(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def label(page: Page, name: str, button: str) -> None:
    page.locator("#label-issue").get_by_text("Label", exact=True).click()
    page.get_by_label("Label, put on or taken off").fill(name)
    page.get_by_role("button", name=button, exact=True).click()


@needs_axe
def test_a_question_goes_to_the_forum_and_comes_back(demo, visitors):
    how = {"color_scheme": "dark", "viewport": NARROW, "reduced_motion": "reduce"}
    page = visitors.come(demo, **how).page
    page.get_by_role("link", name="zero-to-jupyterhub-k8s", exact=True).click()
    page.get_by_role("main").get_by_role("link", name="open an issue").click()
    example(page, "Ask how something is done")
    expect(page.get_by_label("Open as")).to_have_value("newcomer-ada")
    assert violations(page) == []
    page.get_by_role("button", name="Open the issue").click()
    example(page, "Next event")
    guess = article(page, "It was taken for a support question")
    expect(guess).to_contain_text("Give some users more memory than others")
    expect(page.locator("#top")).to_contain_text("Open")

    label(page, "support", "Take it off")
    expect(article(page, "was taken off again")).to_be_visible()
    expect(page.locator("#top .label")).to_have_count(0)
    label(page, "support", "Put it on")
    example(page, "Next event")
    expect(page.locator("#top")).to_contain_text("Closed")
    address = page.url
    page.get_by_role("link", name="Ask it there").click()
    expect(page.get_by_label("Title")).to_have_value(
        "How can I give some users more memory?"
    )
    expect(page.get_by_label("Category")).to_have_value("10")
    expect(page.get_by_label("Your question")).to_contain_text("Is it possible")

    page.goto(address)
    example(page, "Say that it is none")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(article(page, "newcomer-ada said so")).to_be_visible()
    expect(page.locator("#top")).to_contain_text("Open")
    page.locator("#label-issue").get_by_text("Label", exact=True).click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_empty_report_is_asked_for_more(demo, visitors):
    visit = visitors.come(f"{demo.removesuffix('/1')}/new")
    page = visit.page
    example(page, "Say nothing")
    page.get_by_role("button", name="Open the issue").click()
    expect(page.locator("#top .label")).to_have_text("needs-more-info")
    expect(article(page, "what this is about")).to_be_visible()
    label(page, "nothing", "Take it off")
    expect(page.get_by_role("alert")).to_have_text("There is no such label on it.")
    visit.forgive(422)
    page.get_by_label("Comment, in Markdown").fill("The hub answers with 503.")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator("#top .label")).to_have_count(0)
    expect(article(page, "what this is about")).to_have_count(0)
