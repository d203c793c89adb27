"""What the App asks for and has been granted, against what this version needs."""

from collections.abc import Iterable, Mapping, Sequence

from bot.doctor.addresses import Pages
from bot.doctor.facts import AppFacts, Installed
from bot.doctor.finding import Finding
from bot.doctor.spoken import listed

PERMISSIONS, EVENTS = "permissions", "events"

LEVELS = ("none", "read", "write", "admin")
_ON_THE_PAGE = {
    "none": "No access",
    "read": "Read-only",
    "write": "Read and write",
    "admin": "Admin",
}
_MANY = 100
"""More than GitHub has: all of them are told."""

Needs = Mapping[str, Mapping[str, str]]
"""By the name of what needs them: permissions with their levels."""


def judge_permissions(app: AppFacts, needs: Needs, pages: Pages) -> Finding:
    """Whether the App asks its installations for all that the bot needs, and no more."""
    needed = _together(needs)
    lacking = _lacking(needed, app.permissions)
    if lacking:
        says = [
            f"{_name(name)} is {_level(app.permissions, name)} instead of"
            f" {_ON_THE_PAGE[level]}, which is needed by"
            f" {listed(_who(needs, name, app.permissions), _MANY)}"
            for name, level in lacking.items()
        ]
        set_to = listed(
            [f"{_name(n)} to {_ON_THE_PAGE[level]}" for n, level in lacking.items()],
            _MANY,
        )
        cure = (
            f"on {pages.permissions} under Repository permissions set {set_to}, and Save"
            " changes; then every account where it is installed has to accept that"
        )
        return Finding(PERMISSIONS, False, "; ".join(says), cure)
    told = ", ".join(f"{name}: {level}" for name, level in sorted(needed.items()))
    extra = {
        name: level
        for name, level in sorted(app.permissions.items())
        if _rank(level) > _rank(needed.get(name, "none"))
    }
    if not extra:
        return Finding(PERMISSIONS, True, told)
    more = listed([f"{name}: {level}" for name, level in extra.items()], _MANY)
    set_to = listed(
        [f"{_name(n)} to {_ON_THE_PAGE[needed.get(n, 'none')]}" for n in extra], _MANY
    )
    return Finding(
        PERMISSIONS,
        True,
        f"asks for more than it needs: {more}",
        f"on {pages.permissions} set {set_to}, and Save changes",
    )


def judge_events(app: AppFacts, needed: Iterable[str], pages: Pages) -> Finding:
    """Whether the App is told of all that the bot wants to hear of, and no more."""
    wanted = frozenset(needed)
    where = f"on {pages.permissions} under Subscribe to events"
    lacking, extra = sorted(wanted - app.events), sorted(app.events - wanted)
    if lacking:
        return Finding(
            EVENTS,
            False,
            f"GitHub does not tell of {listed(lacking, _MANY)}",
            f"{where} tick {listed([*map(_name, lacking)], _MANY)}, and Save changes",
        )
    if extra:
        return Finding(
            EVENTS,
            True,
            f"hears of more than it needs: {listed(extra, _MANY)}",
            f"{where} take away {listed([*map(_name, extra)], _MANY)}, and Save changes",
        )
    return Finding(EVENTS, True, ", ".join(sorted(wanted)))


def judge_grants(
    installations: Sequence[Installed],
    app: AppFacts,
    needs: Needs,
    events: Iterable[str],
) -> tuple[Finding, ...]:
    """Which accounts have suspended the App, or not accepted what it asks for.

    What the App does not ask for itself they cannot accept, and is told of the App.
    """
    asked = {
        name: min(level, app.permissions.get(name, "none"), key=_rank)
        for name, level in _together(needs).items()
    }
    wanted = frozenset(events) & app.events
    found: list[Finding] = []
    for one in installations:
        check = f"installation {one.account}"
        if one.suspended:
            cure = (
                f"have an owner of {one.account} open {one.html_url} and Unsuspend it;"
                " or Uninstall it there"
            )
            says = "the App is suspended: the bot does nothing there"
            found.append(Finding(check, False, says, cure))
            continue
        lacking = _lacking(asked, one.permissions)
        unheard = sorted(wanted - one.events)
        if not (lacking or unheard):
            continue
        words = [f"{name}: {level}" for name, level in lacking.items()]
        if unheard:
            words.append(f"to be told of {listed(unheard, _MANY)}")
        says = f"{one.account} has not accepted yet what the App asks for: "
        cure = (
            f"have an owner of {one.account} open {one.html_url}/permissions/update and"
            " Accept new permissions"
        )
        found.append(Finding(check, False, says + "; ".join(words), cure))
    return tuple(found)


def _together(needs: Needs) -> dict[str, str]:
    wanted: dict[str, str] = {}
    for levels in needs.values():
        for name, level in levels.items():
            wanted[name] = max(level, wanted.get(name, "none"), key=_rank)
    return wanted


def _lacking(needed: Mapping[str, str], held: Mapping[str, str]) -> dict[str, str]:
    return {
        name: level
        for name, level in sorted(needed.items())
        if _rank(held.get(name, "none")) < _rank(level)
    }


def _who(needs: Needs, name: str, held: Mapping[str, str]) -> list[str]:
    """What needs more of that permission than there is."""
    has = _rank(held.get(name, "none"))
    return [
        who for who, levels in needs.items() if _rank(levels.get(name, "none")) > has
    ]


def _level(held: Mapping[str, str], name: str) -> str:
    return _ON_THE_PAGE.get(held.get(name, "none"), held.get(name, ""))


def _rank(level: str) -> int:
    """A level that GitHub has and nobody here knows counts as the highest."""
    return LEVELS.index(level) if level in LEVELS else len(LEVELS)


def _name(name: str) -> str:
    """`pull_requests` as GitHub's pages say it: Pull requests."""
    return name.replace("_", " ").capitalize()
