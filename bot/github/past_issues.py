"""A repository's issues with what is on their record, a hundred in one request.

REST would need a request for each issue's events, and one for its comments.
"""

from collections.abc import Callable

from bot.core.errors import RetryLater
from bot.core.models import Thread
from bot.github.addresses import under
from bot.github.client import Client
from bot.github.thread_pages import PageSize, page_fields, parse_page

_QUERY = f"""
query($owner: String!, $name: String!, $first: Int!, $after: String) {{
  repository(owner: $owner, name: $name) {{
    issues(
      first: $first, after: $after, states: [OPEN, CLOSED],
      orderBy: {{field: CREATED_AT, direction: DESC}}
    ) {{ {page_fields("first: 10")} }}
  }}
}}
"""


async def past_issues(
    client: Client, repository: str, limit: int, told: Callable[[int], None]
) -> tuple[Thread, ...]:
    """The newest issues (at most `limit`), open or not, newest first; no pull requests.

    Each with its first 10 comments and the last 50 events of its record. `told` hears
    after each request how many have come. `Gone` where the repository is out of reach.
    """
    under(repository)  # refuses what can be no name
    owner, _, name = repository.partition("/")
    found: list[Thread] = []
    after, size = None, PageSize()
    while len(found) < limit:
        first = min(size.issues, limit - len(found))
        asked = {"owner": owner, "name": name, "first": first, "after": after}
        try:
            page = await client.query(
                _QUERY,
                asked,
                lambda data: parse_page(data["repository"]["issues"]),
                partly=False,
            )
        except RetryLater as error:
            size.shrink(error)
            continue
        found += page.threads
        after = page.end
        told(len(found))
        if after is None:
            break
    return tuple(found)
