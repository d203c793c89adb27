"""A document of notes, read: which section is what, and what stands in it."""

import re
from dataclasses import dataclass, field, replace
from typing import Literal

from bot.core.markdown import plain_text
from bot.core.remembered import remembered
from bot.features.minutes.attendees import (
    Attendee,
    each_once,
    is_heading,
    parse_attendee,
)
from bot.features.minutes.findings import (
    find_below,
    find_in,
    find_in_entry,
    heading_kind,
)
from bot.features.minutes.notes import (
    NotedTopic,
    Notes,
    Other,
    Told,
    noted_topic,
    told,
)
from bot.features.minutes.outline import (
    Block,
    Entry,
    Listing,
    Paragraph,
    Section,
    parse_outline,
)
from bot.features.minutes.said import Finding, said

Area = Literal["front", "roll call", "updates", "celebrations", "agenda", "found", ""]

_ROLL_CALL = r"roll[- ]?call|sign[- ]?in"
_AGENDA = r"(?:(?:meeting|proposed|today.?s)\s+)?agenda(?:\s+(?:items?|topics?))?"
_AREAS: tuple[tuple[Area, str], ...] = (
    ("roll call", rf"{_ROLL_CALL}|attend(?:ees|ance)|participants|who.{{1,4}}s here"),
    ("updates", r"(?:quick|short|status|60[- ]second)?\s*updates?"),
    (
        "celebrations",
        r".*\b(?:celebrations?|shout-?outs?|announcements?|kudos|thanks)|reports?|news",
    ),
    ("agenda", rf"{_AGENDA}|(?:discussion\s+)?topics?|discussions?(?:\s+items?)?"),
)
_PICTURES = re.compile(r"^(?::[a-z0-9_+-]+:|\W)+")
_FACT = re.compile(
    r"\W*(?:goal|date|time|when|where|video\w*|zoom|jitsi|join|this hackmd|hackmd|notes"
    r"|github issue|issue|calendar|facilitators?|chair|length|previous meeting"
    r"|link to (?:the )?(?:prior|previous) meeting)\b[^:]{0,60}(?::|\Z)",
    re.IGNORECASE,
)
_GREETING = re.compile(
    rf"\W*(?:hello|hi|welcome|if you are joining|60 second updates|this is a place to"
    rf"|this is what we|we.{{1,6}}ll copy|let.{{1,6}}s collect|a line that begins with)\b"
    rf"|.{{0,300}}\b(?:{_ROLL_CALL})\b",
    re.IGNORECASE | re.DOTALL,
)
_ENDED = re.compile(
    r"\W*(?:the |we |meeting )*(?:ended|closed|adjourned|finished)\b.{0,80}",
    re.IGNORECASE,
)


@remembered(characters=2_000_000)
def parse_notes(source: str) -> Notes:
    """What a document of notes says; never raises."""
    outline = parse_outline(source)
    titles = [_area_called(section.title) for section in outline.sections]
    reader = _Reader(has_agenda="agenda" in titles)
    for section in outline.sections:
        reader.read(section)
    return Notes(
        attendees=each_once(reader.attendees),
        updates=tuple(reader.updates),
        celebrations=tuple(reader.celebrations),
        topics=tuple(reader.topics),
        findings=tuple(reader.findings),
        others=tuple(other for other in reader.others if other.source.strip()),
        links=outline.links,
    )


def _says_nothing(area: Area, block: Block, source: str) -> bool:
    """Whether a block stands in every document, or is but a line across it."""
    words = plain_text(source)
    if re.search(r"\w", source) is None or is_heading(words):
        return True
    if isinstance(block, Paragraph) and _GREETING.match(words):
        return True
    return area == "front" and _FACT.match(words) is not None


def _area_called(title: str) -> Area | None:
    words = _PICTURES.sub("", plain_text(title)).strip(" :").lower()
    words = re.sub(r"\s*\([^()]*\)$", "", words)
    return next((area for area, name in _AREAS if re.fullmatch(name, words)), None)


