"""What was done to an issue: https://docs.github.com/rest/issues/events."""

from bot.playground.replies import Reply
from bot.playground.rest.routing import Call, Routes
from bot.playground.shapes_events import issue_event

routes = Routes()


@routes.add(
    "GET /repos/{owner}/{repo}/issues/{number}/events",
    needs="issues:read",
    query="per_page page",
)
def _list_events(call: Call) -> Reply:
    issue = call.issue
    found = call.visible(issue.events)
    return call.page(found, lambda event: issue_event(issue, event))
