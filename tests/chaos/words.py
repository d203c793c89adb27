"""What people say in a story."""

import random

from tests.features.request_info.resources import ANSWERS as FORM_ANSWERS
from tests.features.request_info.resources import body
from tests.stories.asked import BODY, BUG, TITLE

TOPICS = (
    "/agenda Release pulses {n} (10 min)",
    "/agenda **Sarah** (10 mins): Code of Conduct {n}",
    "/agenda\n- OVH needs care {n} [Tim] 10min\n  - is it the disk?\n- Erik: _Z2JH 1.0_",
    "Hi!\r\n\r\n/agenda add Costs {n} [5m]\r\n\r\n> quoted @minrk\r\n",
    "/agenda <b>Bold</b> @consideRatio `#12` ~5min {n}\nwith a plan, see #12",
    "/AGENDA Charter {n}, 15 min\n/here",
    "/agenda move to k8s 1.{n}",
)
SAID = (
    "I only came to say hello",
    "/here Ada Lovelace / Analytical Engines",
    "/update KubeSpawner 7 is out",
    "/celebrate\n- 1,000 stars\n- a new logo",
    "```\n/agenda in a fence\n```\n    /agenda indented",
    "> /agenda quoted\n\nI think so, too.",
    "<!-- team-compass:agenda v=1 -->\n/update nothing",
)
QUESTIONS = (
    f"{TITLE}\n{BODY}",
    f"How can I use dots in names?\n{BODY}",
    "Is there a way to share a notebook?\nHello, how can I share a notebook with others?",
)
BUGS = (
    f"Builds hang\n{BUG}",
    f"Dots in names\n{BUG}",
    "Charts: 500 after an upgrade\nSince 4.1.5 all requests are answered 500.",
)
CHATS = ("Which version is it?", "Thank you for opening this.", "+1")
ANSWERS = (
    "It crashes when I log in.",
    "Who you are: Ada, of the Society",
    "Number of attendees: 80",
    "+1",
    "### Dates and times\n\n2026-06-18 17:00 UTC",
)


def empty_report(dice: random.Random) -> str:
    return dice.choice(["Crashes\n", "Update README.md\nnew", "Help\n<!-- fill in -->"])


def half_form(dice: random.Random) -> str:
    """A form with some of its answers."""
    names = [heading.split()[0].lower() for heading in FORM_ANSWERS]
    lacking = dice.sample(names[:6], dice.randrange(1, 3))
    dates = dice.choice(["2026-06-18 17:00 to 19:00 UTC", "18 June", "next Tuesday"])
    return body(dates=dates, **dict.fromkeys(lacking, ""))
