"""All routes, in the order in which they are tried."""

from bot.playground.rest import comments, installations, issues

ROUTES = [
    *installations.routes,
    *comments.routes,
    *issues.routes,
]
