"""What a Discourse's search answers, understood: topics that may be shown to strangers.

The shape is that of `GroupedSearchResultSerializer`: `posts` in order of relevance, each
with its `topic_id`, and beside them `topics`. Nothing of it is trusted: a title is text,
and an address is made of number and slug on the site that was asked.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.core.forum import Topic
from bot.core.markdown import visible

MOST = 3
_LONGEST_TITLE = 255
_SLUG = re.compile(r"(?:[A-Za-z0-9_-]|%[0-9A-Fa-f]{2}){1,255}")
_LARGEST_ID = 2**31  # PostgreSQL's integer


def topics_in(data: Any, site: str) -> tuple[Topic, ...]:
    """Up to three topics, those first in which somebody marked an answer.

    Without what is not listed, is a message, or was closed or archived unanswered.
    ValueError where this is no answer of a search.
    """
    if not isinstance(data, dict) or "grouped_search_result" not in data:
        raise ValueError("no answer of a search")
    known = {topic["id"]: topic for topic in _records(data, "topics") if _is_id(topic)}
    order = [post.get("topic_id") for post in _records(data, "posts")]
    found = dict.fromkeys(n for n in (*order, *known) if _is_number(n) and n in known)
    suited = [topic for topic in map(known.__getitem__, found) if _is_suited(topic)]
    suited.sort(key=lambda topic: topic.get("has_accepted_answer") is not True)
    return tuple(
        Topic(title=_title(topic), url=f"{site}/t/{_slug(topic)}/{topic['id']}")
        for topic in suited[:MOST]
    )


def _records(data: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    some = data.get(name)
    for one in some if isinstance(some, list) else ():
        if isinstance(one, dict):
            yield one


def _is_number(value: object) -> bool:
    return type(value) is int and 0 < value < _LARGEST_ID


def _is_id(topic: Mapping[str, Any]) -> bool:
    return _is_number(topic.get("id"))


def _is_suited(topic: Mapping[str, Any]) -> bool:
    solved = topic.get("has_accepted_answer") is True
    return (
        bool(_title(topic))
        and topic.get("visible") is not False
        and topic.get("archetype", "regular") == "regular"
        and (solved or not (topic.get("closed") or topic.get("archived")))
    )


def _title(topic: Mapping[str, Any]) -> str:
    title = topic.get("title")
    words = visible(title).split() if isinstance(title, str) else ()
    return " ".join(words)[:_LONGEST_TITLE]


def _slug(topic: Mapping[str, Any]) -> str:
    slug = topic.get("slug")
    return slug if isinstance(slug, str) and _SLUG.fullmatch(slug) else "-"
