"""Configuration files and looks at them, as the tests of this feature share them."""

from datetime import UTC, datetime

from bot.core.configuration import ConfigurationError, parse_configuration
from bot.core.meetings import Meetings
from bot.core.releases import Releases
from bot.features.agenda.config import AgendaConfig
from bot.features.configuration.findings import Template, findings_of, mistakes_of
from bot.features.configuration.plan import Look
from bot.github.repo_config import PATH

REPOSITORY = "jupyterhub/team-compass"
NOW = datetime(2021, 3, 4, 12, tzinfo=UTC)
SHA = "1fa7e1" + "0" * 34
OLDER = "90d" + "0" * 37
PAGE = f"https://github.com/{REPOSITORY}/blob/{SHA}/{PATH}"
SECTIONS = {"meetings": Meetings, "agenda": AgendaConfig, "releases": Releases}

GOOD = """\
meetings:
  team:
    when: third thursday
    slots: {odd: "17:00 UTC", even: "09:00 Europe/London"}
"""
WITHOUT_EFFECT = """\
releases:
  when: day 1 of january, april, july, october
  projects:
    jupyterhub/binderhub: {channel: none, tags: "{version}"}
    jupyterhub/chartpress:
"""
WRONG = """\
timezone: UTC
meetings:
  team:
    wen: third thursday
    time: 25:00
agenda:
  most: many
"""
TEMPLATE = GOOD + "    template: .github/meeting.md\n"


def look(text: str, sha: str = SHA, **templates: Template) -> Look:
    """The file at a commit, with its templates: `meeting` is `.github/meeting.md`."""
    try:
        parsed = parse_configuration(text, file=PATH, sections=SECTIONS)
    except ConfigurationError as error:
        return Look(sha, mistakes_of(error))
    paths = {f".github/{name}.md": one for name, one in templates.items()}
    return Look(sha, findings_of(parsed, text, paths), parsed)
