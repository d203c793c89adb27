"""The configuration feature: read, plan, apply.

Its keys are `configuration O/R` (the file that is in force or should be),
`configuration O/R#12` (a pull request that may change it) and `configuration O/R@SHA`
(somebody asked for that commit's check again).
"""

from datetime import timedelta

import structlog

from bot.core.configuration import Configuration, ConfigurationError
from bot.core.errors import Gone, Refused, Unreadable
from bot.core.models import Issue
from bot.feature import Context
from bot.features.configuration.feature import NAME
from bot.features.configuration.findings import (
    Template,
    findings_of,
    mistakes_of,
    templates_of,
)
from bot.features.configuration.old import look_at_old
from bot.features.configuration.plan import (
    CHECK,
    Look,
    OldLook,
    find_issue,
    is_told,
    plan_check,
    plan_issue,
    plan_twins,
)
from bot.github.repo_config import HISTORY, PATH, Version, last_good, read_version
from bot.handling import wake_for_twins
from bot.todo.job import Key

log = structlog.get_logger(__name__)

LATELY = timedelta(days=1)
"""How old an issue may be that the list of this App's own issues does not have yet."""
AGAIN = timedelta(hours=1)
"""After how long it is looked whether something is mended of which nothing was heard."""
STIRRED = timedelta(days=30)
"""How long ago something may have happened to a pull request of which nothing was heard."""
MOST_PULL_REQUESTS = 100
"""So many of those are looked at, the last ones: each costs a request."""


async def handle(context: Context) -> None:
    """The check run and the issue say what is wrong now, and no more."""
    key = context.job.key
    if key.commit:
        await _commit(context, key.repository, key.commit)
    elif key.place != key.repository:
        await _pull_request(context, key.repository, key.number)
    else:
        await _default_branch(context, key.repository)
        await _pull_requests(context, key.repository)


async def _default_branch(context: Context, repository: str) -> None:
    # The file first: where a push comes in between, its own delivery mends the rest.
    version = await _read(context, repository, None)
    commits = await context.github.list_commits(repository, PATH, HISTORY)
    old = await look_at_old(context, repository)
    if not commits and old is None:
        return  # there never was one: nothing has been told of it
    look = None
    refusal: Refused | None = None
    if version is not None:
        look = await _look(context, repository, version, commits[0], None)
        try:
            await _check(context, repository, look)
        except Refused as error:  # the issue tells the same
            refusal = error
    await _tell(context, repository, look, commits, old or OldLook())
    if (look is not None and look.to_mend) or (old and old.findings):
        # The sweep passes by where there is no file; this one may go without a word.
        await context.wake([context.job.key], due=context.now + AGAIN)
    if refusal is not None:
        raise refusal


async def _pull_requests(context: Context, repository: str) -> None:
    """Let each be looked at that changes the file, whether or not anybody told of it."""
    github = context.github
    since = context.now - STIRRED
    stirred = await github.list_open_pull_requests(repository, since=since)
    for pull in stirred[:MOST_PULL_REQUESTS]:
        if PATH in await github.list_pull_request_files(repository, pull.number):
            await context.wake([Key(NAME, f"{repository}#{pull.number}")])


async def _pull_request(context: Context, repository: str, number: int) -> None:
    github = context.github
    pull = await github.get_pull_request(repository, number)
    if pull.state != "open":
        return
    if PATH not in await github.list_pull_request_files(repository, number):
        return
    # Commits of a fork are there by their name too, once they are in a pull request.
    sha = pull.head_sha
    version = await _read(context, repository, sha)
    if version is not None:
        await _check(
            context, repository, await _look(context, repository, version, sha, sha)
        )


async def _commit(context: Context, repository: str, sha: str) -> None:
    version = await _read(context, repository, sha)
    if version is None:
        return
    # What the newest names may have come with a later commit.
    newest = await context.github.list_commits(repository, PATH, HISTORY)
    ref = None if newest[:1] == (sha,) else sha
    look = await _look(context, repository, version, sha, ref)
    await _check(context, repository, look, again=True)


async def _read(context: Context, repository: str, ref: str | None) -> Version | None:
    return await read_version(context.github, repository, context.sections, ref=ref)


async def _look(
    context: Context, repository: str, version: Version, sha: str, ref: str | None
) -> Look:
    """What there is to say of a version, with the templates that are at `ref`."""
    parsed = version.parsed
    if isinstance(parsed, ConfigurationError):
        return Look(sha, mistakes_of(parsed))
    templates = {
        path: await _template(context, repository, path, ref)
        for path in templates_of(parsed)
    }
    return Look(sha, findings_of(parsed, version.text, templates), parsed)


async def _template(
    context: Context, repository: str, path: str, ref: str | None
) -> Template:
    try:
        file = await context.github.get_file(repository, path, ref=ref)
    except Unreadable as error:
        return Template(why=error.why)
    return Template(file.text) if file else Template(why="is not in this repository")


async def _check(
    context: Context, repository: str, look: Look, *, again: bool = False
) -> None:
    """The commit's check run says it; with `again` one that is there is renewed."""
    github = context.github
    runs = await github.list_check_runs(repository, look.sha, CHECK, context.me.id)
    if not runs if again else is_told(look, runs):
        return
    shared = await _shared(context, repository)
    await github.apply(plan_check(repository, look, runs, shared, context.now))


async def _shared(context: Context, repository: str) -> Configuration | None:
    """What applies where the repository's own file lacks a section."""
    owners = f"{repository.partition('/')[0]}/.github"
    if repository.lower() == owners.lower():
        return None
    try:
        return await context.configuration(owners)
    except Gone:
        return None  # the installation was not given that repository


async def _tell(
    context: Context,
    repository: str,
    look: Look | None,
    commits: tuple[str, ...],
    old: OldLook,
) -> None:
    """The issue says it, where the repository has issues."""
    page = good = ""
    if look is not None and look.to_mend:
        version = await _read(context, repository, look.sha)
        page = version.html_url if version else ""
    if look is not None and look.configuration is None:
        found = await last_good(context.github, repository, commits, context.sections)
        good = found[0] if found else ""
    try:
        to_mend = bool(old.findings or (look and look.to_mend))
        issue = await _issue(context, repository, to_mend=to_mend)
        action = plan_issue(repository, look, issue, page, good, old=old)
        if action is not None:
            await wake_for_twins(context, action)
            await context.github.apply(action)
    except Gone:
        log.info("not told, the repository has no issues")


async def _issue(context: Context, repository: str, *, to_mend: bool) -> Issue | None:
    github, me = context.github, context.me
    listed = await github.list_issues(repository, creator=me.login)
    for action in plan_twins(me, listed):
        await github.apply(action)
    issue = find_issue(me, listed)
    if issue is None and to_mend:
        # None is opened on the word of one list alone: look at the newest of all.
        since = context.now - LATELY
        issue = find_issue(me, await github.list_issues(repository, since=since))
    return issue
