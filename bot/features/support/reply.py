"""The reply, as Markdown. Where a person put the label on:

    <!-- team-compass:support state=closed -->
    octocat, this looks like a question about using or setting up the project, and there
    is a better place for those: [the forum](https://discourse.jupyter.org). …

    **[Ask it there](https://discourse.jupyter.org/new-topic?title=…)** – your title and
    text are filled in already; please add what you have tried so far.

    Perhaps one of these topics has the answer already:

    - [Adding users to TLJH](https://discourse.jupyter.org/t/adding-users-to-tljh/1825)

    This issue is closed for that reason only. Is it about a bug, or something that is
    missing? Then say `/not-support` in a comment, …

and where it was only taken for one:

    Nobody of the team has looked at this yet. It was taken for a support question since
    its title asks how to do something. It stays open; …

Strangers' words stand in it quoted; nobody is mentioned.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.forum import Topic
from bot.core.markdown import quote_text
from bot.core.models import Issue
from bot.core.support import Support
from bot.core.text_format import render_template
from bot.features.support.memory import Memory, render_mark

if TYPE_CHECKING:
    from bot.core.forum_link import ForumLink

_BACK = (
    "Is it about a bug, or something that is missing? Then say `/not-support` in a"
    " comment, as its author or as somebody of the team"
)
_ENDS = {
    "open": f"{_BACK}, and it is handled as that.",
    "closed": f"This issue is closed for that reason only. {_BACK}, and it is open again.",
    "held": "This issue is locked for that reason only. Where it is about a bug after all,"
    " somebody of the team can take its label off, and it is unlocked again.",
    "locked": "This issue is closed and locked for that reason only. Where it is about a"
    " bug after all, somebody of the team can take its label off, and it is open again.",
}


@dataclass(frozen=True, slots=True)
class Words:
    """What a reply is made of besides the configuration."""

    issue: Issue
    similar: tuple[Topic, ...] = ()
    why: tuple[str, ...] = ()
    by: str = ""


def render_reply(config: Support, memory: Memory, words: Words) -> str:
    """The whole comment for what is to be told; "" where the team wants none."""
    if memory.told in ("undone", "declined"):
        return f"{render_mark(memory)}\n{_render_undone(memory, words)}\n"
    if not config.reply:
        return ""
    link = _link(config, words.issue)
    parts = [part.strip() for part in _parts(config, memory, words, link)]
    text = "\n\n".join(part for part in parts if part)
    return f"{render_mark(memory)}\n{text}\n"


def _link(config: Support, issue: Issue) -> "ForumLink | None":
    from bot.core.forum_link import forum_link  # many patterns, until there is a link

    if not config.forum:
        return None
    return forum_link(
        config.forum,
        title=issue.title,
        body=issue.body,
        category=config.category or "",
        tags=config.tags,
        address=issue.html_url,
    )


def _parts(
    config: Support, memory: Memory, words: Words, link: "ForumLink | None"
) -> Iterator[str]:
    url = link.url if link else ""
    yield render_template(
        config.reply,
        {
            "author": quote_text(words.issue.user.login),
            "forum": config.forum,
            "link": url,
            "title": quote_text(words.issue.title),
        },
    )
    if link and "{link}" not in config.reply:
        yield f"**[Ask it there]({url})** – title and text are filled in already."
    if link and words.issue.is_private:
        yield (
            "**This repository is private, and the forum is public**: the link carries your"
            " title and text, and what you post there can be read by everybody."
        )
    if link and link.cut:
        yield "The link cannot carry all of it: the end is left out there, and linked."
    if link and link.blanked:
        who = " who may see this repository" if words.issue.is_private else ""
        yield (
            "What looks like a password or a key is left out there. **It can still be read"
            f" here by everybody{who}**: if it is one, replace it by a new one."
        )
    if words.similar:
        topics = (f"- [{quote_text(one.title)}]({one.url})" for one in words.similar)
        yield "Perhaps one of these topics has the answer already:"
        yield "\n".join(topics)
    if memory.told == "guess":
        yield _render_guess(words.why)
    elif memory.told is not None:
        yield _ENDS[memory.told]


def _render_guess(why: tuple[str, ...]) -> str:
    since = f" since {_listed(why)}" if why else ""
    return (
        "Nobody of the team has looked at this yet. It was taken for a support question"
        f"{since}. It stays open; if it is about a bug, or something that is missing, say"
        " `/not-support` in a comment."
    )


def _listed(why: tuple[str, ...]) -> str:
    *first, last = why
    return f"{', '.join(first)} and {last}" if first else last


def _render_undone(memory: Memory, words: Words) -> str:
    if memory.told == "declined":
        who = f" {quote_text(words.by)} said so." if words.by else ""
        return (
            f"This is no support question.{who} What was done because of that is undone,"
            " and it stays that way."
        )
    return (
        "The label that called this a support question was taken off again. What was done"
        " because of it is undone."
    )
