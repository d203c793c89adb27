"""A repository that everybody may see, and where the bot is at work."""

from dataclasses import dataclass

from bot.core.configuration import Configuration, Sections
from bot.core.models import Repository
from bot.github import repo_config
from bot.github.api import GitHub
from bot.github.app import App


@dataclass(frozen=True, slots=True)
class PublicRepository:
    """It, the configuration in force there, and the way to GitHub from there."""

    repository: Repository
    configuration: Configuration
    github: GitHub


async def look_at_public(
    app: App, full_name: str, sections: Sections
) -> PublicRepository | None:
    """The repository of that name.

    None where it is unknown, private, archived, without the App or without a configuration
    that was ever good; `Gone` where it goes while one looks.
    """
    installation = await app.installation_of(full_name)
    if installation is None:
        return None
    github = app.installation(installation)
    repository = await github.get_repository(full_name)
    if repository.private or repository.archived:
        return None
    loaded = await repo_config.load(github, repository.full_name, sections)
    if loaded.configuration is None:
        return None
    return PublicRepository(repository, loaded.configuration, github)
