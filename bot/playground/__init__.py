"""A stand-in for GitHub: state, REST and GraphQL over real HTTP, signed deliveries."""

from bot.playground.clock import Clock, TickingClock
from bot.playground.faults import Fault, primary_limit, secondary_limit, stale
from bot.playground.playground import Playground

__all__ = [
    "Clock",
    "Fault",
    "Playground",
    "TickingClock",
    "primary_limit",
    "secondary_limit",
    "stale",
]
