"""What people need who read with a screen reader, or with tired eyes."""

from playwright.sync_api import expect

NAMELESS = """
() => [...document.querySelectorAll('input:not([type=hidden]), select, textarea, button')]
  .filter(e => !(e.labels?.length || e.ariaLabel || e.textContent.trim()))
  .map(e => e.outerHTML)
"""

PALE = """
() => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => v / 255)
      .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = parts(getComputedStyle(e).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const found = [];
  for (const element of document.querySelectorAll('body *')) {
    const text = [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!text || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const [a, b] = [light(parts(style.color)), light(ground(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) found.push(`${contrast.toFixed(2)} ${element.outerHTML}`);
  }
  return found;
}
"""


def test_everything_can_be_read_by_day_and_at_night(demo, visitors):
    pages = [
        visitors.come(demo, color_scheme=scheme, reduced_motion="reduce").page
        for scheme in ("light", "dark")
    ]
    pages[0].get_by_role("button", name="Be refused").click()
    pages[0].get_by_role("button", name="Comment", exact=True).click()
    for page in pages:
        expect(page.locator("#thread")).to_contain_text("this could not be done")
        assert page.evaluate(PALE) == []
        assert page.evaluate("document.getAnimations().length") == 0


def test_everything_has_a_name_and_a_place(demo, visitors):
    page = visitors.come(demo).page
    for path in ("", "/1", "/new"):
        page.goto(demo.removesuffix("/1") + path)
        assert page.evaluate(NAMELESS) == []
        for landmark in ("banner", "main", "contentinfo", "navigation"):
            expect(page.get_by_role(landmark)).to_have_count(1)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        assert page.evaluate("document.documentElement.lang") == "en"


def test_what_the_bot_does_is_announced_politely(demo, visitors):
    page = visitors.come(demo).page
    log = page.get_by_role("log")
    expect(log).to_have_attribute("aria-live", "polite")
    page.get_by_label("Comment, in Markdown").fill("/update All is well")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(log.get_by_role("listitem").first).to_contain_text("Bot reacted 👍")
