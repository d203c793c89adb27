"""A visitor moves the clock through the life of a meeting, in a real browser."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.test_newcomer import agenda, article

WRONG = ("third thursday", "third thrusday")


def skip(page: Page, day: str, time: str = "17:00") -> None:
    """On to the next event, which must be then."""
    page.get_by_role("button", name="Next event").click()
    expect(page.locator("#clock")).to_contain_text(f"{day} 2021, {time} UTC")


def note_in_hackmd(page: Page, below: str, text: str) -> None:
    """Write in the note, of which the page has the link."""
    address = page.url
    article(page, "Notes are taken").get_by_role("link", name="in HackMD").click()
    whole = page.get_by_label("The whole note")
    before, found, after = whole.input_value().partition(below)
    assert found
    whole.fill(f"{before}{below}{text}{after}")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".markdown")).to_contain_text(text.strip(" -\n"))
    page.goto(address)


def chip(page: Page, words: str) -> Locator:
    return page.locator("#chips").get_by_role("link").filter(has_text=words)


def test_from_its_reminders_to_what_is_left_for_the_next_one(demo, visitors):
    page = visitors.come(demo).page
    expect(page.locator("#clock")).to_contain_text("Monday 8 March 2021, 09:00 UTC")
    page.evaluate("window.sameDocument = true")

    skip(page, "Thursday 11 March")
    expect(article(page, "begins in 7 days")).to_contain_text("23 min are free")
    page.get_by_role("status").get_by_role("link", name="Show it").click()
    expect(article(page, "begins in 7 days")).to_be_in_viewport()
    skip(page, "Wednesday 17 March")
    expect(article(page, "begins in 24 hours")).to_be_visible()
    skip(page, "Thursday 18 March")
    expect(article(page, "Notes are taken together")).to_be_visible()
    assert page.evaluate("window.sameDocument")
    note_in_hackmd(page, "Code of Conduct", "\n  - TODO @manics: link to it everywhere")

    skip(page, "Thursday 18 March", "18:00")
    expect(article(page, "Made from")).to_contain_text("manics: link to it everywhere")
    expect(page.get_by_role("status")).to_contain_text("A new pull request was opened")
    chip(page, "Minutes:").click()
    expect(page.locator("#files")).to_contain_text("+- [ ] **manics:** link to it")
    page.get_by_role("button", name="Merge the pull request").click()
    expect(page.locator("#top")).to_contain_text("Merged")
    page.get_by_role("link", name="Files").click()
    page.get_by_role("link", name="docs/meetings/2021-03.md").click()
    expect(page.locator("#text h1")).to_contain_text("Team Meeting - March 2021")

    page.goto(demo)
    skip(page, "Friday 19 March", "18:00")
    expect(page.locator("#top")).to_contain_text("Closed")
    skip(page, "Thursday 1 April", "00:00")
    expect(page.get_by_role("status")).to_contain_text("Release pulse")
    skip(page, "Thursday 1 April")
    expect(page.get_by_role("status")).to_contain_text("A new issue was opened")
    chip(page, "Meeting - April 2021").click()
    expect(agenda(page)).to_contain_text("2nd time")
    expect(agenda(page)).to_contain_text("manics: link to it everywhere")


def test_other_repositories_are_near_and_their_threads_become_topics(demo, visitors):
    page = visitors.come(demo).page
    expect(agenda(page)).to_contain_text("jupyterhub/zero-to-jupyterhub-k8s#4")
    page.get_by_role("link", name="binderhub", exact=True).click()
    page.get_by_role("main").get_by_role("link", name="Builds of large").click()
    page.get_by_role("button", name="Put it on the agenda").click()
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator("#top .label")).to_have_text("agenda")
    log = page.get_by_role("log")
    expect(log).to_contain_text("Bot rewrote the agenda in team-compass")
    page.get_by_role("link", name="team-compass", exact=True).click()
    page.get_by_role("main").get_by_role("link", name="Team Meeting").click()
    expect(agenda(page)).to_contain_text("Builds of large repositories")


def test_a_mistake_in_the_configuration_is_told_and_mended(demo, visitors):
    page = visitors.come(demo).page
    page.get_by_role("link", name="Files").click()
    page.get_by_role("link", name=".github/team-compass.yml").click()
    expect(page.locator("#checks")).to_contain_text("Success")
    text = page.get_by_label("The whole text")
    text.fill(text.input_value().replace(*WRONG))
    page.get_by_role("button", name="Push").click()
    expect(page.locator("#checks")).to_contain_text("1 mistake")
    chip(page, "Mistakes in").click()
    page.locator("#description").get_by_role("link", name="line 6").click()
    expect(page.locator("#L6")).to_have_text("when: third thrusday")
    page.get_by_role("link", name="Files").click()
    page.get_by_role("main").get_by_role(
        "link", name=".github/team-compass.yml"
    ).click()
    text.fill(text.input_value().replace(*reversed(WRONG)))
    page.get_by_role("button", name="Push").click()
    expect(page.locator("#checks")).to_contain_text("No mistakes")
    expect(chip(page, "Mistakes in")).to_have_count(0)


def test_the_calendar_is_where_the_issue_says(demo, visitors):
    page = visitors.come(demo).page
    link = page.locator("#description").get_by_role("link", name="calendar")
    answer = page.request.get(link.get_attribute("href") or "")
    assert answer.headers["content-type"].startswith("text/calendar")
    assert "DTSTART:20210318T170000Z" in answer.text()
