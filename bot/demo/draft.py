"""The forum's composer, opened as people do it: by the link in the bot's reply."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

import aiohttp
from yarl import URL

from bot.demo.play import CutShort
from bot.demo.words import name_of
from bot.playground.threads import Issue

_LINK = re.compile(r"http[^\s()]+/new-topic\?[^\s()]+")


@dataclass(frozen=True, slots=True)
class Draft:
    """A new topic as the forum's composer shows it before anything was typed."""

    title: str
    category: str
    body: str


async def open_link(issue: Issue) -> Draft:
    """Follow the newest link to the forum in the issue's comments, as its author would.

    All of the draft is empty where the forum refuses the link.
    """
    links = [link for c in issue.comments for link in _LINK.findall(c.body)]
    if not links:
        raise CutShort(f"no link leads from {name_of(issue)} to the forum")
    address = URL(links[-1], encoded=True)
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        composer = _Composer()
        composer.feed(await answer.text())
    return Draft(composer.title, composer.category.strip(), composer.body.strip())


class _Composer(HTMLParser):
    """Reads what stands in the fields of the form."""

    def __init__(self) -> None:
        super().__init__()
        self.title = self.category = self.body = ""
        self._within = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id") == "title":
            self.title = given.get("value") or ""
        elif tag == "textarea" or (tag == "option" and "selected" in given):
            self._within = tag

    def handle_endtag(self, _tag: str) -> None:
        self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within == "textarea":
            self.body += data
        elif self._within == "option":
            self.category += data
