"""All routes, in the order in which they are tried."""

from bot.playground import graphql
from bot.playground.rest import (
    assignees,
    checks,
    comments,
    contents,
    events,
    hooks,
    installations,
    issues,
    labels,
    pulls,
    reactions,
    refs,
    repositories,
    search,
    site,
)

ROUTES = [
    *installations.routes,
    *repositories.routes,
    *contents.routes,
    *refs.routes,
    *checks.routes,
    *pulls.routes,
    *comments.routes,
    *issues.routes,
    *assignees.routes,
    *events.routes,
    *labels.routes,
    *reactions.routes,
    *search.routes,
    *hooks.routes,
    *site.routes,
    *graphql.routes,
]
