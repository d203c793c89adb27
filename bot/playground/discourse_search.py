"""Discourse's `/search.json` for those who have not signed in.

As `SearchController#show` and `GroupedSearchResultSerializer` have it: posts in order of
relevance, their topics beside them, and what was searched for.
"""

import json
from collections import deque
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.playground.discourse_topics import StoredTopic
from bot.playground.requests import Request

if TYPE_CHECKING:
    from bot.playground.discourse import PlaygroundDiscourse

SHORTEST = 3
"""`min_search_term_length`"""

LIMITS = ((2, timedelta(seconds=1)), (15, timedelta(minutes=1)))
"""`rate_limit_search_anon_user_per_second` and `…_per_minute`, of one address."""


class DiscourseSearch:
    """Answers the searches at one stand-in."""

    def __init__(self, discourse: "PlaygroundDiscourse") -> None:
        self._discourse = discourse
        self._asked: deque[datetime] = deque(maxlen=LIMITS[-1][0])

    def attach(self, server: web.Application) -> None:
        """Serve the search, also where the forum is said to be below a path."""
        server.router.add_get(r"/{below:(?:[\w-]+/)?}search.json", self.show)

    async def show(self, http: web.Request) -> web.StreamResponse:
        """Answer one search; every one is logged, also those that are cut off."""
        discourse = self._discourse
        request = Request(
            method=http.method,
            path=http.path,
            query=dict(http.query),
            headers=dict(http.headers),
            raw=await http.read(),
            at=discourse.clock.now(),
        )
        discourse.requests.append(request)
        fault = discourse.faults.striking(request)
        if fault:
            await fault.happen(request)
        if fault and fault.reset:
            if http.transport:
                http.transport.abort()
            return web.Response(status=500)
        if fault and fault.status is not None:
            response = _respond(fault.status, fault.body, fault.headers)
        else:
            response = self._answer(request)
        request.status = response.status
        return response

    def _answer(self, request: Request) -> web.Response:
        wait = self._wait(request.at)
        if wait:
            seconds = max(1, round(wait.total_seconds()))
            said = (
                "You’ve performed this action too many times, please try again later."
            )
            body = {
                "errors": [said],
                "error_type": "rate_limit",
                "extras": {"wait_seconds": seconds},
            }
            return _respond(429, body, {"Retry-After": str(seconds)})
        query = request.query.get("q", "")
        if len(query) < SHORTEST:
            error = "You supplied invalid parameters to the request: q"
            return _respond(
                400, {"errors": [error], "error_type": "invalid_parameters"}
            )
        return _respond(200, _found(query, self._discourse.topics.search(query)))

    def _wait(self, now: datetime) -> timedelta | None:
        """How long the asker has to wait, if at all; counts the request otherwise."""
        for most, during in LIMITS:
            if len(self._asked) >= most and now - self._asked[-most] < during:
                return during - (now - self._asked[-most])
        self._asked.append(now)
        return None


def _found(query: str, topics: list[StoredTopic]) -> dict[str, Any]:
    return {
        "posts": [
            {
                "id": topic.id + 50_000,
                "name": "A person",
                "username": "person",
                "avatar_template": "/letter_avatar_proxy/v4/letter/p/ee7513/{size}.png",
                "created_at": topic.created_at.isoformat(),
                "like_count": 0,
                "blurb": topic.body[:300],
                "post_number": 1,
                "topic_id": topic.id,
            }
            for topic in topics
        ],
        # not in order of relevance: these are loaded by their ids
        "topics": [_topic(topic) for topic in sorted(topics, key=lambda t: t.id)],
        "users": [],
        "categories": [],
        "tags": [],
        "groups": [],
        "grouped_search_result": {
            "more_posts": None,
            "more_users": None,
            "more_categories": None,
            "term": query,
            "search_log_id": 1,
            "more_full_page_results": None,
            "can_create_topic": False,
            "error": None,
            "post_ids": [topic.id + 50_000 for topic in topics],
            "user_ids": [],
            "category_ids": [],
            "tag_ids": [],
            "group_ids": [],
        },
    }


def _topic(topic: StoredTopic) -> dict[str, Any]:
    return {
        "id": topic.id,
        "title": topic.title,
        "fancy_title": topic.title,
        "slug": topic.slug,
        "posts_count": 1,
        "reply_count": 0,
        "highest_post_number": 1,
        "created_at": topic.created_at.isoformat(),
        "last_posted_at": topic.created_at.isoformat(),
        "bumped": True,
        "bumped_at": topic.created_at.isoformat(),
        "archetype": topic.archetype,
        "unseen": False,
        "pinned": False,
        "unpinned": None,
        "visible": topic.visible,
        "closed": topic.closed,
        "archived": topic.archived,
        "bookmarked": None,
        "liked": None,
        "tags": list(topic.tags),
        "category_id": topic.category and topic.category.id,
        "has_accepted_answer": topic.solved,
    }


def _respond(
    status: int, body: Any, headers: Mapping[str, str] | None = None
) -> web.Response:
    if not isinstance(body, bytes | str):
        body = json.dumps(body)
    raw = body.encode() if isinstance(body, str) else body
    kind = {"Content-Type": "application/json; charset=utf-8"}
    return web.Response(status=status, body=raw, headers={**kind, **(headers or {})})
