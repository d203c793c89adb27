"""Whether what happens on GitHub arrives here: the webhook, and what it delivered."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

from bot.doctor.addresses import Pages
from bot.doctor.facts import Hook
from bot.doctor.finding import Finding
from bot.doctor.spoken import counted, span
from bot.github.deliveries import Attempt

WEBHOOK, SECRET, DELIVERIES = "webhook", "webhook secret", "deliveries"

_PORTS = {"https": 443, "http": 80}

_OTHER_KEY = (
    "on {general} set Secret to what is in WEBHOOK_SECRET (one of them, where white space"
    " makes them several), and Save changes"
)
_PATH = (
    "let {url} lead to the bot's WEBHOOK_PATH, which is {path}, or set the Webhook URL on"
    " {general}"
)
_GATEWAY = (
    "start the bot (compass-bot serve), and let what stands before it reach HOST and"
    " PORT"
)
_CURES = {
    400: "find out what changes the headers or the body on the way to the bot",
    401: _OTHER_KEY,
    404: _PATH,
    405: _PATH,
    413: "let what stands before the bot pass bodies of up to 25 MB",
    415: "let GitHub deliver json, see the line about the webhook",
    502: _GATEWAY,
    503: "look at the bot's /readyz and its log: its store cannot be written, or nobody"
    " reaches it",
    504: _GATEWAY,
}
"""By the status with which a delivery was answered."""

_REDIRECTS = (
    "GitHub does not follow it: set the Webhook URL on {general} to where it leads"
)
_FAILS = "look at the log of what answers at {url}: the bot itself never says so"
_SILENT = (
    "GitHub waits ten seconds: look whether the bot runs, and whether something stands"
    " before it that holds answers back"
)
_NO_WAY = (
    "start the bot, and let GitHub reach {url}: its name, its certificate, and a firewall"
    " that lets in GitHub's addresses ({meta}, hooks)"
)


def judge_hook(
    hook: Hook,
    *,
    public_url: str | None,
    webhook_path: str,
    api_url: str,
    pages: Pages,
) -> tuple[Finding, ...]:
    """Whether GitHub delivers to this bot, so that others can neither read nor write."""
    expected = f"{public_url}{webhook_path}" if public_url else ""
    if not hook.url:
        return (_deaf(expected, webhook_path, pages),)
    wrong = [*_misled(hook, expected, webhook_path, pages)]
    wrong += _unsafe(hook, api_url, pages)
    if not hook.has_secret:
        cure = f"on {pages.general} set Secret to what is in WEBHOOK_SECRET"
        says = "GitHub signs nothing: no secret is set there, so that the bot takes nothing"
        wrong.append(Finding(SECRET, False, says, cure))
    if wrong:
        return tuple(wrong)
    unsure = "" if expected else " (PUBLIC_URL is not set: only its path was compared)"
    return (Finding(WEBHOOK, True, f"{hook.url}{unsure}"),)


def judge_secrets(count: int, guessable: int) -> tuple[Finding, ...]:
    """Whether anybody but GitHub may sign what the bot takes; so many can be guessed."""
    if not guessable:
        return ()
    which = "it"
    if count > 1:
        which = f"{guessable} of the {count} secrets that white space separates in it"
    says = (
        f"WEBHOOK_SECRET: {which} can be guessed, and who does so can sign deliveries"
    )
    cure = (
        "set it, and Secret on the App's page, to one without white space, such as"
        " `openssl rand -hex 32` prints"
    )
    return (Finding(SECRET, True, says, cure),)


def _deaf(expected: str, webhook_path: str, pages: Pages) -> Finding:
    """There is no webhook, which may be meant where the bot has no address either."""
    says = "GitHub has no address to deliver to"
    cure = (
        f"on {pages.general} under Webhook tick Active, set Webhook URL to"
        f" {expected or f'https://…{webhook_path}'} and Secret to what is in"
        " WEBHOOK_SECRET, and Save changes"
    )
    if expected:
        return Finding(WEBHOOK, False, says, cure)
    only = "unless nothing but compass-bot tick is to run, by the clock"
    return Finding(WEBHOOK, True, says, f"{only}: {cure}")


def _misled(
    hook: Hook, expected: str, webhook_path: str, pages: Pages
) -> Iterator[Finding]:
    """It leads to somewhere else than to this bot."""
    set_it = f"on {pages.general} set Webhook URL to"
    host = urlsplit(hook.url).hostname or ""
    if _is_here(host):
        where = expected or f"the bot's own address, with {webhook_path} at its end"
        says = f"GitHub cannot reach {host}: {hook.url} is this machine to itself"
        yield Finding(WEBHOOK, False, says, f"{set_it} {where}")
    elif expected and _parts(hook.url) != _parts(expected):
        says = f"GitHub delivers to {hook.url}, and not to {expected}"
        cure = f"{set_it} {expected}, or mend PUBLIC_URL and WEBHOOK_PATH"
        yield Finding(WEBHOOK, False, says, cure)
    elif not expected and urlsplit(hook.url).path != webhook_path:
        says = f"GitHub delivers to {hook.url}, and the bot listens at {webhook_path}"
        cure = (
            "if nothing maps the one to the other, mend WEBHOOK_PATH or the Webhook URL"
            f" on {pages.general}; with PUBLIC_URL set, the whole address is compared"
        )
        yield Finding(WEBHOOK, True, says, cure)


def _unsafe(hook: Hook, api_url: str, pages: Pages) -> Iterator[Finding]:
    parts = urlsplit(hook.url)
    if parts.scheme != "https" and not _is_here(parts.hostname or ""):
        says = f"{hook.url} is not HTTPS: whoever is on the way reads private issues"
        cure = f"on {pages.general} set Webhook URL to an address with https://"
        yield Finding(WEBHOOK, False, says, cure)
    if hook.insecure_ssl:
        says = "GitHub does not look at the bot's certificate when it delivers"
        cure = (
            f"on {pages.general} under SSL verification choose Enable SSL verification"
        )
        yield Finding(WEBHOOK, False, says, cure)
    if hook.content_type != "json":
        says = (
            f"GitHub delivers as {hook.content_type}, and the bot takes only json (415)"
        )
        cure = (
            f'as the App send PATCH {api_url}/app/hook/config {{"content_type": "json"}}:'
            " no page of GitHub's changes it"
        )
        yield Finding(WEBHOOK, False, says, cure)


def _is_here(host: str) -> bool:
    """Whether a machine reaches only itself by that name."""
    try:
        ip = ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return ip.is_loopback or ip.is_unspecified


def _parts(url: str) -> tuple[str, str, int | None, str]:
    parts = urlsplit(url)
    try:
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        port = None
    return parts.scheme, parts.hostname or "", port, parts.path


def judge_deliveries(
    attempts: Sequence[Attempt],
    *,
    now: datetime,
    url: str,
    webhook_path: str,
    api_url: str,
    pages: Pages,
) -> Finding:
    """Whether the last deliveries (newest first) were taken, and so the secret is right.

    GitHub never shows a secret: only a delivery tells whether both have the same one.
    """
    if not attempts:
        return Finding(
            DELIVERIES,
            True,
            "GitHub has delivered nothing in the last days, so that nobody can tell"
            " whether it has the secret of WEBHOOK_SECRET",
            f"write a comment where the App is installed, and run this again; if still"
            f" nothing is there, tick Active under Webhook on {pages.general}",
        )
    if not attempts[0].ok:
        told = {
            "url": url,
            "path": webhook_path,
            "general": pages.general,
            "meta": f"{api_url}/meta",
        }
        says = _refused(attempts, now)
        return Finding(DELIVERIES, False, says, _cure(attempts[0]).format(**told))
    taken = {one.guid for one in attempts if one.ok}
    lost = [one for one in attempts if one.guid not in taken]
    says = (
        f"the last one was taken {_ago(attempts[0], now)} ({attempts[0].status_code})"
    )
    if not lost:
        return Finding(DELIVERIES, True, f"{says}, as were the last {len(attempts)}")
    many = counted(len({one.guid for one in lost}), "delivery", "deliveries")
    return Finding(
        DELIVERIES,
        True,
        f"{says}; of the last {len(attempts)} GitHub could not hand over {many}, the"
        f" latest {_ago(lost[0], now)} ({_outcome(lost[0])})",
        "the bot asks for them again by itself while it runs; each is on"
        f" {pages.advanced}",
    )


def _refused(attempts: Sequence[Attempt], now: datetime) -> str:
    """What came of the last one, and since when that is so."""
    newest = attempts[0]
    taken = next((one for one in attempts if one.ok), None)
    before = f"so was none of the last {len(attempts)}"
    if taken:
        before = f"the last one that was, {_ago(taken, now)}"
    says = (
        f"the last delivery was not taken, {_ago(newest, now)} ({_outcome(newest)});"
        f" {before}"
    )
    if newest.status_code == 401:
        says += ": GitHub signs with another secret than that of WEBHOOK_SECRET"
    return says


def _ago(attempt: Attempt, now: datetime) -> str:
    return f"{span(now - attempt.delivered_at)} ago"


def _outcome(attempt: Attempt) -> str:
    return attempt.status if _unanswered(attempt) else str(attempt.status_code)


def _unanswered(attempt: Attempt) -> bool:
    """Whether no answer came: GitHub may log that as a gateway's, with its reason."""
    return attempt.status_code in (0, 502, 504) and (
        "response" not in attempt.status.lower()
    )


def _cure(attempt: Attempt) -> str:
    code = attempt.status_code
    if _unanswered(attempt):
        return _SILENT if "timed out" in attempt.status.lower() else _NO_WAY
    if code in _CURES:
        return _CURES[code]
    return _REDIRECTS if code // 100 == 3 else _FAILS
