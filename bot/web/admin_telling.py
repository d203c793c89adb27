"""From what was found out to what `/admin` shows; pure, and in words."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import TypeVar

from bot.github.deliveries import Attempt
from bot.todo.job import Counts, Ended, Failed, Key, Pending
from bot.web.admin_about import Facts, about_line
from bot.web.admin_github import Ahead, Outlook, Told
from bot.web.admin_log import failures, status_of, undelivered
from bot.web.admin_story import Board, Came, headline, troubles
from bot.web.admin_view import (
    AsOf,
    CameLine,
    DeedLine,
    DeliveryLine,
    FailureLine,
    JobLine,
    LimitLine,
    Lines,
    RepositoryLine,
    TroubleLine,
    View,
)
from bot.web.admin_words import Words, number_of
from bot.web.heard import Heard

MOST = 50
"""Lines of each list that are shown."""

MOST_REPOSITORIES = 40

ALL = "all that have failed"
"""What the button for all of them is sealed with: no key is called so."""

T = TypeVar("T")
S = TypeVar("S")


class Telling:
    """Tells `facts` in `words`; `seal` makes what the button of a job sends."""

    def __init__(self, facts: Facts, words: Words, seal: Callable[[str], str]) -> None:
        self._facts = facts
        self._words = words
        self._seal = seal
        self._board = facts.board or Board(_NOTHING, (), (), ())
        self._outlook = facts.outlook.value or Outlook((), {}, (), (), 0)

    def view(self) -> View:
        """All of it."""
        facts, words, board = self._facts, self._words, self._board
        now = words.now
        missed = undelivered(facts.log.value or (), facts.started)
        found = troubles(facts.board, facts.swept, missed, now, facts.started)
        failed = [job for job in board.failed if self._is_asked(job.key)]
        of = len(failed) if facts.about else max(board.counts.failed, len(failed))
        heard = [one for one in facts.heard if self._is_asked_of(one)]
        ended = [one for one in board.ended if self._is_asked(one.key)]
        limits = sorted(facts.left.items(), key=lambda one: (one[1], one[0]))
        places = self._places()
        configured = [one for one in places if one.sections]
        return View(
            well=not found,
            says=headline(facts.board, facts.swept, found, now),
            troubles=tuple(
                TroubleLine(words.text(one.what), one.cure) for one in found
            ),
            about=about_line(facts, words),
            failed=Lines(tuple(map(self._failed, failed[:MOST])), of),
            running=self._pending("running", board.counts.running),
            waiting=self._pending("waiting", board.counts.waiting),
            timers=self._pending("timer", board.counts.timers),
            ended=_lines(ended, self._ended),
            deliveries=_lines(heard, self._heard),
            not_delivered=self._failures(),
            log=self._as_of(facts.log),
            next=_lines(configured, self._repository, MOST_REPOSITORIES),
            not_configured=len(places) - len(configured),
            next_as_of=self._as_of(facts.outlook),
            next_lacks=tuple(self._lacks()),
            limits=_lines(limits, self._limit),
            version=facts.version,
            started=facts.started,
            at=now,
            retry_all=self._seal(ALL) if of > 1 else "",
        )

    # what somebody looks for

    def _is_asked(self, key: Key) -> bool:
        return self._facts.about is None or self._facts.about.has(key)

    def _is_asked_of(self, heard: Heard) -> bool:
        about = self._facts.about
        return (
            about is None
            or about.is_of(heard.repository, heard.number)
            or any(about.has(key) for key in heard.keys)
        )

    # jobs

    def _account(self, installation: int) -> str:
        if not installation:
            return ""
        login = self._outlook.accounts.get(installation)
        return self._words.text(login) if login else f"installation {installation}"

    def _failed(self, job: Failed) -> JobLine:
        return JobLine(
            feature=self._words.text(job.key.feature),
            place=self._words.place(job.key.place),
            account=self._account(job.installation),
            at=job.at,
            attempts=job.attempts,
            why=self._words.text(job.why),
            retry=self._seal(str(job.key)),
        )

    def _pending(self, kind: str, of: int) -> Lines[JobLine]:
        jobs = [
            job
            for job in self._board.pending
            if self._kind(job) == kind and self._is_asked(job.key)
        ]
        shown = tuple(self._job(job) for job in jobs[:MOST])
        return Lines(shown, len(jobs) if self._facts.about else max(of, len(jobs)))

    def _kind(self, job: Pending) -> str:
        is_timer = job.state == "waiting" and job.timer and job.due > self._words.now
        return "timer" if is_timer else job.state

    def _job(self, job: Pending) -> JobLine:
        return JobLine(
            feature=self._words.text(job.key.feature),
            place=self._words.place(job.key.place),
            account=self._account(job.installation),
            at=job.due,
            attempts=job.attempts,
            why=self._words.text(job.why),
        )

    # what was heard, and what came of it

    def _ended(self, end: Ended) -> CameLine:
        return self._came(Came(end.key, end.outcome, end.why, end.at))

    def _came(self, came: Came) -> CameLine:
        return CameLine(
            feature=self._words.text(came.key.feature),
            place=self._words.place(came.key.place),
            fate=came.fate,
            why=self._words.text(came.why),
            at=came.at,
        )

    def _heard(self, heard: Heard) -> DeliveryLine:
        came = (
            [self._came(self._board.came_of(key, heard.at)) for key in heard.keys]
            if heard.status == 202 and self._facts.board
            else []
        )
        thread = f"{heard.repository}#{heard.number}" if heard.number else ""
        return DeliveryLine(
            guid=heard.guid,
            name=self._words.text(heard.name),
            place=self._words.place(thread or heard.repository),
            at=heard.at,
            status=heard.status,
            came=tuple(came),
            more=heard.wanted - len(heard.keys),
        )

    def _failures(self) -> Lines[FailureLine]:
        """None where one place is asked for: GitHub's log does not tell of which it is."""
        log = () if self._facts.about else self._facts.log.value or ()
        return _lines(failures(log), self._failure)

    def _failure(self, one: tuple[Attempt, bool]) -> FailureLine:
        attempt, taken = one
        since = "delivered since" if taken else ""
        if not taken and self._facts.made_up(attempt):
            since = "the bot has looked at it since"
        return FailureLine(
            guid=self._words.text(attempt.guid),
            name=self._words.text(attempt.name),
            account=self._account(attempt.installation),
            at=attempt.delivered_at,
            status=self._words.text(status_of(attempt)),
            since=since,
        )

    # what is to come

    def _places(self) -> list[Ahead]:
        """Those that are asked for, the one with the next deed first."""
        about = self._facts.about
        found = [
            one
            for one in self._outlook.repositories
            if about is None or about.is_of(one.repository, about.number)
        ]

        def soonest(one: Ahead) -> tuple[bool, datetime, str]:
            at = one.deeds[0].at.astimezone(UTC) if one.deeds else self._words.now
            return not one.deeds, at, one.repository.lower()

        return sorted(found, key=soonest)

    def _repository(self, one: Ahead) -> RepositoryLine:
        now = self._words.now
        to_come = [deed for deed in one.deeds if deed.at >= now]
        lines = tuple(
            DeedLine(deed.at, self._words.text(deed.does), self._words.text(deed.about))
            for deed in to_come
        )
        return RepositoryLine(
            place=self._words.place(one.repository),
            sections=tuple(self._words.text(name) for name in one.sections),
            deeds=Lines(lines, len(lines) + one.more),
        )

    def _lacks(self) -> Iterable[str]:
        outlook = self._outlook
        for login, why in islice(outlook.unread, MOST):
            yield f"{self._words.text(login)}: {self._words.text(why)}"
        if outlook.suspended:
            logins = ", ".join(islice(outlook.suspended, MOST))
            yield f"suspended, so nothing is done there: {self._words.text(logins)}"
        if outlook.left_out:
            yield f"{number_of(outlook.left_out, 'more account')} not looked at here"

    def _limit(self, one: tuple[int, float]) -> LimitLine:
        installation, left = one
        account = self._account(installation) or "the App itself"
        return LimitLine(account, int(left))

    def _as_of(self, told: Told[T]) -> AsOf:
        return AsOf(told.at, self._words.text(told.why))


def _lines(items: Sequence[T], line: Callable[[T], S], most: int = MOST) -> Lines[S]:
    return Lines(tuple(line(item) for item in items[:most]), len(items))


_NOTHING = Counts(waiting=0, running=0, failed=0, oldest=None, timers=0, next_due=None)
