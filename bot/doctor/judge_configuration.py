"""What the repositories ask for, and what keeps the bot from doing it."""

from collections.abc import Sequence

from bot.core.old_support import OLD_PATH
from bot.doctor.facts import RepositoryFacts
from bot.doctor.finding import Finding
from bot.doctor.spoken import counted, listed
from bot.github.repo_config import PATH

CONFIGURATION = "configuration"

MOST_MISTAKES = 10
"""Of one file; the rest is counted."""


def judge_configurations(
    repositories: Sequence[RepositoryFacts], server_url: str
) -> tuple[Finding, ...]:
    """Every mistake in every file, and one line on all that are right."""
    told: set[str] = set()
    found: list[Finding] = []
    for facts in repositories:
        mistakes = [one for one in facts.mistakes if one not in told]
        told.update(mistakes)
        found += _mistakes(facts, mistakes, server_url)
        found += _obstacles(facts, server_url)
    found.append(_together(repositories, wrong=bool(told)))
    return tuple(found)


def _mistakes(
    facts: RepositoryFacts, mistakes: Sequence[str], server_url: str
) -> list[Finding]:
    found = [
        Finding(CONFIGURATION, False, one, _cure(facts, one))
        for one in mistakes[:MOST_MISTAKES]
    ]
    if (rest := len(mistakes) - MOST_MISTAKES) > 0:
        name = facts.repository.full_name
        says = f"{name}: {counted(rest, 'more mistake')} after these"
        page = f"{server_url}/{name}/blob/HEAD/{PATH}"
        found.append(Finding(CONFIGURATION, False, says, f"mend them on {page}"))
    return found


def _cure(facts: RepositoryFacts, mistake: str) -> str:
    mend = "mend it (compass-bot check FILE says the same)"
    if f"{OLD_PATH}:" in mistake:
        return f"{mend}, or move what it says to {PATH}"
    if facts.is_configured:
        return f"{mend}; until then an older one is in force"
    return f"{mend}; until then nothing is done"


def _obstacles(facts: RepositoryFacts, server_url: str) -> list[Finding]:
    name = facts.repository.full_name
    page = f"{server_url}/{name}"
    found: list[Finding] = []
    if facts.unread:
        says = f"{name}: cannot be read now: {facts.unread}"
        found.append(Finding(CONFIGURATION, False, says, "run this again in a while"))
    if facts.has_file and not facts.repository.has_issues:
        says = f"{name} has a {PATH}, but no issues: nothing is done there"
        cure = f"tick Issues under Features on {page}/settings, or remove the file"
        found.append(Finding(CONFIGURATION, False, says, cure))
    if facts.templates:
        says = f"{name}: {'; '.join(facts.templates)}"
        cure = "commit what is named, or name what is there"
        found.append(Finding(CONFIGURATION, True, says, cure))
    if facts.labels:
        says = f"{name} has no label {listed(facts.labels)}, which its file names"
        cure = f"make it on {page}/labels, or mend its name in the file"
        if len(facts.labels) > 1:
            cure = f"make them on {page}/labels, or mend their names in the file"
        found.append(Finding(CONFIGURATION, True, says, cure))
    return found


def _together(repositories: Sequence[RepositoryFacts], *, wrong: bool) -> Finding:
    own = sum(one.has_file for one in repositories)
    old = sum(one.by_old for one in repositories)
    shared = sum(
        one.is_configured and not (one.has_file or one.by_old) for one in repositories
    )
    archived = sum(one.repository.archived and one.has_file for one in repositories)
    none = sum(not one.is_configured and not one.has_file for one in repositories)
    parts = [
        f"{own:,} with a file",
        f"{shared:,} by their owner's .github" if shared else "",
        f"{old:,} by an old support.yml" if old else "",
        f"{none:,} without any" if none else "",
        f"{archived:,} archived and passed by" if archived else "",
    ]
    says = (
        f"{counted(len(repositories), 'repository', 'repositories')}:"
        f" {', '.join(part for part in parts if part)}"
    )
    asked_for = any(one.is_configured for one in repositories)
    if asked_for or wrong:
        return Finding(CONFIGURATION, True, says)
    cure = f"commit a {PATH} to one of them: until then the bot does nothing"
    return Finding(CONFIGURATION, True, f"{says}: nothing is asked for", cure)
