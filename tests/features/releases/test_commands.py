"""What a comment asks of a pulse, in the ways in which people write it."""

from datetime import timedelta

import pytest

from bot.features.releases.commands import (
    Claim,
    Mistake,
    Skip,
    Snooze,
    parse_commands,
)


def names(text: str) -> tuple[str, ...]:
    (command,) = parse_commands(text)
    assert isinstance(command, Claim)
    return command.names


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("/release claim kubespawner", ("kubespawner",)),
        ("/RELEASE Claim jupyterhub/kubespawner", ("jupyterhub/kubespawner",)),
        ("/release claim `kubespawner`.", ("kubespawner",)),
        ("/release claim kubespawner!", ("kubespawner",)),
        ("/release claim @jupyterhub/kubespawner", ("jupyterhub/kubespawner",)),
        ("/release claim **kubespawner**", ("kubespawner",)),
        ("/release claim .github", (".github",)),
        ("/release claim mybinder.org-deploy", ("mybinder.org-deploy",)),
        ("/release claim a, b and c", ("a", "b", "c")),
        ("/release claim a a", ("a",)),
        (
            "/release claim https://github.com/jupyterhub/kubespawner/releases",
            ("jupyterhub/kubespawner",),
        ),
        (
            "/release claim [kubespawner](https://github.com/jupyterhub/kubespawner)",
            ("jupyterhub/kubespawner",),
        ),
    ],
)
def test_a_project_is_known_however_it_is_written(
    text: str, claimed: tuple[str, ...]
) -> None:
    assert names(text) == claimed


def test_a_reason_is_what_follows_the_name() -> None:
    (command,) = parse_commands(
        "/release skip kubespawner it waits  for\tthe hub\r\nMore"
    )
    assert command == Skip(
        "kubespawner",
        "it waits for the hub",
        "/release skip kubespawner it waits for the hub",
    )


@pytest.mark.parametrize(
    ("text", "name", "days"),
    [
        ("/release snooze 30d", "", 30),
        ("/release snooze P14D", "", 14),
        ("/release snooze 2w", "", 14),
        ("/release snooze kubespawner 30d", "kubespawner", 30),
        ("/release snooze kubespawner 1w 2d", "kubespawner", 9),
    ],
)
def test_all_or_one_is_put_off(text: str, name: str, days: int) -> None:
    (command,) = parse_commands(text)
    assert command == Snooze(name, timedelta(days=days), text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("/release", "what follows is none of claim, skip and snooze"),
        ("/release the kraken", "what follows is none of claim, skip and snooze"),
        ("/release claim", "it names no project"),
        ("/release claim and", "it names no project"),
        ("/release skip", "it names no project"),
        ("/release skip kubespawner", "it gives no reason"),
        ("/release snooze", "it gives no length of time, such as 30d"),
        ("/release snooze soon", "it gives no length of time, such as 30d"),
        ("/release snooze 5m", "it is put off for 1 to 180 days"),
        ("/release snooze 300d", "it is put off for 1 to 180 days"),
    ],
)
def test_what_cannot_be_understood_is_told(text: str, why: str) -> None:
    (command,) = parse_commands(text)
    assert isinstance(command, Mistake)
    assert command.why == why
    assert command.form.startswith("/release ")


def test_several_stand_in_one_comment_and_none_in_code_or_quotes() -> None:
    body = (
        "I do this:\n\n/release claim a\n/release skip b no time\n\n"
        "> /release claim c\n\n```\n/release claim d\n```\n\n`/release claim e`\n"
        "/releases claim f\n"
    )
    assert [type(one) for one in parse_commands(body)] == [Claim, Skip]


def test_a_flood_is_bounded() -> None:
    many = " ".join(f"p{n}" for n in range(9_000))
    assert len(names(f"/release claim {many}")) == 50
    assert len(parse_commands("/release claim a\n" * 3_000)) == 50
