"""The agenda's slash commands as data, for help, docs and refusals."""

from bot.core.commands import Usage

MEETING_ISSUE = "a meeting issue"
_ANYONE = "anyone"
_PROPOSER = "the proposer, the facilitator, or triage and above"
_CHAIR = "the facilitator, or triage and above"

USAGES = (
    Usage(
        "/agenda TOPIC",
        MEETING_ISSUE,
        _ANYONE,
        "adds a topic; the lines below it are its details",
        "/agenda Release pulses (10 min)",
    ),
    Usage(
        "/agenda",
        MEETING_ISSUE,
        _ANYONE,
        "with a list below: each entry is a topic",
        "/agenda\n- Code of Conduct (10 min)\n- Docs sprint [Simon]",
    ),
    Usage(
        "/agenda",
        "any other issue or pull request",
        _ANYONE,
        "proposes that thread for the next meeting; words that follow are its topic",
        "/agenda Shall we merge this? (10 min)",
    ),
    Usage(
        "/agenda edit A3 NEW TOPIC",
        MEETING_ISSUE,
        _PROPOSER,
        "changes the topic's words",
        "/agenda edit A3 Release pulses, second try",
    ),
    Usage(
        "/agenda time A3 15m",
        MEETING_ISSUE,
        _PROPOSER,
        "changes how long it takes",
        "/agenda time A3 15m",
    ),
    Usage(
        "/agenda owner A3 @name",
        MEETING_ISSUE,
        _PROPOSER,
        "changes who presents it",
        "/agenda owner A3 @minrk",
    ),
    Usage(
        "/agenda remove A3",
        MEETING_ISSUE,
        _PROPOSER,
        "takes it off the agenda",
        "/agenda remove A3",
    ),
    Usage(
        "/agenda move A3 first",
        MEETING_ISSUE,
        _CHAIR,
        "or `last`, `before A5`, `after A5`, `to 2`: changes the order",
        "/agenda move A3 after A5",
    ),
    Usage(
        "/agenda done A3", MEETING_ISSUE, _CHAIR, "it was discussed", "/agenda done A3"
    ),
    Usage(
        "/agenda defer A3",
        MEETING_ISSUE,
        _CHAIR,
        "it waits for the next meeting",
        "/agenda defer A3",
    ),
    Usage(
        "/update TEXT",
        MEETING_ISSUE,
        _ANYONE,
        "adds a quick update",
        "/update KubeSpawner 7 is out",
    ),
    Usage(
        "/celebrate TEXT",
        MEETING_ISSUE,
        _ANYONE,
        "adds a report or celebration",
        "/celebrate Thanks to Erik for the releases!",
    ),
    Usage(
        "/here NAME / INSTITUTION",
        MEETING_ISSUE,
        _ANYONE,
        "adds you to the roll call",
        "/here Min RK / Simula",
    ),
    Usage(
        "/meeting cancel WHY",
        MEETING_ISSUE,
        _CHAIR,
        "it does not take place; the reason may be left out",
        "/meeting cancel Too few of us are there",
    ),
    Usage(
        "/meeting move DATE TIME ZONE",
        MEETING_ISSUE,
        _CHAIR,
        "it takes place then; time and zone may be left out, and stay as they are",
        "/meeting move 2026-10-22 17:00 Europe/London",
    ),
    Usage(
        "/meeting facilitator @name",
        MEETING_ISSUE,
        _CHAIR,
        "somebody else is the facilitator",
        "/meeting facilitator @minrk",
    ),
    Usage(
        "/meeting close",
        MEETING_ISSUE,
        _CHAIR,
        "closes the issue",
        "/meeting close",
    ),
    Usage("/agenda help", "anywhere", _ANYONE, "shows these commands", "/agenda help"),
)
