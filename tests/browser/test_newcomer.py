"""What a newcomer does with the demo, in a real browser."""

import re

from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import PHONE


def agenda(page: Page) -> Locator:
    return page.locator("#pinned .markdown")


def comment(page: Page, text: str, by: str) -> None:
    page.get_by_label("Comment as").select_option(by)
    page.get_by_label("Comment, in Markdown").fill(text)
    page.get_by_role("button", name="Comment", exact=True).click()


def delete(thing: Locator) -> None:
    """Once pressed, once asked."""
    thing.get_by_text("Delete", exact=True).click()
    thing.get_by_role("button", name="Delete this comment").click()


def article(page: Page, text: str) -> Locator:
    return page.locator("#thread article").filter(has_text=text)


def test_a_newcomer_sees_the_agenda_follow_every_word(demo, visitors):
    page = visitors.come(demo).page
    page.evaluate("window.sameDocument = true")
    expect(agenda(page)).to_contain_text("Release pulses")

    comment(page, "/agenda My first topic (10 min)", "newcomer-ada")
    expect(agenda(page)).to_contain_text("My first topic · newcomer-ada · 10 min")
    mine = article(page, "My first topic")
    expect(mine.locator(".reactions")).to_contain_text("👍 1")
    expect(page.locator("#activity")).to_contain_text("Bot rewrote the agenda")
    expect(page.get_by_role("status")).to_contain_text("The agenda has changed")

    mine.get_by_text("Edit", exact=True).click()
    mine.get_by_label("The comment’s text").fill("/agenda My better topic (20 min)")
    mine.get_by_role("button", name="Save").click()
    expect(agenda(page)).to_contain_text("My better topic · newcomer-ada · 20 min")
    expect(agenda(page)).not_to_contain_text("My first topic")
    mine = article(page, "My better topic")
    expect(mine.locator("header")).to_contain_text("edited")

    mine.get_by_text("Show source").click()
    expect(mine.locator("pre code")).to_have_text("/agenda My better topic (20 min)")

    delete(mine)
    expect(agenda(page)).not_to_contain_text("My better topic")
    assert page.evaluate("window.sameDocument")


def test_a_month_later_the_next_meeting_is_there(demo, visitors):
    page = visitors.come(demo).page
    page.evaluate("window.sameDocument = true")
    expect(page.locator("#clock")).to_contain_text("Monday 8 March 2021, 09:00 UTC")
    for day in (15, 22, 29, 5):
        page.get_by_role("button", name=re.compile("1 week")).click()
        expect(page.locator("#clock")).to_contain_text(f"Monday {day} ")

    chip = page.locator("#chips").get_by_role(
        "link", name=re.compile("Meeting - April 2021")
    )
    expect(chip).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("April 2021")
    assert page.evaluate("window.sameDocument")

    chip.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("April 2021")
    expect(agenda(page)).to_contain_text("Code of Conduct · sgibson91 · 10 min")
    expect(agenda(page)).to_contain_text("2nd time")


def test_a_stranger_is_refused_and_mends_it(demo, visitors):
    page = visitors.come(demo).page
    page.get_by_role("button", name="Be refused").click()
    expect(page.get_by_label("Comment as")).to_have_value("newcomer-ada")
    page.get_by_role("button", name="Comment", exact=True).click()
    note = article(page, "this could not be done")
    expect(note).to_be_visible()

    wish = page.locator("#thread article").filter(has=page.locator(".reactions")).last
    expect(wish.locator(".reactions")).to_contain_text("😕")
    wish.get_by_text("Edit", exact=True).click()
    wish.get_by_label("The comment’s text").fill("/agenda May I ask something?")
    wish.get_by_role("button", name="Save").click()
    expect(note).to_have_count(0)
    expect(agenda(page)).to_contain_text("May I ask something?")


def test_a_half_written_comment_survives_what_others_do(demo, visitors):
    page = visitors.come(demo).page
    draft = page.get_by_label("Comment, in Markdown")
    draft.fill("/agenda Half a thought")
    draft.press("Home")
    for _ in range(8):
        draft.press("ArrowRight")

    other = visitors.come(demo).page
    comment(other, "/agenda Somebody else’s topic", "manics")
    expect(agenda(page)).to_contain_text("Somebody else’s topic")

    expect(draft).to_be_focused()
    expect(draft).to_have_value("/agenda Half a thought")
    assert draft.evaluate("box => box.selectionStart") == 8


def test_an_open_edit_survives_what_others_do(demo, visitors):
    page = visitors.come(demo).page
    mine = article(page, "repo2docker PRs")
    mine.get_by_text("Edit", exact=True).click()
    text = mine.get_by_label("The comment’s text")
    text.fill("/agenda repo2docker, half a thought")

    other = visitors.come(demo).page
    delete(article(other, "Season of Docs"))
    expect(agenda(page)).not_to_contain_text("Season of Docs")

    expect(text).to_be_focused()
    expect(text).to_have_value("/agenda repo2docker, half a thought")


