"""A playground of today, for clients that look at the machine's clock."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime

import github as pygithub

from bot.playground import Playground, TickingClock


def now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def playground_of_today() -> AsyncIterator[Playground]:
    """A GitHub that is asked for nothing it does not know."""
    async with Playground(clock=TickingClock(now(), now)) as playground:
        yield playground
        assert playground.unknown == []


@contextmanager
def installed(github: Playground) -> Iterator[pygithub.Github]:
    """PyGithub's client with an installation's token, as PyGithub gets one."""
    auth = pygithub.Auth.AppAuth(github.app.id, github.app.private_key_pem)
    integration = pygithub.GithubIntegration(auth=auth, base_url=github.url)
    with integration:
        (installation,) = integration.get_installations()
        token = integration.get_access_token(installation.id)
        assert token.expires_at > now()
        with pygithub.Github(
            auth=pygithub.Auth.Token(token.token),
            base_url=github.url,
            per_page=3,
            retry=None,
            seconds_between_requests=None,
            seconds_between_writes=None,
        ) as client:
            yield client
