"""What a visitor may try with one press of a button."""

from bot.demo.questions import FOLDER, MEMORY
from bot.playground.people import Example

EVENT = """\
### Who you are

Ada Lovelace, for the Analytical Society

### About the event

A course on notes for engines, with eighty people

### Dates and times

_No response_
"""
"""As GitHub makes it of the answers in the form for events."""

EXAMPLES = (
    Example(
        "Propose a topic",
        "newcomer-ada",
        "/agenda Tests with `microk8s` for development (10 min)\n"
        "- felt easier to use than `minikube`\n"
        "- has anybody compared k3s?\n",
    ),
    Example(
        "Propose three at once",
        "minrk",
        "/agenda\n"
        "- OVH cluster needs some Tender Loving Care [Tim] 10min\n"
        "- **Yuvi** (5 mins): a web GUI for admins\n"
        "- Support bots, a follow-up [Simon] (5 turned 15 min)\n",
    ),
    Example("Move a topic up", "sgibson91", "/agenda move A3 first\n"),
    Example("Be refused", "newcomer-ada", "/agenda move A1 last\n"),
    Example(
        "Say hello",
        "newcomer-ada",
        "/here Ada / Analytical Engines\n/update I am new here and read the docs\n",
    ),
    Example(
        "Take two projects",
        "minrk",
        "I have time on Friday.\n\n"
        "/release claim configurable-http-proxy, jupyterhub\n",
        where="pulse",
    ),
    Example(
        "Leave one out",
        "manics",
        "/release skip oauthenticator what goes has to be announced first\n",
        where="pulse",
    ),
    Example("Put all of it off", "sgibson91", "/release snooze 30d\n", where="pulse"),
    Example(
        "Be refused", "newcomer-ada", "/release claim kubespawner\n", where="pulse"
    ),
    Example(
        "Put it on the agenda",
        "manics",
        "Shall we talk about this?\n\n/agenda\n",
        where="thread",
    ),
    Example(
        "Hand it to the forum",
        "consideRatio",
        "The forum knows more of this.\n\n/support\n",
        where="issue",
    ),
    Example(
        "Say that it is none",
        "newcomer-ada",
        "It worked with the version before this one.\n\n/not-support\n",
        where="issue",
    ),
    Example(
        "Ask how something is done",
        "newcomer-ada",
        MEMORY[1],
        where="new",
        title=MEMORY[0],
    ),
    Example(
        "Come with the label",
        "newcomer-ada",
        FOLDER[1],
        where="new",
        title=FOLDER[0],
        labels="support",
    ),
    Example("Say nothing", "newcomer-ada", "", where="new", title="It does not work"),
    Example(
        "Forget the dates of an event",
        "newcomer-ada",
        EVENT,
        where="new",
        title="Room for a course",
        labels="impact",
    ),
)
