"""What cannot be done is said beside the form, and stays there to be read."""

import re

from playwright.sync_api import Locator, Page, Route, expect


def others_say(page: Page, address: str, text: str) -> None:
    """Somebody else comments, and the page shows it."""
    origin = address.partition("/jupyterhub")[0]
    answer = page.request.post(
        address,
        form={"do": "comment", "person": "minrk", "comment": text},
        headers={"Origin": origin},
    )
    assert answer.ok, answer.text()
    expect(page.locator("#thread")).to_contain_text(text)


def composer(page: Page, text: str) -> Locator:
    form = page.locator("form.composer")
    form.get_by_label("Comment, in Markdown").fill(text)
    form.get_by_role("button", name="Comment", exact=True).click()
    return form


def say_nothing(page: Page) -> Locator:
    return composer(page, "   ")


def say_too_much(page: Page) -> Locator:
    return composer(page, "x" * 65_537)


def say_it_where_it_is_locked(page: Page) -> Locator:
    page.get_by_role("button", name="Lock").click()
    expect(page.locator("#top")).to_contain_text("Locked")
    page.get_by_label("Comment as").select_option("manics")
    return composer(page, "But I …")


def empty_a_comment(page: Page) -> Locator:
    mine = page.locator("#thread article").filter(has_text="Season of Docs").first
    mine.get_by_text("Edit", exact=True).click()
    form = mine.locator("form").filter(has=page.get_by_label("The comment’s text"))
    form.get_by_label("The comment’s text").fill("")
    form.get_by_role("button", name="Save").click()
    return form


def empty_the_title(page: Page) -> Locator:
    page.locator("#description").get_by_text("Edit", exact=True).click()
    form = page.locator("#edit-issue form")
    form.get_by_label("Title").fill("   ")
    form.get_by_role("button", name="Save").click()
    return form


REFUSALS = [
    (say_nothing, "Nothing was written: the comment is empty."),
    (say_too_much, "The comment is longer than GitHub’s 65536 characters."),
    (empty_a_comment, "Nothing was written: the text is empty."),
    (empty_the_title, "Nothing was written: the title is empty."),
    (say_it_where_it_is_locked, "only maintainers may comment"),
]
"""What changes nothing, so that one demo will do; and at the end what locks the issue."""


def test_why_not_stays_beside_the_form_whatever_others_do(demo, visitors):
    visit = visitors.come(demo)
    page = visit.page
    for do, why in REFUSALS:
        page.goto(demo)
        form = do(page)
        expect(form.get_by_role("alert")).to_contain_text(why)
        expect(form.get_by_role("alert")).to_be_in_viewport()
        others_say(page, demo, f"Meanwhile, beside {do.__name__}")
        others_say(page, demo, f"And once more, beside {do.__name__}")
        expect(form.get_by_role("alert")).to_contain_text(why)
        expect(page.get_by_role("alert")).to_have_count(1)
    visit.forgive(422)


def test_without_javascript_it_is_said_there_too(demo, visitors):
    visit = visitors.come(demo, java_script_enabled=False)
    page = visit.page
    for do, why in REFUSALS:
        page.goto(demo)
        form = do(page)
        expect(page.get_by_role("alert")).to_contain_text(why)
        expect(form.get_by_role("alert")).to_be_in_viewport()
    visit.forgive(422)


def test_what_was_refused_is_forgotten_with_the_next_try(demo, visitors):
    visit = visitors.come(demo)
    form = say_nothing(visit.page)
    expect(form.get_by_role("alert")).to_have_count(1)
    composer(visit.page, "Something at last")
    expect(visit.page.locator("#thread")).to_contain_text("Something at last")
    expect(form.get_by_role("alert")).to_have_count(0)
    visit.forgive(422)


def test_an_answer_that_is_no_page_of_ours_is_told_and_keeps_the_page(demo, visitors):
    visit = visitors.come(demo)
    page = visit.page

    def too_large(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(status=413, body="That is more than fits.")
        else:
            route.continue_()

    page.route(demo, too_large)
    form = composer(page, "A whole book")
    expect(form.get_by_role("alert")).to_have_text("That is more than fits.")
    expect(page.get_by_label("Comment, in Markdown")).to_have_value("A whole book")
    expect(page).to_have_title(re.compile("Team Meeting"))
    visit.forgive(413)


def test_a_comment_that_has_gone_is_told_of_in_the_corner(demo, visitors):
    visit = visitors.come(demo)
    page = visit.page
    mine = page.locator("#thread article").filter(has_text="Season of Docs").first
    mine.get_by_text("Edit", exact=True).click()
    # at once: what others do meanwhile may draw the form anew
    mine.get_by_label("The comment’s text").evaluate(
        "(box) => { box.form.elements.which.value = '7';"
        " box.form.querySelector('button').click() }"
    )
    expect(page.get_by_text("That comment is not there any more.")).to_be_visible()
    visit.forgive(422)
