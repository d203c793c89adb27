"""Who is no person, though GitHub may call it a user."""

from bot.core.models import Account

_NAMES = frozenset(
    """
    allcontributors codecov-io conda-forge-admin deepsource-autofix dependabot
    dependabot-preview github-actions greenkeeper greenkeeperio-bot henchbot imgbot
    jupyterhub-bot lumberbot-app meeseeksmachine mergify pre-commit-ci pyup-bot
    release-please renovate renovate-bot scala-steward snyk-bot snyk-io
    transifex-integration traviscibot weblate welcome
    """.split()
)
_ENDINGS = ("[bot]", "-bot", "-robot")  # `abbott` and `talbot` are people

# They write what a person has asked them to, and a person reads and merges it.
_AGENTS = frozenset(
    """
    claude copilot copilot-swe-agent cursor devin-ai-integration google-labs-jules
    openhands-agent
    """.split()
)
_UPDATERS = frozenset(
    """
    dependabot dependabot-preview greenkeeper greenkeeperio-bot henchbot jupyterhub-bot
    pyup-bot renovate renovate-bot scala-steward snyk-bot snyk-io
    """.split()
)


def is_machine(account: Account) -> bool:
    """Whether it is an App, or a user by whose name people know a machine."""
    login = account.login.lower()
    return account.type == "Bot" or login.endswith(_ENDINGS) or login in _NAMES


def is_agent(account: Account) -> bool:
    """Whether it is a machine that makes a person's changes."""
    return is_machine(account) and _name(account) in _AGENTS


def is_updater(account: Account) -> bool:
    """Whether it is a machine that does nothing but update what a project needs."""
    return _name(account) in _UPDATERS


def _name(account: Account) -> str:
    return account.login.lower().removesuffix("[bot]")
