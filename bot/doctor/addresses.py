"""The pages on GitHub where things are mended."""

from dataclasses import dataclass

from bot.doctor.facts import AppFacts


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of one App on the GitHub at `server_url`.

    `own_server` tells that it is a GitHub Enterprise Server.
    """

    server_url: str
    app: AppFacts
    own_server: bool = False

    @property
    def general(self) -> str:
        """Its settings: webhook, secret, private keys, App ID."""
        owner = {
            "Organization": f"/organizations/{self.app.owner}",
            "Enterprise": f"/enterprises/{self.app.owner}",
        }.get(self.app.owner_type, "")
        return f"{self.server_url}{owner}/settings/apps/{self.app.slug}"

    @property
    def permissions(self) -> str:
        """Permissions & events."""
        return f"{self.general}/permissions"

    @property
    def advanced(self) -> str:
        """Recent deliveries."""
        return f"{self.general}/advanced"

    @property
    def public(self) -> str:
        """What everybody sees of it."""
        # https://docs.github.com/enterprise-server/apps: Enterprise has another path
        folder = "github-apps" if self.own_server else "apps"
        return f"{self.server_url}/{folder}/{self.app.slug}"

    @property
    def install(self) -> str:
        """Where an account installs it."""
        return f"{self.public}/installations/new"


def all_apps(server_url: str) -> str:
    """Where the App is found by whoever does not know yet which it is."""
    return (
        f"{server_url}/settings/apps (or your organization's Settings → Developer"
        " settings → GitHub Apps)"
    )
