"""What the App did, and what it was told, in words for the page's log."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from bot.playground.deliveries import Attempt
from bot.playground.page_words import EMOJI
from bot.playground.repositories import Repository
from bot.playground.requests import Request

if TYPE_CHECKING:
    from bot.playground.playground import Playground

SHOWN = 30
"""Lines of the log: what came before has scrolled away."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: when, who (`bot` or `delivery`), what, and how it was said on the wire.

    `ok` is False where it was refused or not taken.
    """

    id: str
    at: datetime
    who: str
    what: str
    wire: str
    ok: bool


def activity(github: "Playground", here: Repository) -> list[Line]:
    """The newest lines, newest first; what is not `here` is told with its place."""
    writes, deliveries = _writes(github, here), _deliveries(github, here)
    lines = [*islice(writes, SHOWN), *islice(deliveries, SHOWN)]
    return sorted(lines, key=lambda line: line.at, reverse=True)[:SHOWN]


def by_day(lines: list[Line]) -> list[tuple[datetime, list[Line]]]:
    """The lines of each day, with the time of its newest."""
    days = [list(day) for _, day in groupby(lines, lambda line: line.at.date())]
    return [(day[0].at, day) for day in days]


def _writes(github: "Playground", here: Repository) -> Iterator[Line]:
    for request in reversed(github.requests):
        if request.is_write and request.authorization == "installation":
            place = re.match(r"/repos/([^/]+/[^/]+)", request.path)
            where = _elsewhere(place[1] if place else "", here)
            yield Line(
                id=f"write-{id(request):x}",
                at=request.at,
                who="bot",
                what=f"{describe(github, request)}{where}",
                wire=f"{request.method} {_short(request.path)} → {request.status}",
                ok=200 <= request.status < 300,
            )


def _short(path: str) -> str:
    """The path within its repository: there is mostly one."""
    return re.sub(r"^/repos/[^/]+/[^/]+", "…", path)


def _elsewhere(repository: str, here: Repository) -> str:
    """` in binderhub`, where that is not the page's own."""
    if repository in ("", here.full_name):
        return ""
    return f" in {repository.partition('/')[2]}"


def _deliveries(github: "Playground", here: Repository) -> Iterator[Line]:
    for attempt in reversed(github.outbox.attempts):
        yield Line(
            id=f"delivery-{attempt.id}",
            at=attempt.delivered_at,
            who="delivery",
            what=_told(attempt, here),
            wire=f"{attempt.delivery.name} → {_outcome(attempt)}",
            ok=attempt.ok,
        )


def _outcome(attempt: Attempt) -> int | str:
    return attempt.status_code if attempt.answered else attempt.status


def _told(attempt: Attempt, here: Repository) -> str:
    payload, delivery = attempt.delivery.payload, attempt.delivery
    sender = payload.get("sender", {}).get("login", "GitHub")
    thread = payload.get("issue") or payload.get("pull_request")
    place = _elsewhere(payload.get("repository", {}).get("full_name", ""), here)
    where = f"#{thread['number']}{place}" if thread else ""
    check = payload.get("check_run", {}).get("name", "")
    what = {
        "check_run": f"the check “{check}” was {delivery.action}",
        "check_suite": f"the checks of a commit were {delivery.action}",
        "issue_comment": f"a comment on {where} was {delivery.action}",
        "issues": f"{where} was {delivery.action}",
        "pull_request": f"{where} was {_DONE.get(delivery.action, delivery.action)}",
        "push": f"something was pushed{place}",
    }
    ref = f"the {payload.get('ref_type')} {payload.get('ref')}"
    what |= {"create": f"{ref} was made{place}", "delete": f"{ref} was deleted{place}"}
    if release := payload.get("release"):
        what["release"] = (
            f"the release {release['tag_name']} was {delivery.action}{place}"
        )
    return f"{what.get(delivery.event, delivery.name)} by {sender}"


_DONE = {"synchronize": "pushed to"}
"""GitHub's names of what was done that are no words for what was done."""


def describe(github: "Playground", request: Request) -> str:
    """What a write meant to do, in a few words."""
    if request.path == "/graphql":
        found = re.search(r"(\w+)\s*\(\s*input", _query(request))
        name = found[1] if found else "a change"
        return _MUTATIONS.get(name, f"asked GraphQL for {name}")
    for method, pattern, words in _WORDS:
        found = re.fullmatch(r"/repos/[^/]+/[^/]+" + pattern, request.path)
        if method == request.method and found:
            return words(github, request, found)
    return f"asked for {request.method} {request.path}"


_MUTATIONS = {
    "pinIssue": "pinned an issue",
    "unpinIssue": "took an issue from the pinned ones",
}


def _query(request: Request) -> str:
    return str((request.body or {}).get("query", ""))


def _text(request: Request, name: str) -> str:
    body: Any = request.body
    return str(body.get(name, "")) if isinstance(body, dict) else ""


