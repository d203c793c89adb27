"""The document that is offered when a meeting starts, for taking notes in:

    # JupyterHub and BinderHub Team Meeting - March 2021

    - **Date:** Thursday 18 March 2021, 17:00 UTC
    - **GitHub issue:** [jupyterhub/team-compass#378](https://…/378)

    ## Roll call

    - name / institution / GitHub handle
    - Sarah Gibson / The Alan Turing Institute / @sgibson91

    ## Quick updates

    - **Sarah:** Helm 3 everywhere

    ## Reports and celebrations

    ## Agenda

    - **Sarah** (10 min): Code of Conduct

    ## Open actions

    - [ ] **Chris:** connect Sarah w/ Jupyter Book folks

`document.py` reads it back. It is shown in a block of code, or in a place where nobody
is told of mentions, so that handles have their `@`.
"""

from collections.abc import Iterable, Iterator

from bot.core.agenda_text import AgendaEntry, AgendaText, AgendaTopic
from bot.core.markdown import quote_text
from bot.core.owners import is_name
from bot.features.minutes.attendees import each_once, parse_attendee
from bot.features.minutes.front import Front
from bot.features.minutes.notes import link_of
from bot.features.minutes.pieces import entry, is_login, line_of

SIGN_IN = "- name / institution / GitHub handle"
_HINT = (
    "A line that begins with `Decision:`, `Result:`, `TODO:` or `- [ ]` is found for the"
    " minutes."
)


def render_document(front: Front, agenda: AgendaText, carried: Iterable[str]) -> str:
    """The whole document; `carried` are the open actions of earlier meetings."""
    return "\n".join(_lines(front, agenda, tuple(carried))).rstrip("\n") + "\n"


def _lines(front: Front, agenda: AgendaText, carried: tuple[str, ...]) -> Iterator[str]:
    url = front.repository_url
    yield from (f"# {quote_text(front.title)}", "", *front.lines())
    yield from ("", "## Roll call", "", SIGN_IN)
    here = (parse_attendee(e.text, login_last=True) for e in agenda.roll_call)
    for who in each_once(person for person in here if person):
        named = (quote_text(who.name), quote_text(who.institution))
        handle = f"@{who.handle}" if who.handle else ""
        if who.name == who.handle:
            named = ("", "")
        yield f"- {' / '.join(part for part in (*named, handle) if part)}"
    yield from ("", "## Quick updates")
    yield from _told(agenda.updates, url)
    yield from ("", "## Reports and celebrations")
    yield from _told(agenda.celebrations, url)
    yield from ("", "## Agenda", "", _HINT)
    topics = [topic for topic in agenda.topics if topic.heading != "Deferred"]
    if topics:
        yield ""
        yield from (entry(_topic(t, url), t.details, url) for t in topics)
    if carried:
        yield from ("", "## Open actions", "")
        yield from (f"- [ ] {line}" for line in carried)


def _told(entries: Iterable[AgendaEntry], url: str) -> Iterator[str]:
    for n, told in enumerate(entries):
        if n == 0:
            yield ""
        by = f"**@{told.who}:** " if is_login(told.who) else ""
        yield entry(f"{by}{line_of(told.text, url)}", told.details, url)


def _topic(topic: AgendaTopic, url: str) -> str:
    """`**Sarah** (10 min): Code of Conduct`, as `parse_topic` reads it."""
    link = link_of(topic)
    title = f"{line_of(topic.title, url)}{f' ({link})' if link else ''}"
    # "Sarah" is a name as it is, "sgibson91" is told from a word by its @
    at = "@" if not is_name(topic.owner, "") and is_login(topic.owner) else ""
    return f"**{at}{quote_text(topic.owner)}** ({topic.minutes} min): {title}"
