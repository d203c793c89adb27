"""The words of the request: one list, ticked as answers come in."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from bot.core.durations import render_duration
from bot.core.mark import Mark
from bot.core.markdown import quote_text
from bot.core.models import Issue
from bot.core.report_forms import RequestInfo
from bot.core.text_format import render_template
from bot.features.request_info.lacks import Item, Lack

REPLY = """\
{author}, thank you for opening this. For somebody to look into it, this is still missing:

{missing}

Edit the first comment or answer below, and this list follows."""
"""What is said where the team has no words of its own."""


MOST_SHOWN = 40
"""Things that are listed: no team asks for more, and GitHub's comments have an end."""


def request_mark(items: Iterable[Item]) -> Mark:
    """What the request has to remember: what was asked for, by what became of it."""
    items = tuple(items)
    fields = {
        "left": ".".join(item.id for item in items if item.lack),
        "done": ".".join(item.id for item in items if not item.lack),
    }
    return Mark("request-info", {name: ids for name, ids in fields.items() if ids})


def left_in(mark: Mark) -> frozenset[str]:
    """What a request still waits for; nothing where it only tells why it was closed."""
    return frozenset(filter(None, mark.fields.get("left", "").split(".")))


def asked_in(mark: Mark) -> frozenset[str]:
    """All that a request ever asked for."""
    done = mark.fields.get("done", "").split(".")
    return left_in(mark) | frozenset(filter(None, done))


def render_request(
    config: RequestInfo, issue: Issue, items: Sequence[Item], *, closed: bool
) -> str:
    """The whole comment about these items, of which some are missing."""
    lines = [_line(item) for item in items[:MOST_SHOWN]]
    if rest := len(items) - len(lines):
        lines.append(f"- … and {rest} more")
    missing = "\n".join(lines)
    author = quote_text(issue.user.login)
    reply = config.reply or REPLY
    text = render_template(reply, {"author": author, "missing": missing}).strip()
    if missing not in text:
        text = f"{text}\n\n{missing}"
    if closed:
        end = (
            f"\n\nThere was no word{_silence(config)}, so this is closed for now. Edit the"
            " first comment or answer below, and it is opened again."
        )
    elif config.closes is not None:
        silence = render_duration(config.closes)
        end = (
            f"\n\nAfter {silence} without a word this is closed; a word opens it again."
        )
    else:
        end = ""
    return f"{request_mark(items)}\n{text}{end}\n"


def render_closing(config: RequestInfo, issue: Issue) -> str:
    """The comment on an issue that is closed though no list was ever made for it."""
    mark, author = Mark("request-info"), quote_text(issue.user.login)
    return (
        f"{mark}\n{author}, this waits for more information from you, and there was no"
        f" word{_silence(config)}. So it is closed for now. Answer below, and it is opened"
        " again.\n"
    )


def _silence(config: RequestInfo) -> str:
    return f" for {render_duration(config.closes)}" if config.closes else ""


def _line(item: Item) -> str:
    box = "- [ ]" if item.lack else "- [x]"
    name = f"**{quote_text(item.heading)}**" if item.heading else ""
    return " ".join(filter(None, (box, name, _wish(item))))


def _wish(item: Item) -> str:
    """What is wished for, beside its heading."""
    wishes: dict[Lack | None, str] = {
        "empty": "what this is about: there is no description yet",
        "template": "what the template asks for: nothing of it is filled in yet",
        "date": "a date that can be read, such as 18 March 2021, 17:00 UTC",
        "zone": "the time zone of that time, such as UTC or Europe/London",
        "soon": f"a later date: {in_words(item.lead_time)} are needed from when this was"
        f" opened, and the first date is {in_words(item.late)} too soon",
    }
    plain = {
        "body": "what this is about",
        "title": "a title that says what this is about",
    }
    return wishes.get(item.lack, plain.get(item.id, ""))


def in_words(length: timedelta) -> str:
    """A length of time, rounded up: in hours, from three days on in days.

    What is less than three hours is told to the minute.
    """
    hours, minutes = divmod(-(-length // timedelta(minutes=1)), 60)
    if hours >= 3:
        hours, minutes = hours + bool(minutes), 0
    if hours >= 72:
        return f"{-(-hours // 24)} days"
    parts = (_counted(hours, "hour"), _counted(minutes, "minute"))
    return " ".join(filter(None, parts))


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}{'s' * (number != 1)}" if number else ""
