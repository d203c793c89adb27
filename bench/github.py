"""A playground as a process of its own: the GitHub of the bot that is measured.

It answers as slowly as the real one, about a tenth of a second, so that the bot's
workers wait as they do in life. Prints one line of JSON: what the bot needs to reach
it. The signed deliveries go to the file named on the command line, one a line.
"""

import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from bot.playground import Fault, Playground, TickingClock

ISSUES = 1000
DELAY = 0.1
SECRET = "compass-and-map"
PROSE = (
    "See https://example.org/. " + "We talked about this, and nobody objected. " * 42
)


def now() -> datetime:
    """The playground's clock runs with the machine's."""
    return datetime.now(UTC)


async def serve(deliveries: Path) -> None:
    """Answer the bot until the process is ended."""
    clock = TickingClock(now(), now)
    async with Playground(clock=clock, webhook_secret=SECRET) as github:
        github.limits.limits["core"] = 10**9
        repository = github.add_repository("jupyterhub/team-compass")
        with deliveries.open("w", encoding="utf-8") as file:
            for number in range(ISSUES):
                issue = repository.open_issue(f"Question {number}", PROSE, by="ada")
                for text in (PROSE, f"/agenda Question {number} (5 min)\n{PROSE}"):
                    issue.comment(text, by="ada")
                    (delivery,) = github.pending[-1:]
                    body = delivery.body
                    headers = github.outbox.headers(delivery, body)
                    line = {
                        "relevant": text is not PROSE,
                        "headers": headers,
                        "body": body.decode(),
                    }
                    file.write(json.dumps(line) + "\n")
        github.pending.clear()
        github.faults.add(Fault(delay=DELAY, times=None))
        print(json.dumps(environment(github)), flush=True)
        await asyncio.Event().wait()


def environment(github: Playground) -> dict[str, str]:
    """What a bot has to be told to work with this GitHub."""
    app = github.app
    return {
        "APP_ID": app.client_id,
        "PRIVATE_KEY": app.private_key_pem,
        "WEBHOOK_SECRET": app.webhook_secret,
        "GITHUB_API_URL": github.url,
        "GITHUB_GRAPHQL_URL": github.graphql_url,
        "GITHUB_SERVER_URL": github.server_url,
    }


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
