"""Secrets appear in no log, page, error, metric, text or file: a canary is in each."""

import asyncio
import base64
import json
import re
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from urllib.parse import quote, quote_plus

import aiohttp
import pytest

from bot.playground import Clock, Playground
from bot.playground.hackmd import PlaygroundHackMD
from tests.canaries import (
    DATABASE,
    PASSWORD,
    SECRETS,
    Command,
    Parrot,
    Search,
    files_below,
)
from tests.stories.team import FILE, Team

pytestmark = pytest.mark.unmeasured

MEETING = """\
meetings:
  team: {when: "FREQ=DAILY", time: "17:00", notes: hackmd, opens: 1d}
"""


class World:
    """The team's GitHub and HackMD, with parrots before them, and all the secrets."""

    def __init__(
        self, team: Team, notes: PlaygroundHackMD, github: Parrot, hackmd: Parrot
    ) -> None:
        self.team = team
        self.notes = notes
        self.github = github
        self.hackmd = hackmd

    def environ(self, **more: str) -> dict[str, str]:
        return {
            **self.team.environ(),
            **SECRETS,
            "GITHUB_API_URL": self.github.url,
            "HACKMD_API_URL": f"{self.hackmd.url}/v1",
            "LOG_LEVEL": "debug",
            **more,
        }

    def command(self, *words: str, **environ: str) -> Command:
        return Command(words, self.environ(**environ), self.team.folder)

    @property
    def search(self) -> Search:
        """For all that the bot was given, and all that it was given out or made since."""
        parts = {
            f"a token of {parrot.url}": b" ".join(
                # what stands before it is the App's number, or the same in every JWT
                re.sub(r"^(ghs_\d+_|[\w-]+\.[\w-]+\.)", "", token).encode()
                for token in parrot.tokens
            )
            for parrot in (self.github, self.hackmd)
        }
        key = self.team.github.app.private_key_pem
        given = {**SECRETS, "PRIVATE_KEY": key, "DATABASE_URL": PASSWORD}
        return Search({**given, "its password": "Du(k@Pa/sswörd+6yN3vB8s", **parts})


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with AsyncExitStack() as stack:
        clock = Clock(datetime.now(UTC))
        github = await stack.enter_async_context(
            Playground(clock=clock, webhook_secret=SECRETS["WEBHOOK_SECRET"].split()[0])
        )
        hackmd = await stack.enter_async_context(
            PlaygroundHackMD(clock=clock, token=SECRETS["HACKMD_TOKEN"])
        )
        team = Team(github, tmp_path, MEETING)
        before = [
            await stack.enter_async_context(Parrot(one))
            for one in (github.url, hackmd.url.removesuffix("/v1"))
        ]
        yield World(team, hackmd, *before)


def texts(world: World) -> str:
    """All that stands at GitHub and HackMD."""
    said = [
        f"{issue.title} {issue.body} {[comment.body for comment in issue.comments]}"
        for issue in world.team.repo.issues
    ]
    return "\n".join(
        (*said, *(f"{note.title} {note.content}" for note in world.notes.notes))
    )


async def test_a_server_that_is_served_by_parrots(world: World):
    served = world.command("serve", LOG_FORMAT="json")
    await served.start()
    url = (await served.until(r'"url": "(http[^"]+)"'))[1].decode()
    github, repo = world.team.github, world.team.repo
    github.deliver_to(f"{url}/api/github/webhooks")
    await served.until(r'"swept"')
    await served.until("pin_comment")

    world.github.bad = world.hackmd.bad = True
    async with asyncio.timeout(30):
        while (
            world.github.said < 20
        ):  # people go on, so that nothing is put off for long
            repo.issues[0].comment("/agenda Topic", by="minrk")
            repo.commit(FILE, f"{MEETING}# {world.github.said}", by="minrk")
            await github.deliver()
            await asyncio.sleep(0.05)

    pages = []
    token = SECRETS["ADMIN_TOKEN"]
    signed = {"X-GitHub-Event": "issues", "X-Hub-Signature-256": f"sha256={'0' * 64}"}
    async with aiohttp.ClientSession() as session:
        for path, headers in (
            ("/", {}),
            ("/metrics", {}),
            ("/readyz", {}),
            ("/admin", {"Authorization": f"Bearer {token}"}),
            (
                "/admin",
                {"Authorization": f"Bearer {token}", "Accept": "application/json"},
            ),
            ("/admin", {"Authorization": f"Bearer {token}x"}),
            (f"/{quote(token)}?t={quote(token)}", {}),
            ("/calendar/jupyterhub/team-compass.ics", {}),
        ):
            async with session.get(f"{url}{path}", headers=headers) as answer:
                pages.append(f"{answer.headers}\n{await answer.text()}")
        async with session.post(
            f"{url}/api/github/webhooks", data=token, headers=signed
        ) as answer:
            assert answer.status == 400
            pages.append(f"{answer.headers}\n{await answer.text()}")
    served.stop()
    await served.end()

    for put_out in (
        bytes(served.out),
        "\n".join(pages).encode(),
        texts(world).encode(),
        *files_below(world.team.folder),
    ):
        assert world.search.found(put_out) == {}
    assert b"[redacted]" in served.out, "nobody said anything"
    assert all(json.loads(line) for line in served.out.splitlines())


