"""The `/meeting` commands, each in its turn: from the rule to the meeting as it stands.

Between the commands time passes: at the cut-off a meeting with `empty: cancel` is
cancelled where no topic is open then. Whoever moves it afterwards, be it to the very same
time, has it take place all the same. It is cancelled while its issue is open and before
it starts, or never: what was held stays so, whatever is said or configured later.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot.core.errors import UserError
from bot.core.local_time import UTC_ZONE, later, local_start
from bot.core.meeting_words import render_moment
from bot.features.agenda.meeting_commands import (
    CLOSE,
    Appoint,
    Cancel,
    Move,
)
from bot.features.agenda.meeting_dates import When, on
from bot.features.agenda.memory import Verdict, fingerprint
from bot.features.agenda.rights import CHAIRS_ONLY, Terms, Turn, judged
from bot.features.agenda.schedule import Ground, Key, Requested, Schedule
from bot.features.agenda.values import Problem

FURTHEST = timedelta(days=366)
"""More than a year ahead is a slip of the pen, not a plan."""

_CLOSING = fingerprint(CLOSE)


def play(ground: Ground, requested: Iterable[Requested]) -> Schedule:
    """Play every command once, in order of time."""
    stage = _Stage(ground)
    for request in sorted(requested, key=lambda request: request.turn):
        stage.pass_time(request.comment.created_at)
        stage.do(request)
    return stage.end()


class _Stage:
    """The meeting between two commands."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.starts = ground.planned.starts
        self.since = ground.issue.created_at
        self.facilitator = self.zone = ""
        self.terms: list[tuple[Turn, str]] = []
        self.cancelled: Cancel | None = None
        self.closed: Requested | None = None
        # nobody proposed a topic; somebody has it take place all the same
        self.empty = self.held = False
        self.moved = self.opened = False
        # What is left out when it was over took place all the same.
        told = ground.head is not None and ground.head.status == "cancelled"
        coming = ground.now < self.starts or told
        self.skipped = ground.planned.cancelled and coming
        self.problems: list[Problem] = []
        self.verdicts: dict[Key, Verdict] = {}
        self.asks: set[str] = set()

    @property
    def deadline(self) -> datetime:
        """The cut-off, even one that was over when the time became known."""
        return later(self.starts, -self.ground.series.cutoff)

    @property
    def was_empty(self) -> bool:
        """Whether the head remembers a cancelling for want of topics."""
        head = self.ground.head
        return head is not None and (head.status, head.reason) == ("cancelled", "empty")

    def pass_time(self, until: datetime) -> None:
        """Cancel the meeting if its cut-off comes, and nobody proposed a topic."""
        ground, deadline = self.ground, self.deadline
        if ground.series.empty == "cancel" or self.was_empty:
            comes = self.since < deadline <= until and deadline < self.starts
            if comes and not (
                self.held or self.cancelled or self.empty or self.skipped
            ):
                self.empty = ground.is_empty(deadline, self.in_office())

    def in_office(self) -> Terms:
        """Who was the facilitator when, so far."""
        first = (self.ground.planned.facilitator or "").lower()
        return Terms(first, tuple(self.terms))

    def do(self, request: Requested) -> None:
        """Obey the command, or say why not."""
        match request.command:
            case Move() as command:
                try:
                    self._move(request, command)
                except UserError as error:
                    why, form = error.args
                    self._refuse(request, why, form)
            case Cancel() as command:
                over = later(self.starts, self.ground.planned.length)
                if self._too_late(request, over):
                    self._refuse(request, "it was over when this was written", CLOSE)
                elif self._may(request):
                    if self.cancelled and not command.why:
                        command = self.cancelled
                    self.cancelled, self.empty = command, False
            case Appoint(_, login):
                if self._may(request):
                    self.facilitator = login
                    self.terms.append((request.turn, login.lower()))
            case _:  # Close
                if self._may(request):
                    self.closed = request

    def _move(self, request: Requested, command: Move) -> None:
        known = self.ground.known.get(request.key)
        starts = self._target(request, command.when)
        if self._too_late(request, starts):
            why = f"{render_moment(starts)} had passed when this was written"
            raise UserError(why, self._form())
        if starts > request.comment.created_at + FURTHEST:
            raise UserError("this is more than a year ahead", self._form())
        there = (starts, str(starts.tzinfo)) == (self.starts, str(self.starts.tzinfo))
        called_off = self.cancelled or self.empty or self.skipped
        takes_place = not (called_off or self.closed)
        if there and takes_place and known != "+":
            raise UserError("it takes place then already", self._form())
        if not self._may(request):
            return
        if self.closed and known != "+":
            self.opened = True
        self.held |= self.empty
        self.skipped = False
        self.cancelled = self.closed = None
        self.empty = False
        if starts != self.starts:
            self.since, self.moved = request.comment.created_at, True
        if command.when.zone:
            self.zone = str(command.when.zone)
        self.starts = starts
        # whoever wants it when its cut-off is over does not wait for topics
        self.held |= request.comment.created_at >= self.deadline

    def _target(self, request: Requested, when: When) -> datetime:
        """The moment that is meant; what is not said is as it is now."""
        starts = self.starts.astimezone(when.zone) if when.zone else self.starts
        zone = starts.tzinfo if isinstance(starts.tzinfo, ZoneInfo) else UTC_ZONE
        day = starts.date()
        if when.day:
            day = on(when.day, request.comment.created_at.astimezone(zone).date())
        return local_start(day, when.at or self.starts.time(), zone)

    def _form(self) -> str:
        """A move that can be done: a week later."""
        day = self.starts.date() + timedelta(days=7)
        return f"/meeting move {day} {self.starts:%H:%M} {self.starts.tzinfo}"

    def _too_late(self, request: Requested, moment: datetime) -> bool:
        """Whether the moment had passed when the command got its words.

        What was done in time stays so, also when the comment is edited afterwards.
        """
        known = self.ground.known.get(request.key)
        late = known == "?" or (
            known != "+" and moment.astimezone(UTC) <= request.comment.updated_at
        )
        if late:
            self.verdicts[request.key] = "?"
        return late

    def _may(self, request: Requested) -> bool:
        login, ground = request.comment.user.login.lower(), self.ground
        facilitator = self.in_office().at(request.turn)
        known = ground.known.get(request.key)
        verdict = judged(login, (facilitator,), known, ground.roles)
        if verdict is None:
            self.asks.add(login)
            return False
        self.verdicts[request.key] = verdict
        if verdict == "-":
            self._refuse(request, CHAIRS_ONLY.format(""))
        return verdict == "+"

    def _refuse(self, request: Requested, why: str, form: str = "") -> None:
        source = request.command.source
        self.problems.append(Problem(request.comment.id, source, why, form))

    def end(self) -> Schedule:
        """How the meeting stands now."""
        ground, planned = self.ground, self.ground.planned
        if self.was_empty and not (self.held or self.cancelled):
            self.empty = True
        elif ground.issue.state == "open" and ground.now < self.starts:
            self.pass_time(ground.now)
        else:
            self.empty = False  # nobody was told so in time
        self._keep_what_is_over()
        known = ground.known
        taken_back = any(
            verdict == "+" and key[1] == _CLOSING and key not in self.verdicts
            for key, verdict in known.items()
        )
        waits = (
            self.closed if self.closed and known.get(self.closed.key) != "+" else None
        )
        return Schedule(
            occurrence=replace(
                planned,
                starts=self.starts,
                facilitator=self.facilitator or planned.facilitator,
                cancelled=self.empty or self.skipped or self.cancelled is not None,
            ),
            planned=planned.starts if self.moved else self.starts,
            cutoff=max(self.deadline, self.since) if self.moved else self.deadline,
            since=self.since,
            cancelled=self.cancelled,
            zone=self.zone,
            facilitator=self.facilitator,
            skipped=self.skipped,
            closed=self.closed is not None,
            to_close=waits.comment.updated_at if waits else None,
            to_open=not self.closed and (self.opened or taken_back),
            terms=self.in_office(),
            problems=tuple(self.problems),
            verdicts=MappingProxyType(self.verdicts),
            asks=frozenset(self.asks),
        )

    def _keep_what_is_over(self) -> None:
        """A meeting that took place is not moved by a configuration of later days."""
        head, length = self.ground.head, self.ground.planned.length
        if (
            head is None
            or self.moved
            or max(head.starts, self.starts) + length > (self.ground.now)
        ):
            return
        self.starts = head.starts.astimezone(self.starts.tzinfo)