@dataclass(slots=True)
class _Reader:
    """Reads section after section; a deeper heading belongs to the one above it."""

    has_agenda: bool
    area: Area = "front"
    level: int = 2
    attendees: list[Attendee] = field(default_factory=list)
    updates: list[Told] = field(default_factory=list)
    celebrations: list[Told] = field(default_factory=list)
    topics: list[NotedTopic] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    others: list[Other] = field(default_factory=list)

    def read(self, section: Section) -> None:
        """Take what the section holds to where it belongs."""
        below = section.level > self.level
        found = section.level > 0 and heading_kind(section.title) is not None
        if found and (
            self.has_agenda or not re.fullmatch(r"(?i)actions", section.title)
        ):
            self._found(section, self._title if below else "")
            if not below:
                self.area, self.level = "found", section.level
            return
        if self.area == "agenda" and below:
            self._topic_below_heading(section)
            return
        area = "agenda" if found else self._area_of(section)
        if area is None:
            area = self.area if below else ""
        elif section.level:
            self.area, self.level = area, section.level
        if area == "" and not below:
            self.area, self.level = "", section.level
        self._take(area, section)

    def _area_of(self, section: Section) -> Area | None:
        if section.level < 2 and _area_called(section.title) is None:
            return "front" if self.area == "front" else ""
        for block in section.blocks if section.level else ():
            if isinstance(block, Paragraph) and any(
                re.search(rf"\b(?:{_ROLL_CALL})\b", line, re.IGNORECASE)
                for line in block.lines
            ):
                return "roll call"
        return _area_called(section.title)

    def _take(self, area: Area, section: Section) -> None:
        if area == "agenda":
            self._agenda(section)
            return
        if area != "roll call":
            self.findings += find_in(section.blocks)
        heading = section.title if area in ("", "found") else ""
        for block, source in zip(section.blocks, section.sources, strict=True):
            if isinstance(block, Listing) and area not in ("", "found"):
                self._list(area, block)
            elif area in ("", "found") or not _says_nothing(area, block, source):
                self.others.append(Other(heading, source))
                heading = ""

    def _list(self, area: Area, listing: Listing) -> None:
        if area == "roll call":
            people = (parse_attendee(entry.text) for entry in listing.entries)
            self.attendees += [person for person in people if person]
        elif area == "front":
            rest = [e for e in listing.entries if not _FACT.match(plain_text(e.text))]
            self.others += [Other("", _as_entry(entry)) for entry in rest]
        else:
            tellings = self.updates if area == "updates" else self.celebrations
            tellings += [told(entry) for entry in listing.entries]

    def _agenda(self, section: Section) -> None:
        before: Block | None = None
        for block, source in zip(section.blocks, section.sources, strict=True):
            is_heading_of_list = isinstance(before, Paragraph) and heading_kind(
                before.lines[-1]
            )
            if isinstance(block, Listing) and not is_heading_of_list:
                boxes = all(entry.done is not None for entry in block.entries)
                for entry in block.entries:
                    self._agenda_entry(entry, boxes=boxes)
            elif not _says_nothing("agenda", block, source):
                heading = [before] if before and is_heading_of_list else []
                self.findings += find_in([*heading, block], self._title)
                self._remark(source)
            before = block

    def _agenda_entry(self, entry: Entry, *, boxes: bool) -> None:
        is_finding = said(entry.text) or (entry.done is not None and not boxes)
        if is_finding or _ENDED.fullmatch(plain_text(entry.text)):
            self.findings += find_in_entry(entry, self._title)
            if not is_finding:
                self.others.append(Other("", _as_entry(entry)))
            return
        topic = noted_topic(entry.text, entry.below)
        self.topics.append(topic)
        self.findings += find_in_entry(replace(entry, done=None), topic.title)

    def _topic_below_heading(self, section: Section) -> None:
        self.topics.append(noted_topic(section.title, "\n\n".join(section.sources)))
        self.findings += find_in(section.blocks, self._title)

    def _remark(self, source: str) -> None:
        """What stands between topics belongs to the one before."""
        if not self.topics:
            self.others.append(Other("", source))
            return
        last = self.topics[-1]
        details = f"{last.details}\n\n{source}".strip("\n")
        self.topics[-1] = replace(last, details=details)

    def _found(self, section: Section, topic: str) -> None:
        found = find_below(section.title, section.blocks)
        self.findings += [replace(one, topic=one.topic or topic) for one in found]
        listed = [b for b in section.blocks if isinstance(b, Listing)]
        if len(listed) != len(section.blocks) or len(found) < sum(
            len(listing.entries) for listing in listed
        ):
            self.others.append(Other(section.title, "\n\n".join(section.sources)))

    @property
    def _title(self) -> str:
        return self.topics[-1].title if self.topics else ""


def _as_entry(entry: Entry) -> str:
    below = "".join(f"\n  {line}" if line else "\n" for line in entry.below.split("\n"))
    return f"- {entry.text}{below if entry.below else ''}"