@pytest.mark.parametrize("form", ["pretty", "json"])
async def test_commands_that_ask_parrots(world: World, form: str):
    world.github.bad = True
    ended = [
        await world.command(*words, LOG_FORMAT=form).run()
        for words in (("tick",), ("plan",), ("doctor",), ("replay", "1" * 36))
    ]
    for command in ended:
        assert command.code in (0, 1, 2), command.words
        assert command.out
        assert world.search.found(bytes(command.out)) == {}, command.words
    assert b"[redacted]" in b"".join(bytes(command.out) for command in ended)


async def test_starts_that_fail(world: World):
    new, old = SECRETS["WEBHOOK_SECRET"].split()
    admin, hackmd = SECRETS["ADMIN_TOKEN"], SECRETS["HACKMD_TOKEN"]
    key = world.team.github.app.private_key_pem
    folded = base64.b64encode(key.encode()).decode()
    wrong: tuple[dict[str, str], ...] = (
        {"PORT": old},
        {"HOST": f"{new} {admin}"},
        {"LOG_LEVEL": hackmd},
        {"WEBHOOK_PATH": f"/{old}?"},
        {"APP_ID": admin},
        {"WRITE_INTERVAL": folded[:70]},
        {"GITHUB_API_URL": f"https://me:{hackmd}@/"},
        {"PRIVATE_KEY": key[:-80]},
        {"PRIVATE_KEY": folded[40:]},
        {"PRIVATE_KEY": "", "PRIVATE_KEY_PATH": folded[:120]},
        {"ADMIN_TOKEN": f"{admin} {admin}"},
        {"DATABASE_URL": DATABASE},
        {"DATABASE_URL": DATABASE.replace("/bot", "")},
        {"DATABASE_URL": DATABASE.replace("%40", "@"), "DATA_DIR": "/dev/null/x"},
    )
    for environ in wrong:
        ended = await world.command("migrate", **environ).run()
        assert ended.code == 2, environ
        (line,) = ended.out.splitlines()
        assert world.search.found(bytes(line)) == {}, line


BROKEN = """
import asyncio, os, sys, threading
from dataclasses import replace
from datetime import datetime, UTC
from bot.environment import begin_logs, read_settings
from bot.feature import Feature
from bot.tick import tick
from bot.todo.job import Key

settings = read_settings()
begin_logs(settings)

async def handle(context):
    try:
        raise ValueError(settings.hackmd_token, settings.private_key[200:400])
    except ValueError as error:
        raise RuntimeError(f"it broke: {settings.webhook_secrets!r}") from error

broken = Feature("broken", handle, sweep=lambda name: [Key("broken", name)])
print(asyncio.run(tick(settings, datetime.now(UTC), features=[broken])))

class Late:
    def __del__(self):
        raise OSError(os.environ["ADMIN_TOKEN"])

def fail():
    raise LookupError(settings.webhook_secrets[1])

Late()
thread = threading.Thread(target=fail)
thread.start()
thread.join()
raise SystemError(settings.private_key, dict(os.environ))
"""


async def test_what_ends_by_mistake(world: World, tmp_path_factory):
    """In a job, while something is cleaned up, in a thread, and the process itself."""
    file = tmp_path_factory.mktemp("secret") / "key.pem"
    file.write_text(world.team.github.app.private_key_pem)
    key = {"PRIVATE_KEY": "", "PRIVATE_KEY_PATH": str(file)}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        BROKEN,
        env=world.environ(PYTHONPATH=str(Path.cwd()), **key),
        cwd=world.team.folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode == 1
    for kind in (
        b"RuntimeError",
        b"ValueError",
        b"OSError",
        b"LookupError",
        b"SystemError",
    ):
        assert kind in err
    assert err.count(b"Traceback") >= 4
    for put_out in (out, err, *files_below(world.team.folder)):
        assert world.search.found(put_out) == {}


SECRET = SECRETS["WEBHOOK_SECRET"].split()[0]
PLANTED: Mapping[str, str] = {
    "as it is": SECRET,
    "a piece": SECRET[9:21],
    "as Python shows it": repr(SECRET),
    "as Python shows bytes": repr("Du(k@Pa/sswörd+6yN3vB8s".encode()),
    "in JSON": json.dumps(SECRET),
    "in JSON in JSON": json.dumps(json.dumps("Du(k@Pa/sswörd+6yN3vB8s")),
    "in HTML": escape(SECRET),
    "in an address": quote(SECRET, safe=""),
    "in a form": quote_plus(SECRET),
    "in base64": base64.b64encode(f"xy{SECRET}".encode()).decode(),
    "in base64 for addresses": base64.urlsafe_b64encode(f"x{SECRET}".encode()).decode(),
    "in hexadecimal": SECRET.encode().hex(),
}


@pytest.mark.parametrize("how", PLANTED)
def test_the_search_would_find_one(how):
    search = Search({**SECRETS, "its password": "Du(k@Pa/sswörd+6yN3vB8s"})
    assert search.found(f"<p>so much for {PLANTED[how]}.</p>".encode()) != {}


def test_the_search_finds_nothing_where_nothing_is():
    search = Search({**SECRETS, "key": "-----BEGIN RSA PRIVATE KEY-----\nMII\n"})
    assert search.found(Path(__file__).read_bytes()) == {}
