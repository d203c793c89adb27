"""What the check run on a commit and the one issue should say, and what to write.

A check run is made once for what it says of a commit, the dates that come next aside:
they pass. GitHub adds annotations to those of a run that is there, so that something
else to say is a new run, which takes the place of the old one in what people see.

The issue remembers in its mark what it told last. People may close it though nothing is
mended: it is opened again only when there is something else to tell.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from bot.core.actions import Action, CreateIssue, UpdateIssue
from bot.core.configuration import Configuration
from bot.core.kept import is_kept
from bot.core.mark import Mark, find_mark, has_mark
from bot.core.models import Identity, Issue
from bot.core.old_support import OLD_PATH
from bot.core.repository_actions import Conclusion, CreateCheckRun, UpdateCheckRun
from bot.core.repository_models import CheckRun
from bot.features.configuration.findings import Finding
from bot.features.configuration.words import (
    ISSUE_TITLE,
    OLD_ISSUE_TITLE,
    render_check,
    render_issue,
    render_old,
    render_old_issue,
)
from bot.github.repo_config import PATH

CHECK = "team-compass"
"""The name of the check run."""


@dataclass(frozen=True, slots=True)
class Look:
    """The file as a commit has it; without a configuration it has mistakes."""

    sha: str
    findings: tuple[Finding, ...] = ()
    configuration: Configuration | None = None

    @property
    def conclusion(self) -> Conclusion:
        """How the check ends."""
        if self.configuration is None:
            return "failure"
        return "neutral" if self.to_mend else "success"

    @property
    def to_mend(self) -> tuple[Finding, ...]:
        """What somebody has to do something about."""
        return tuple(f for f in self.findings if f.level != "notice")


@dataclass(frozen=True, slots=True)
class OldLook:
    """What has to be mended in the old `support.yml`; `page` is where it is."""

    findings: tuple[Finding, ...] = ()
    page: str = ""


NOTHING_OLD = OldLook()


def is_told(look: Look, runs: Iterable[CheckRun]) -> bool:
    """Whether the newest of the commit's check runs says just this."""
    newest = _newest(runs)
    return newest is not None and _tells(newest) == _digest(look.findings)


def plan_check(
    repository: str,
    look: Look,
    runs: Sequence[CheckRun],
    shared: Configuration | None,
    now: datetime,
) -> CreateCheckRun | UpdateCheckRun:
    """The check run on the commit, with the dates as they are now.

    `shared` is the owner's configuration, for what the repository's own file lacks.
    """
    configuration = look.configuration
    if configuration and shared:
        configuration = configuration.with_fallback(shared)
    mark = Mark("check", {"told": _digest(look.findings)})
    output = render_check(mark, look.findings, configuration, now)
    newest = _newest(runs)
    if newest is not None and is_told(look, runs):
        return UpdateCheckRun(
            repository=repository,
            why=f"somebody asked for the check of {look.sha[:10]} again",
            check_run_id=newest.id,
            conclusion=look.conclusion,
            output=replace(output, annotations=()),
        )
    return CreateCheckRun(
        repository=repository,
        why=f"{PATH} of {look.sha[:10]} is {_HOW[look.conclusion]}",
        name=CHECK,
        head_sha=look.sha,
        conclusion=look.conclusion,
        output=output,
    )


def find_issue(me: Identity, issues: Iterable[Issue]) -> Issue | None:
    """The issue about the configuration, also where people spoilt its mark."""
    return next(iter(_find_issues(me, issues)), None)


def _find_issues(me: Identity, issues: Iterable[Issue]) -> list[Issue]:
    found = (
        issue
        for issue in issues
        if me.wrote(issue) and not issue.is_pull_request and _is_ours(issue)
    )
    return sorted(found, key=lambda issue: issue.number)


def plan_twins(me: Identity, issues: Iterable[Issue]) -> Iterator[Action]:
    """Of issues that two processes have opened at once the later one is closed, once."""
    found = _find_issues(me, issues)
    for twin in found[1:]:
        first = found[0].number
        body = f"{Mark('configuration')}\nThis is told in #{first}.\n"
        told = twin.number == first or is_kept(twin.body, body)
        if twin.state == "open" and not told:
            yield UpdateIssue(
                repository=twin.repository,
                why=f"#{first} tells of the configuration",
                issue_number=twin.number,
                body=body,
                state="closed",
                state_reason="not_planned",
            )


def plan_issue(
    repository: str,
    look: Look | None,
    issue: Issue | None,
    page: str,
    good: str,
    *,
    old: OldLook = NOTHING_OLD,
) -> Action | None:
    """What to do about the issue; `look` is None where there is no file at all.

    `page` and `good` are as in `render_issue`.
    """
    to_mend = look.to_mend if look else ()
    if not (to_mend or old.findings):
        return _mended(issue) if issue else None
    told = _digest((*to_mend, *old.findings), lines=False)
    mark = Mark("configuration", {"told": told})
    if look is not None and to_mend:
        title, why = (
            ISSUE_TITLE,
            f"{PATH} of {look.sha[:10]} is {_HOW[look.conclusion]}",
        )
        body = render_issue(mark, to_mend, look.sha, page, good)
        if old.findings:
            body += f"\n{render_old(old.findings, old.page)}"
    else:
        title, why = OLD_ISSUE_TITLE, f"{OLD_PATH} has to be mended"
        body = render_old_issue(mark, old.findings, old.page)
    if issue is None:
        return CreateIssue(repository=repository, why=why, title=title, body=body)
    again = issue.state == "closed" and _told(issue) != told
    if not again and is_kept(issue.body, body):
        return None
    return UpdateIssue(
        repository=repository,
        why="the configuration has other mistakes than the issue tells",
        issue_number=issue.number,
        body=body,
        state="open" if again else None,
        state_reason="reopened" if again else None,
    )


def _mended(issue: Issue) -> Action | None:
    """Close it, and forget what it told: the same again would be news."""
    if _told(issue) == "":
        return None
    text = issue.body.partition("\n")[2] if has_mark(issue.body) else issue.body
    is_open = issue.state == "open"
    return UpdateIssue(
        repository=issue.repository,
        why="the configuration is mended",
        issue_number=issue.number,
        body=f"{Mark('configuration')}\n{text}",
        seen=issue.body,  # what people wrote there stays with it
        state="closed" if is_open else None,
        state_reason="completed" if is_open else None,
    )


def _is_ours(issue: Issue) -> bool:
    if find_mark(issue.body, "configuration"):
        return True
    titles = (ISSUE_TITLE, OLD_ISSUE_TITLE)
    return issue.title in titles and not has_mark(issue.body)


def _told(issue: Issue) -> str | None:
    """What the issue tells; "" where it is done with that, None where nobody knows."""
    mark = find_mark(issue.body, "configuration")
    return mark.fields.get("told", "") if mark else None


def _tells(run: CheckRun) -> str | None:
    mark = find_mark(run.summary, "check")
    return mark.fields.get("told") if mark else None


def _newest(runs: Iterable[CheckRun]) -> CheckRun | None:
    return max(runs, key=lambda run: run.id, default=None)


def _digest(findings: Iterable[Finding], *, lines: bool = True) -> str:
    """What tells these findings from others; without lines also where they moved."""
    said = [(f.line if lines else 0, f.level, f.key, f.message) for f in findings]
    return sha256(repr(said).encode()).hexdigest()[:12]


_HOW = {
    "failure": "wrong",
    "neutral": "right, but names what cannot be used",
    "success": "right",
}
