"""The link by which an issue's author asks their question on the team's forum.

    https://discourse.jupyter.org/new-topic?title=…&body=…&category=jupyterhub&tags=…

It opens Discourse's editor with everything typed already; nothing is posted before the
author presses the button. Title, body, category and tags are what the `new-topic` route
takes (https://meta.discourse.org/t/compose-a-new-pre-filled-topic-via-url/28074); a
category is known by slug, `parent/child`, or by number as `category_id`.

The body begins with a part that only the author can write. That is needed, and not only
useful: Discourse takes a newcomer who typed for less than three seconds for a machine,
keeps the post back and silences the account (`NewPostManager.is_fast_typer?`,
`min_first_post_typing_time`). A question that needs nothing but one click would do that
to everybody who comes from here.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.core.forum_text import carried, encoded, for_forum
from bot.core.forum_title import forum_title, without_invisible
from bot.core.own_words import own_words
from bot.core.pasted_secrets import blank_secrets

LONGEST = 4_000
"""Characters of a link, as counted in a cookie (`carried`), so that it has fewer itself.

Discourse has no limit of its own, and proxies cut at 8 KB. But a newcomer has to sign in
first, and finds back through a cookie (`destination_url`, set by the `new-topic` route),
for which browsers have 4,096 bytes: from a longer link nothing at all would arrive."""

MOST_TAGS = 5
"""`max_tags_per_topic`"""

_LOOKED_AT = 6_000  # characters: a private key that is blanked may have 3,000 of them
_MOST_OF_CATEGORY = 300  # of the link, and of the tags: slugs are shorter

PARAGRAPH = "\n\n"

TO_WRITE = """\
**What I already tried**

(Write here, in place of this line: what you tried, and what came of it.)

---"""
"""The part for the author, at the top, where the editor shows it first."""


@dataclass(frozen=True, slots=True)
class ForumLink:
    """A link that is within every limit of Discourse's defaults.

    `cut` tells that the question did not fit, `blanked` how many tokens and keys were
    taken out of what the link carries.
    """

    url: str
    cut: bool
    blanked: int


def forum_link(
    forum: str,
    *,
    title: str,
    body: str,
    category: str,
    tags: tuple[str, ...],
    address: str,
) -> ForumLink:
    """The link to a new topic at `forum` with this issue's question in it.

    `forum` is the address of a Discourse, also below a path. `address` is the issue's
    own (`html_url`), the one link in the text. `category` is a slug, `parent/child` or
    a number, or empty; of `tags` Discourse takes five. Never fails, whatever people
    wrote.
    """
    title, in_title = blank_secrets(without_invisible(title))
    head = f"{forum.rstrip('/')}/new-topic?title="
    head += encoded(forum_title(title, _repository_in(address)))
    rest = _placed(category, tags)
    words, is_more = own_words(body, _LOOKED_AT)
    words, in_body = blank_secrets(words)
    whole_at = f"First asked on GitHub: {address}"
    more_at = f"This was cut: all of it is on GitHub: {address}"
    around = encoded(PARAGRAPH.join((TO_WRITE, "", more_at)))
    left = LONGEST - carried(f"{head}&body={around}{rest}")
    text, is_cut = for_forum(words, max(0, left))
    cut = is_more or is_cut
    last = more_at if cut else whole_at
    parts = (TO_WRITE, text, last) if text else (TO_WRITE, last)
    return ForumLink(
        url=f"{head}&body={encoded(PARAGRAPH.join(parts))}{rest}",
        cut=cut,
        blanked=in_title + in_body,
    )


def _placed(category: str, tags: tuple[str, ...]) -> str:
    """Category and tags as the link ends; what Discourse cannot have is left out."""
    name = "category_id" if re.fullmatch("[0-9]+", category) else "category"
    where = f"&{name}={encoded(category)}" if category else ""
    labels = ",".join(",".join(tags).split(",")[:MOST_TAGS])
    what = f"&tags={encoded(labels)}" if labels else ""
    return "".join(part for part in (where, what) if carried(part) <= _MOST_OF_CATEGORY)


def _repository_in(address: str) -> str:
    """`owner/name` of an issue's address, or nothing."""
    parts = urlsplit(address).path.strip("/").split("/")
    return "/".join(parts[:2]) if len(parts) >= 4 else ""
