"""The form in which people ask for more room at an event, and issues that came in it."""

from bot.core.configuration import parse_configuration
from bot.core.report_forms import RequestInfo

FORM = """\
name: Resources for an event
description: Ask for more room on the public hub while your event is on.
labels: [impact]
body:
  - type: markdown
    attributes:
      value: Please answer everything. The more we know, the faster we can decide.
  - type: textarea
    id: who
    attributes: {label: Who you are}
    validations: {required: true}
  - type: textarea
    id: event
    attributes: {label: About the event, placeholder: What is it for?}
  - type: input
    id: money
    attributes: {label: "Does money change hands?"}
  - type: input
    id: repository
    attributes: {label: Repository link}
  - type: dropdown
    id: kind
    attributes: {label: Kind of event, options: [talk, workshop, lecture course]}
  - type: input
    id: people
    attributes: {label: Number of attendees}
  - type: input
    id: times
    attributes: {label: Dates and times, description: With a time zone.}
  - type: textarea
    id: extra
    attributes: {label: Anything else}
"""
SECTION = """\
request_info:
  titles: [update readme.md, updates]
  forms:
    impact:
      required:
        - Who you are
        - About the event
        - Does money change hands?
        - Repository link
        - Kind of event
        - Number of attendees
      dates: [Dates and times]
      lead_time: 48h
  closes: 14d
"""
ANSWERS = {
    "Who you are": "Ada Lovelace, for the Analytical Society",
    "About the event": "A hands-on course on notes for engines",
    "Does money change hands?": "No",
    "Repository link": "https://github.com/ada/notes",
    "Kind of event": "workshop",
    "Number of attendees": "80",
    "Dates and times": "2021-03-18 17:00 to 19:00 UTC",
    "Anything else": "_No response_",
}


def section(text: str = SECTION) -> RequestInfo:
    """The section as it is read from a file."""
    found = parse_configuration(
        text, file="f.yml", sections={"request_info": RequestInfo}
    )
    return found.section("request_info", RequestInfo)


def body(**changed: str) -> str:
    """What GitHub makes of the answers: `when=""` is one that was not given.

    Keys are the first words of the headings in small letters, `dates` for `Dates and
    times`.
    """
    parts = []
    for heading, answer in ANSWERS.items():
        given = changed.pop(heading.split()[0].lower(), answer)
        parts.append(f"### {heading}\n\n{given or '_No response_'}\n")
    assert not changed
    return "\n".join(parts)
