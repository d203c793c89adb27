"""Looks at the old `support.yml` of a repository, for what has to be mended there."""

from bot.core.configuration import ConfigurationError, Problem
from bot.core.errors import Unreadable
from bot.core.old_support import OLD_PATH
from bot.feature import Context
from bot.features.configuration.findings import old_findings_of
from bot.features.configuration.plan import OldLook
from bot.github.old_files import SUPPORT, mistakes_in, says


async def look_at_old(context: Context, repository: str) -> OldLook | None:
    """What has to be mended, if the file counts; None where there never was one."""
    github, page, wrong = context.github, "", True
    if SUPPORT not in context.sections:
        return None
    try:
        file = await github.get_file(repository, OLD_PATH)
        if file is None:
            there_was = await github.list_commits(repository, OLD_PATH, 1)
            return OldLook() if there_was else None
        page = file.html_url
        error = await mistakes_in(github, repository, file.text)
        wrong = False
    except Unreadable as odd:
        error = ConfigurationError(OLD_PATH, [Problem(1, 1, "", odd.why)])
    except ConfigurationError as mistake:
        error = mistake
    if error is None or says(await context.configuration(repository)):
        return OldLook()  # it is right, or ours speaks and it counts for nothing
    return OldLook(old_findings_of(error, wrong=wrong), page)
