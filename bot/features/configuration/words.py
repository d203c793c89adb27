"""What people read of their configuration: a check run on a commit, and one issue.

The check run's title and summary, with words on the lines as annotations:

    3 mistakes

    A file with mistakes changes nothing: the last one without any stays in force.
    - line 7, `meetings.team.wen`: is an unknown key, did you mean when? …

    No mistakes

    ## What comes next
    | What | When | In UTC |
    | --- | --- | --- |
    | meeting team | Thursday 18 March 2021, 17:00 Europe/London | 2021-03-18 17:00 |

The issue says the mistakes with links to the lines, what is in force meanwhile, and how
to look before pushing. Keys, values and file names are words of strangers.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from bot.core.configuration import Configuration
from bot.core.forecast import upcoming
from bot.core.mark import Mark
from bot.core.markdown import quote_text
from bot.core.old_support import OLD_PATH
from bot.core.problems import MOST_PROBLEMS
from bot.core.repository_actions import MOST_ANNOTATIONS, Annotation, CheckOutput
from bot.features.configuration.findings import Finding
from bot.github.repo_config import PATH

ISSUE_TITLE = f"Mistakes in {PATH}"
OLD_ISSUE_TITLE = f"Mistakes in {OLD_PATH}"
LONGEST = 30_000
"""Characters of a list; GitHub takes 65,535 of both and the words around them."""

_CHANGES_NOTHING = (
    "A file with mistakes changes nothing: the last one without any stays in force."
)
_NEXT = "## What comes next"
_CLOSES = "This issue is kept up to date, and closed once all of it is mended."
_OLD_STAYS = (
    "It changes nothing: its last version without mistakes stays in force. Where there is"
    " none, support questions are answered in the bot's own words and stay open. Where it"
    " extends what cannot be read, what the bot has read before stays in force; since it"
    " was started anew, nothing is done about support questions until this is mended."
    f" `compass-bot check {OLD_PATH}` tells the same before anything is pushed, and how"
    f" the file reads in `{PATH}`."
)
_BEFORE = (
    f"`compass-bot check {PATH}` tells the same before anything is pushed, and a pull"
    " request that changes the file gets a check."
)


def render_check(
    mark: Mark,
    findings: Sequence[Finding],
    configuration: Configuration | None,
    now: datetime,
) -> CheckOutput:
    """The output of the check run; the dates that come next where all is right."""
    parts = [str(mark)]
    if configuration is None:
        parts.append(_CHANGES_NOTHING)
    if findings:
        parts.append(_list(f"- line {f.line}{_said(f)}" for f in findings))
    if configuration is not None:
        parts.append(_dates(configuration, now))
    annotations = tuple(
        Annotation(PATH, f.line, f.level, (f.key or PATH)[:255], f.message)
        for f in findings[:MOST_ANNOTATIONS]
    )
    return CheckOutput(_title(findings), "\n\n".join(parts) + "\n", annotations)


def render_issue(
    mark: Mark, findings: Sequence[Finding], sha: str, page: str, good: str
) -> str:
    """The issue's body: what is wrong in the file of the commit `sha`.

    `page` is the file's page at that commit ("" unknown), `good` the commit whose file
    is in force ("" none).
    """
    wrong = any(finding.level == "failure" for finding in findings)
    file = f"`{PATH}` of {_commit(sha, sha, page)}"
    found = _list(f"- {_place(f, page)}{_said(f)}" for f in findings)
    if not wrong:
        first = f"{file} is in force, but it names what cannot be used:"
        return "\n\n".join((f"{mark}\n{first}", found, _CLOSES)) + "\n"
    stays = "No recent version of it was right: nothing of it is in force."
    if good:
        version = _commit(good, sha, page)
        stays = f"It changes nothing: the version of {version} stays in force."
    first = f"{file} cannot be followed:"
    last = f"{_BEFORE} {_CLOSES}"
    return "\n\n".join((f"{mark}\n{first}", found, stays, last)) + "\n"


def render_old(findings: Sequence[Finding], page: str) -> str:
    """The part of the issue about an old `support.yml`, whose page is `page`."""
    file = f"[`{OLD_PATH}`]({page})" if page else f"`{OLD_PATH}`"
    found = _list(f"- {_place(f, page)}{_said(f)}" for f in findings)
    if all(finding.level != "failure" for finding in findings):
        return (
            f"{file} is in force, with the last version of what it extends that was"
            f" right, for this is not:\n\n{found}\n"
        )
    return "\n\n".join((f"{file} cannot be followed:", found, _OLD_STAYS)) + "\n"


def render_old_issue(mark: Mark, findings: Sequence[Finding], page: str) -> str:
    """The issue's body where nothing but an old `support.yml` has to be mended."""
    return f"{mark}\n{render_old(findings, page)}\n{_CLOSES}\n"


def _title(findings: Sequence[Finding]) -> str:
    mistakes = sum(finding.level == "failure" for finding in findings)
    if mistakes > MOST_PROBLEMS:
        return f"More than {MOST_PROBLEMS} mistakes"
    if mistakes:
        return "1 mistake" if mistakes == 1 else f"{mistakes} mistakes"
    if any(finding.level == "warning" for finding in findings):
        return "No mistakes, but something that it names cannot be used"
    return "No mistakes"


def _said(finding: Finding) -> str:
    key, message = finding.key, quote_text(finding.message)
    if not key:
        return f": {message}"
    return f", {quote_text(key) if '`' in key else f'`{key}`'}: {message}"


def _place(finding: Finding, page: str) -> str:
    line = f"line {finding.line}"
    return f"[{line}]({page}#L{finding.line})" if page else line


def _commit(sha: str, at: str, page: str) -> str:
    """The commit's name, leading to its file; `page` is the file's at the commit `at`."""
    name = f"`{sha[:10]}`"
    return f"[{name}]({page.replace(at, sha)})" if page else name


def _list(entries: Iterable[str], rest: str = "- … and {} more") -> str:
    """One entry a line, as many as fit, and how many more there are."""
    waiting = list(entries)
    size = 0
    for number, entry in enumerate(waiting):
        size += len(entry) + 1
        if size > LONGEST:
            return "\n".join((*waiting[:number], rest.format(len(waiting) - number)))
    return "\n".join(waiting)


def _dates(configuration: Configuration, now: datetime) -> str:
    rows = [
        f"| {entry.what} | {entry.local} | {entry.at.astimezone(UTC):%Y-%m-%d %H:%M} |"
        for entry in upcoming(configuration, now)
    ]
    if not rows:
        return f"{_NEXT}\n\nNothing is going to happen."
    head = "| What | When | In UTC |\n| --- | --- | --- |"
    return f"{_NEXT}\n\n{head}\n{_list(rows, '| … and {} more | | |')}"
