"""Whether what was accepted is kept, and gets done."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.doctor.facts import StoreFacts
from bot.doctor.finding import Finding
from bot.doctor.spoken import counted, size, span
from bot.todo.job import Counts

STORE, JOBS = "store", "jobs"

LONGEST_WAIT = timedelta(minutes=5)
"""As `/readyz` has it: longer means that nobody works, or far too slowly."""

NOT_LOOKED_FOR = timedelta(hours=2)
"""As `/admin` has it: everything is looked at every hour."""

LITTLE, TOO_LITTLE = 500_000_000, 20_000_000
"""Bytes that are left on the store's disk."""


def judge_store(facts: StoreFacts, now: datetime) -> tuple[Finding, ...]:
    """Whether the to-do list can be used, and what is on it."""
    if facts.wrong:
        says, cure = facts.wrong
        return (Finding(STORE, False, f"{facts.where}: {says}", cure),)
    found = [_room(facts)]
    found += [Finding(STORE, True, says, cure) for says, cure in facts.warnings]
    if facts.counts is not None:
        found += _jobs(facts, facts.counts, now)
    return tuple(found)


def _room(facts: StoreFacts) -> Finding:
    told = list(facts.details)
    if facts.free is not None:
        told.append(f"{size(facts.free)} free")
    says = "; ".join([facts.where, *told])
    if facts.free is None or facts.free >= LITTLE:
        return Finding(STORE, True, says)
    cure = f"make room on its disk, or set {facts.variable} to another directory"
    return Finding(STORE, facts.free >= TOO_LITTLE, says, cure)


def _jobs(facts: StoreFacts, counts: Counts, now: datetime) -> list[Finding]:
    says = (
        f"{counted(counts.waiting, 'job')} waiting, {counts.running:,} running,"
        f" {counts.timers:,} for later, {counts.failed:,} failed"
    )
    found: list[Finding] = []
    waited = now - counts.oldest if counts.oldest else timedelta(0)
    if waited > LONGEST_WAIT:
        cure = (
            "look into the log of the bot: it works, but far too slowly"
            if facts.workers
            else "start the bot: nobody does the jobs"
        )
        found.append(
            Finding(JOBS, False, f"{says}; the oldest waits for {span(waited)}", cure)
        )
    if facts.workers:
        found += _rounds(facts, now)
    if facts.failed:
        told = [f"{job.key}: {job.why}" for job in facts.failed[:3]]
        if counts.failed > len(told):
            told.append(f"{counts.failed - len(told):,} more")
        cure = (
            "mend what it says; the next look at everything, within an hour, tries each"
            " once more, and /admin (ADMIN_TOKEN) at once"
        )
        has = counted(counts.failed, "job has been", "jobs have been")
        found.append(
            Finding(
                JOBS, False, f"{has} given up after many tries: {'; '.join(told)}", cure
            )
        )
    return found or [Finding(JOBS, True, says)]


def _rounds(facts: StoreFacts, now: datetime) -> Iterator[Finding]:
    """Whether those who work look at everything, as they do every hour."""
    if not facts.has_rounds:
        says = "no look at everything is on the list, which was lost under the bot"
        cure = "wait some minutes, after which the bot puts it back, or restart it"
        yield Finding(JOBS, False, says, cure)
    elif not facts.swept:
        cure = (
            "nothing, if the bot was started just now; if it was not, look into its log,"
            " and restart it"
        )
        says = "nobody has looked at everything yet"
        yield Finding(JOBS, True, says, cure)
    elif (since := now - datetime.fromisoformat(facts.swept)) > NOT_LOOKED_FOR:
        says = f"the last look at everything was {span(since)} ago"
        yield Finding(JOBS, False, says, "look into the log of the bot: why not since?")
