"""The minutes file, as it is kept for ever:

    ---
    title: "JupyterHub and BinderHub Team Meeting - March 2021"
    ---

    # JupyterHub and BinderHub Team Meeting - March 2021

    - **Date:** Thursday 18 March 2021, 17:00 UTC
    - **GitHub issue:** [jupyterhub/team-compass#378](https://…/378)

    ## Attendees

    - Sarah Gibson / The Alan Turing Institute / [sgibson91](https://github.com/sgibson91)

    ## Agenda

    - **Sarah** (10 min): Code of Conduct
      - Is it visible enough?

    ## Decisions and actions

    - **Decision:** we link to it — *Code of Conduct*
    - [ ] **Sarah:** open a pull request — *Code of Conduct*

It pings nobody, refers to nothing but by links, and holds no e-mail addresses.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.core.markdown import BREAK, is_visible, plain_text, quote_blocks, quote_text
from bot.core.remembered import remembered
from bot.features.minutes.addresses import without_addresses
from bot.features.minutes.attendees import Attendee
from bot.features.minutes.front import Front
from bot.features.minutes.notes import NotedTopic, Notes, Told
from bot.features.minutes.pieces import LONGEST_DETAILS, by, entry, line_of
from bot.features.minutes.said import Finding

_LONGEST_TOPIC = 80
_OTHERS = "Other notes"


@remembered(characters=2_000_000)
def render_archive(front: Front, notes: Notes) -> str:
    """The whole file."""
    title = front.title.replace("@", f"@{BREAK}")
    lines = ["---", f"title: {json.dumps(title, ensure_ascii=False)}", "---", ""]
    lines += _lines(replace(front, video=""), notes)
    return without_addresses("\n".join(lines).rstrip("\n") + "\n")


def action_line(found: Finding, front: Front, notes: Notes) -> str:
    """An action as one line of safe Markdown, with who is to do it."""
    text = line_of(found.text, front.repository_url, notes.links)
    return without_addresses(by(found.owner, text))


def decided_line(found: Finding, front: Front, notes: Notes) -> str:
    """A decision or result as one line of safe Markdown, with what it was about."""
    line = action_line(found, front, notes)
    return f"**{found.kind.capitalize()}:** {line}{_where(found)}"


def _lines(front: Front, notes: Notes) -> Iterator[str]:
    url, links = front.repository_url, notes.links
    yield from (f"# {quote_text(front.title)}", "", *front.lines())
    yield from ("", "## Attendees", "")
    yield from _attendees(notes.attendees, url.rsplit("/", 2)[0])
    for heading, tellings in (
        ("Quick updates", notes.updates),
        ("Reports and celebrations", notes.celebrations),
    ):
        if tellings:
            yield from ("", f"## {heading}", "")
            for told in tellings:
                yield entry(_told(told, front, notes), told.details, url, links)
    held = [topic for topic in notes.topics if not topic.deferred]
    deferred = [topic for topic in notes.topics if topic.deferred]
    yield from ("", "## Agenda", "")
    yield from _topics(held, front, notes) if held else ("Nothing was on it.",)
    if deferred:
        yield from ("", "## Deferred", "")
        yield from _topics(deferred, front, notes)
    heading = ""
    for other in notes.others:
        known = line_of(other.heading, url, links) if other.heading else _OTHERS
        if known != heading:  # so that no list goes on in another one
            heading = known
            yield from ("", f"## {heading}")
        yield from ("", quote_blocks(other.source[:LONGEST_DETAILS], url, links))
    yield from ("", "## Decisions and actions", "")
    yield from _found(notes.findings, front, notes)


def _attendees(people: Iterable[Attendee], server: str) -> Iterator[str]:
    nobody = True
    for who in people:
        nobody = False
        link = f"[{who.handle}]({server}/{who.handle})" if who.handle else ""
        name = "" if who.name == who.handle else quote_text(who.name)
        parts = (name, quote_text(who.institution), link)
        yield f"- {' / '.join(part for part in parts if part)}"
    if nobody:
        yield "Nobody signed in."


def _told(told: Told, front: Front, notes: Notes) -> str:
    text = told.text
    words = line_of(text, front.repository_url, notes.links) if text else ""
    return by(told.owner, words) or "…"


def _topics(topics: Iterable[NotedTopic], front: Front, notes: Notes) -> Iterator[str]:
    url, links = front.repository_url, notes.links
    for topic in topics:
        first = line_of(topic.title, url, links)
        if topic.link:
            first = f"{first} ({topic.link})"
        if topic.minutes:
            owner = f"**{quote_text(topic.owner)}** " if topic.owner else ""
            first = f"{owner}({topic.minutes} min): {first}"
        elif topic.owner:
            first = f"**{quote_text(topic.owner)}:** {first}"
        yield entry(first, topic.details, url, links)


def _found(findings: Iterable[Finding], front: Front, notes: Notes) -> Iterator[str]:
    nothing = True
    for found in findings:
        nothing = False
        if found.kind == "action":
            box = f"[{'x' if found.done else ' '}]"
            yield f"- {box} {action_line(found, front, notes)}{_where(found)}"
        else:
            yield f"- {decided_line(found, front, notes)}"
    if nothing:
        yield "None were noted."


def _where(found: Finding) -> str:
    """The topic under which it was noted, shortened, where there is one."""
    topic = " ".join(plain_text(found.topic).replace(BREAK, "").split())
    if len(topic) > _LONGEST_TOPIC:
        topic = f"{topic[:_LONGEST_TOPIC].rstrip()}…"
    return f" — *{quote_text(topic)}*" if is_visible(topic) else ""