def test_with_the_keyboard_alone(demo, visitors):
    page = visitors.come(demo).page
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    order = []
    for _ in range(150):
        page.keyboard.press("Tab")
        name, outline = page.evaluate(
            "() => { const e = document.activeElement;"
            " return [e.id ? '#' + e.id : e.textContent.trim(), getComputedStyle(e).outlineStyle] }"
        )
        assert outline != "none", f"{name}: the focus cannot be seen"
        order.append(name)
        if name == "#comment":
            break
    assert order[:2] == ["asks a question", "Propose a topic"]
    assert order[-2:] == ["#person", "#comment"]

    page.keyboard.type("/agenda Written without a mouse")
    page.keyboard.press("Control+Enter")
    expect(agenda(page)).to_contain_text("Written without a mouse")
    expect(page.get_by_label("Comment, in Markdown")).to_be_focused()
    expect(page.get_by_label("Comment, in Markdown")).to_have_value("")


def test_on_a_phone_nothing_sticks_out(demo, visitors):
    page = visitors.come(demo, viewport=PHONE).page
    for path in ("", "/1", "/new"):
        page.goto(demo.removesuffix("/1") + path)
        if path == "/1":
            comment(page, "/agenda " + "Donaudampfschifffahrt" * 12, "minrk")
            expect(agenda(page)).to_contain_text("Donaudampfschifffahrt")
            page.locator("#thread summary").first.click()
        widths = "[document.documentElement.scrollWidth, innerWidth]"
        needed, there = page.evaluate(widths)
        assert needed <= there, path


def test_a_bot_that_is_faster_than_the_answer_is_heard_all_the_same(demo, visitors):
    page = visitors.come(demo).page
    held: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST":
            held.append(route)
        else:
            route.continue_()

    page.route(page.url, hold)
    with page.expect_request(lambda request: request.method == "POST"):
        comment(page, "/agenda Quick as lightning", "minrk")
    answer = held[0].fetch(max_redirects=0)
    expect(agenda(page)).to_contain_text("Quick as lightning")
    expect(page.get_by_role("status")).to_contain_text("The agenda has changed")
    held[0].fulfill(response=answer)
    expect(page.get_by_label("Comment, in Markdown")).to_have_value("")
    expect(page.get_by_role("status")).to_contain_text("The agenda has changed")


def test_on_a_phone_one_is_led_to_what_has_changed(demo, visitors):
    page = visitors.come(demo, viewport=PHONE).page
    comment(page, "/agenda Seen from the train", "minrk")
    page.get_by_role("status").get_by_role("link", name="Show it").click()
    expect(agenda(page).get_by_text("Seen from the train")).to_be_in_viewport()


def test_without_javascript(demo, visitors):
    page = visitors.come(demo, java_script_enabled=False).page
    page.get_by_role("button", name="Propose a topic").click()
    draft = page.get_by_label("Comment, in Markdown")
    expect(draft).to_have_value(re.compile("^/agenda Tests with"))
    expect(page.get_by_label("Comment as")).to_have_value("newcomer-ada")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator("#thread article").last).to_contain_text("Tests with")

    def there() -> bool:
        page.get_by_role("link", name="Refresh").click()
        return agenda(page).get_by_text("Tests with").count() > 0

    assert any(there() for _ in range(50)), "the agenda has not changed"

    page.get_by_role("button", name=re.compile("1 day")).click()
    expect(page.locator("#clock")).to_contain_text("Tuesday 9 March 2021")
    page.get_by_role("button", name=re.compile("^Close")).click()
    expect(page.locator("#top")).to_contain_text("Closed")

    page.get_by_role("link", name="New issue").click()
    page.get_by_label("Open as").select_option("manics")
    page.get_by_label("Title").fill("A question")
    page.get_by_label("Description").fill("Where is *everybody*?")
    page.get_by_role("button", name="Open the issue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A question #2")
    expect(page.locator("#description em")).to_have_text("everybody")


def test_what_strangers_write_runs_nothing_and_fetches_nothing(demo, visitors):
    visit = visitors.come(demo)
    page = visit.page
    comment(
        page,
        "/agenda Look ![at](https://tracker.example/pixel.png)\n\n"
        "<script>alert(1)</script><img src=x onerror=alert(2)>"
        '<a href="javascript:alert(3)">here</a><style>body{display:none}</style>\n\n'
        "![me](https://tracker.example/me.png) and @minrk, see #1",
        "newcomer-ada",
    )
    expect(agenda(page)).to_contain_text("Look")
    mine = article(page, "Look").first
    expect(mine.locator(".mention")).to_have_text("@minrk")
    expect(mine.locator("a.reference")).to_have_text("#1")
    expect(
        mine.locator("img, script, style, [onerror], [href^=javascript]")
    ).to_have_count(0)
    expect(agenda(page).locator(".mention, a.reference")).to_have_count(0)
    server = demo.partition("/jupyterhub")[0]
    assert [url for url in visit.requests if not url.startswith(server)] == []
