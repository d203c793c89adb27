"""How an old `support.yml` reads as the `support:` section of `team-compass.yml`.

support:
  labels: [support]
  forum: https://discourse.example.org  # found in the comment: …
  reply: |
    :wave: {author}, please ask at https://discourse.example.org.
  close: true
  lock: false
  detect: "off"  # …
  similar: false  # …
"""

import re
from collections.abc import Iterator
from typing import Any

import yaml
from pydantic import ValidationError

from bot.core.markdown import BREAK
from bot.core.old_support import OldSupport
from bot.core.support import Support

UNKNOWN_FORUM = "https://discourse.example.org"

_LINK = re.compile(r"https://[^\s<>()\[\]\x22'`|\\{}]+", re.ASCII)
_FORUM = re.compile(r"(?:discourse|discuss|forums?|community|talk)\.")
_ODD_END = re.compile("[\r\x85\u2028\u2029]")
"""What PyYAML ends a line at as well, and writes wrongly unless it is escaped."""

_REMARKS = {
    "detect": "or label: it also finds questions by itself",
    "similar": "or true: it also shows similar topics of the forum",
}


def render_as_ours(old: OldSupport) -> str:
    """The section that does the same, valid once it is pasted.

    Comments say what has to be filled in and what could be had besides.
    """
    if not old.perform:
        return "# perform: false asks for nothing to be done: leave the section out.\n"
    forum = _forum(old.reply)
    section: dict[str, Any] = {
        "labels": list(old.labels),
        "forum": forum or UNKNOWN_FORUM,
        "reply": old.reply,
        "close": old.close,
        "lock": old.lock,
        "detect": old.detect,
        "similar": old.similar,
    }
    if forum:
        about = "found in the comment; is it where your Discourse begins?"
    else:
        about = "fill in where your Discourse begins"
    remarks = {**_REMARKS, "forum": about}
    if not old.reply:
        del section["reply"]
        remarks["close"] = "the reply is ours: it cannot be left out"
    if old.lock:
        remarks["lock"] = "its reason is: resolved"
    if BREAK in old.reply:
        remarks["reply"] = (
            "behind @ stands an invisible space, so that nobody is pinged"
        )
    return "\n".join(_lines(section, remarks)) + "\n"


def _lines(section: dict[str, Any], remarks: dict[str, str]) -> Iterator[str]:
    """Each remark behind the line of its key."""
    written = yaml.dump(
        {"support": section},
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=None,
        width=10**9,
    )
    for line in written.rstrip("\n").split("\n"):
        key = line.partition(":")[0].removeprefix("  ")
        yield f"{line}  # {remarks[key]}" if key in remarks else line


class _Dumper(yaml.SafeDumper):
    """Writes a text of several lines as people do."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if text.endswith("\n") else None
    if _ODD_END.search(text):
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def _forum(reply: str) -> str:
    """The front page of what looks most like a forum; "" where there is no link."""
    links = [link.rstrip(".,;:!?*_~") for link in _LINK.findall(reply)]
    links.sort(key=lambda link: not _FORUM.match(_host(link)))
    for link in links:
        at = f"https://{_host(link)}" if _FORUM.match(_host(link)) else link
        try:
            return Support(forum=at).forum
        except ValidationError:
            continue
    return ""


def _host(link: str) -> str:
    return link.removeprefix("https://").partition("/")[0].lower()
