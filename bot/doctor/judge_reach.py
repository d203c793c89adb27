"""Whether GitHub can be asked at all, and takes the App for the one that it is."""

from datetime import timedelta
from urllib.parse import urlsplit

from bot.doctor.addresses import Pages, all_apps
from bot.doctor.facts import AppFacts, Kind, Trouble
from bot.doctor.finding import Finding, not_checked
from bot.doctor.spoken import span

GITHUB, APP, KEY, CLOCK, GRAPHQL = (
    "GitHub",
    "App",
    "private key",
    "clock",
    "GraphQL",
)

CLOCK_WARNED = timedelta(seconds=30)

_WAY = (
    "let this machine reach {host} (a proxy is not used), or mend {variable}, which is"
    " {url}"
)
_TRUST = (
    "for a server with a certificate of your own, set SSL_CERT_FILE to that of its"
    " authority; otherwise find out who answers in its place"
)
_PATIENCE = (
    "run this again; if it stays so, let this machine reach {host}, or mend {variable},"
    " which is {url}"
)
_BETWEEN = (
    "run this again; if it stays so, find out what stands between this machine and"
    " {host}"
)
_NOT_THERE: dict[Kind, tuple[str, str]] = {
    "no name": (
        "the name {host} has no address",
        "mend {variable}, which is {url}, or this machine's DNS",
    ),
    "no way": ("{host} cannot be connected to", _WAY),
    "no trust": ("the certificate of {host} is not trusted", _TRUST),
    "silent": ("{host} does not answer in time", _PATIENCE),
    "cut": ("{host} breaks off", _BETWEEN),
    "no API": ("what answers at {url} is not GitHub's API", "{address}"),
    "failing": ("GitHub fails", "{status}"),
    "limited": (
        "GitHub asks to be left alone",
        "run this again when that is over",
    ),
}
"""What is said where nothing is known of the App, and the cure."""

_REFUSES = ("GitHub refuses", "mend what GitHub names, and run this again")


def judge_unreached(
    trouble: Trouble, *, app_id: str, fingerprint: str, api_url: str, server_url: str
) -> tuple[Finding, ...]:
    """Why the App could not be asked for, each thing told once."""
    why = f" ({trouble.why})" if trouble.why else ""
    answers = Finding(GITHUB, True, f"{api_url} answers")
    where = all_apps(server_url)
    match trouble.kind:
        case "no App":
            app = Finding(
                APP,
                False,
                f"GitHub knows no App with APP_ID {app_id}{why}",
                f"set APP_ID to the App ID or the client ID that stands under About on"
                f" the App's page: {where}. An installation has another id",
            )
            return answers, app, not_checked(KEY, "it is not known whose it should be")
        case "no key":
            key = Finding(
                KEY,
                False,
                f"GitHub does not accept {fingerprint} as a key of App {app_id}{why}",
                f"on the App's page ({where}) compare App ID with APP_ID, and the"
                " fingerprints under Private keys with this one. Where it is not there,"
                " Generate a private key and set PRIVATE_KEY or PRIVATE_KEY_PATH to it",
            )
            return answers, not_checked(APP, "GitHub tells of it by its key only"), key
        case "refused":
            app = Finding(
                APP,
                False,
                f"GitHub refuses to tell of App {app_id}{why}",
                f"look at the App's page: {where}",
            )
            return answers, app, not_checked(KEY, "GitHub does not tell")
        case _:
            return (
                judge_silence(
                    GITHUB,
                    trouble,
                    url=api_url,
                    variable="GITHUB_API_URL",
                    server_url=server_url,
                ),
                not_checked(APP, "GitHub cannot be asked"),
                not_checked(KEY, "GitHub cannot be asked"),
            )


def judge_silence(
    check: str, trouble: Trouble, *, url: str, variable: str, server_url: str
) -> Finding:
    """Why nothing could be asked at an address, which `variable` says."""
    # That there is nothing at the address says nothing of the App.
    kind: Kind = "no API" if trouble.kind == "no App" else trouble.kind
    says, cure = _NOT_THERE.get(kind, _REFUSES)
    told = {
        "host": urlsplit(url).netloc,
        "url": url,
        "variable": variable,
        "address": _address(url, variable),
        "status": "wait: https://www.githubstatus.com says more"
        if server_url == "https://github.com"
        else f"wait, or look after the server at {server_url}",
    }
    why = f" ({trouble.why})" if trouble.why else ""
    return Finding(check, False, says.format(**told) + why, cure.format(**told))


def _address(url: str, variable: str) -> str:
    host = urlsplit(url).hostname or ""
    end = "/api/graphql" if variable == "GITHUB_GRAPHQL_URL" else "/api/v3"
    public = "https://api.github.com" + ("/graphql" if "GRAPHQL" in variable else "")
    if host == "api.github.com" and url == public:
        return f"find out what answers in place of {host}: a proxy, or a page to log in"
    return (
        f"set {variable} to {public}, or for a GitHub Enterprise Server to"
        f" https://HOST{end}; if it is that already, find out what answers in its place"
    )


def judge_app(
    app: AppFacts, pages: Pages, *, api_url: str, fingerprint: str
) -> tuple[Finding, ...]:
    """GitHub has told of the App: it knows the key."""
    ids = f"App ID {app.id}"
    if app.client_id:
        ids += f", client ID {app.client_id}"
    owner = f", of {app.owner}" if app.owner else ""
    return (
        Finding(GITHUB, True, f"{api_url} answers"),
        Finding(APP, True, f"{app.name}{owner}: {ids}, {pages.public}"),
        Finding(KEY, True, fingerprint),
    )


def judge_clock(behind: timedelta, tolerance: timedelta) -> Finding:
    """How far this machine's clock is `behind` GitHub's (ahead, if less than nothing)."""
    if abs(behind) <= tolerance:
        return Finding(CLOCK, True, f"within {span(tolerance)} of GitHub's")
    where = "behind" if behind > timedelta(0) else "ahead of"
    says = f"this machine's clock is {span(behind)} {where} GitHub's"
    if abs(behind) <= CLOCK_WARNED:
        return Finding(CLOCK, True, f"{says}, which tokens follow")
    return Finding(
        CLOCK,
        True,
        f"{says}; tokens follow GitHub's, but meetings open and are reminded of by this"
        " machine's",
        "set it by the network (on most machines: timedatectl set-ntp true)",
    )