def _kind(text: str) -> str:
    """What a text of the App is, by its mark."""
    found = re.match(r"<!-- team-compass:([\w-]+)", text)
    return _KINDS.get(found[1], "a comment") if found else "a comment"


_KINDS = {
    "agenda": "the agenda",
    "carried": "a question",
    "help": "the list of commands",
    "mend": "a note",
    "mend-release": "a note",
    "minutes": "the minutes",
    "pointer": "a pointer to the next meeting",
    "pulse-state": "the list of the pulse",
    "pulse-summary": "what became of the pulse",
    "reminder": "a reminder",
    "request-info": "a request for what is missing",
    "support": "the way to the forum",
}


def _whose(github: "Playground", comment_id: str) -> str:
    try:
        comment = github.world.comment(int(comment_id))
    except KeyError:
        return "a comment"
    if comment.via_app:
        return _kind(comment.body)
    return f"{comment.user.login}’s comment"


def _opened(_github: "Playground", request: Request, _found: re.Match[str]) -> str:
    return f"opened the issue “{_text(request, 'title')}”"


def _commented(_github: "Playground", request: Request, found: re.Match[str]) -> str:
    return f"wrote {_kind(_text(request, 'body'))} on #{found[1]}"


def _rewrote(_github: "Playground", request: Request, _found: re.Match[str]) -> str:
    return f"rewrote {_kind(_text(request, 'body'))}"


def _deleted(_github: "Playground", _request: Request, _found: re.Match[str]) -> str:
    return "took a comment of its own back"


def _pinned(github: "Playground", _request: Request, found: re.Match[str]) -> str:
    return f"pinned {_whose(github, found[1])}"


def _reacted(github: "Playground", request: Request, found: re.Match[str]) -> str:
    emoji = EMOJI.get(_text(request, "content"), ("", ""))[0]
    return f"reacted {emoji} to {_whose(github, found[1])}"


def _unreacted(github: "Playground", _request: Request, found: re.Match[str]) -> str:
    return f"took its reaction to {_whose(github, found[1])} back"


def _changed(_github: "Playground", _request: Request, found: re.Match[str]) -> str:
    return f"changed the issue #{found[1]}"


def _labels(_github: "Playground", _request: Request, found: re.Match[str]) -> str:
    return f"changed the labels of #{found[1]}"


def _locked(_github: "Playground", _request: Request, found: re.Match[str]) -> str:
    return f"locked #{found[1]}"


def _unlocked(_github: "Playground", _request: Request, found: re.Match[str]) -> str:
    return f"unlocked #{found[1]}"


def _made_branch(_github: "Playground", request: Request, _: re.Match[str]) -> str:
    return f"made the branch {_text(request, 'ref').removeprefix('refs/heads/')}"


def _wrote_file(_github: "Playground", _request: Request, found: re.Match[str]) -> str:
    return f"wrote the file {unquote(found[1])}"


def _asked_to_pull(_github: "Playground", request: Request, _: re.Match[str]) -> str:
    return f"opened the pull request “{_text(request, 'title')}”"


def _changed_pull(_github: "Playground", _: Request, found: re.Match[str]) -> str:
    return f"changed the pull request #{found[1]}"


def _checked(_github: "Playground", request: Request, _: re.Match[str]) -> str:
    words = _text(request, "conclusion") or "no conclusion yet"
    return f"checked a commit: {words.replace('_', ' ')}"


_Words = Callable[["Playground", Request, re.Match[str]], str]
_WORDS: tuple[tuple[str, str, _Words], ...] = (
    ("POST", r"/issues", _opened),
    ("PATCH", r"/issues/(\d+)", _changed),
    ("POST", r"/issues/(\d+)/comments", _commented),
    ("PATCH", r"/issues/comments/(\d+)", _rewrote),
    ("DELETE", r"/issues/comments/(\d+)", _deleted),
    ("PUT", r"/issues/comments/(\d+)/pin", _pinned),
    ("POST", r"/issues/comments/(\d+)/reactions", _reacted),
    ("DELETE", r"/issues/comments/(\d+)/reactions/\d+", _unreacted),
    ("POST", r"/issues/(\d+)/labels", _labels),
    ("PUT", r"/issues/(\d+)/labels", _labels),
    ("DELETE", r"/issues/(\d+)/labels.*", _labels),
    ("PUT", r"/issues/(\d+)/lock", _locked),
    ("DELETE", r"/issues/(\d+)/lock", _unlocked),
    ("POST", r"/git/refs", _made_branch),
    ("PUT", r"/contents/(.+)", _wrote_file),
    ("POST", r"/pulls", _asked_to_pull),
    ("PATCH", r"/pulls/(\d+)", _changed_pull),
    ("POST", r"/check-runs", _checked),
    ("PATCH", r"/check-runs/\d+", _checked),
)
