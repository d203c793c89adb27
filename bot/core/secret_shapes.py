"""Tokens, keys and passwords that are known by their shape, or by what stands before them.

The shapes are those that their makers publish for scanners of secrets; the places are
headers, addresses and commands, each with `keep`, which stays, and `gone`, which does not.

Every pattern is linear: it begins with fixed letters or few, has no open repetition before
them, and repeats possessively or within bounds.
"""

import re
from typing import NamedTuple


class Shape(NamedTuple):
    """A kind of secret. Of `signs`, in small letters, each of it has one: to find nothing
    takes no time."""

    kind: str
    signs: tuple[str, ...]
    pattern: re.Pattern[str]


def _shape(kind: str, signs: str, pattern: str) -> Shape:
    return Shape(kind, tuple(signs.split()), re.compile(pattern))


def _place(
    kind: str, signs: str, keep: str, gone: str, flags: int = re.IGNORECASE
) -> Shape:
    pattern = re.compile(f"(?P<keep>{keep})(?P<gone>{gone})", flags)
    return Shape(kind, tuple(signs.split()), pattern)


def _option(commands: str, options: str, before: str = "") -> Shape:
    """What follows one of the options of a command, on its line or its next ones."""
    keep = (
        rf"\b(?:{commands})\b(?:(?!\b(?:{commands})\b)(?:[^\n\\]|\\\s?)){{0,300}}?"
        rf"\s(?:{options})(?P<quote>[\"'])?{before}"
    )
    gone = r"(?(quote)(?:(?!(?P=quote))[^\n]){2,200}|[^\s\"']{3,200})"
    signs = commands.replace("|", " ")
    return _place("a password", signs, keep, gone, flags=0)


PRIVATE_KEY = _shape(
    "a private key",
    "private mii b3blbnnzac1rzxktdje ls0tls1crudjti",
    # whole, or cut off after some lines of it; also where a string escapes the line breaks
    r"-----BEGIN[ A-Z0-9]{0,40}PRIVATE KEY(?: BLOCK)?-----"
    r"(?:(?:(?!-----)[\s\S])*+-----END[ A-Z0-9]{0,60}(?:-----)?"
    r"|(?:\s*+(?:Proc-Type|DEK-Info|Version|Comment): [^\n]*+)*+"
    r"(?:(?:\s|\\[nr]|>)*+[A-Za-z0-9+/=]{16,}+)*+)"
    # PuTTY's
    r"|Private-Lines: \d{1,4}(?:(?:(?!Private-)[\s\S])*+Private-MAC: ?[0-9a-fA-F]++"
    r"|(?:\s{1,9}[A-Za-z0-9+/=]{16,}+)++)"
    # without their first line, and all of it in base64 (of a certificate it is none)
    r"|\b(?:MII[A-Za-z0-9+/]{3,4}(?:IBAAKC|IBADANBgkqhkiG9w0)|b3BlbnNzaC1rZXktdjE)"
    r"[A-Za-z0-9+/=]++(?:\s{1,9}[A-Za-z0-9+/=]{40,}+)*+"
    r"|LS0tLS1CRUdJTi(?!BDRVJ|BQVUJM)[A-Za-z0-9+/=]{16,}+",
)

COOKIES = _place(
    "a cookie", "cookie", r"\bcookie[\"']?:[ \t]{0,4}[\"']?", r"[^\n=]{1,80}=[^\n]*+"
)
"""All of a header, whatever shape some of it has."""

SHAPES = (
    _shape(
        "a GitHub token",  # since April 2026 some hold a JWT and have any length
        "ghp_ gho_ ghs_ ghr_ ghu_ github_pat_",
        r"gh[opsru]_[A-Za-z0-9]{16,}+(?:[._-][A-Za-z0-9_-]++)*+"
        r"|github_pat_[A-Za-z0-9_]{20,}+",
    ),
    _shape(
        "an AWS key",
        "akia asia aida aroa",
        r"\b(?:AKIA|ASIA|AIDA|AROA)[A-Z0-9]{12,}+\b",
    ),
    _shape(
        "a Google key",
        "aiza ya29. gocspx- 1//0",
        r"\bAIza[\w-]{30,}+|\bya29\.[\w-]{20,}+|\bGOCSPX-[\w-]{20,}+|\b1//0[\w-]{30,}+",
    ),
    _shape(
        "a Slack token",
        "xox xapp-",
        r"\bxox[a-z]-[A-Za-z0-9-]{10,}+|\bxapp-[A-Za-z0-9-]{10,}+",
    ),
    _shape(
        "a GitLab token",
        "gl gr1348941",
        r"\bgl[a-z]{2,5}-[\w-]{20,}+|\bGR1348941[\w-]{20,}+",
    ),
    _shape("an npm token", "npm_", r"\bnpm_[A-Za-z0-9]{30,}+"),
    _shape("a PyPI token", "pypi-age", r"\bpypi-AgE[\w-]{16,}+"),
    _shape(
        "a token",
        "dckr_ _v1_ hf_ sk- k_live_ sg. hvs. hvb. dapi glsa_ glc_ sntry tskey- rubygems_"
        " age-secret-key",
        r"\bdckr_[op]at_[\w-]{20,}+|\bdo[opr]_v1_[a-f0-9]{40,}+|\bhf_[A-Za-z0-9]{30,}+"
        r"|\bsk-(?:proj|ant|svcacct|or-v1)-[\w-]{20,}+|\bsk-[A-Za-z0-9]{40,}+"
        r"|\b[sr]k_live_[A-Za-z0-9]{20,}+|\bSG\.[\w-]{16,}+\.[\w-]{16,}+"
        r"|\bhv[sb]\.[\w-]{20,}+|\bdapi[0-9a-f]{32}|\bgl(?:sa|c)_[\w+/=]{20,}+"
        r"|\bsntry[su]_[\w+/=]{16,}+|\btskey-[a-z]{1,12}-[\w-]{10,}+"
        r"|\brubygems_[0-9a-f]{40,}+|\bAGE-SECRET-KEY-1[A-Z0-9]{50,}+",
    ),
    # of Twilio, and of a bot of Telegram
    _shape("a token", "sk", r"\bSK[0-9a-f]{32}\b"),
    _shape("a token", ":aa", r"(?<!\d)\d{8,10}:AA[\w-]{32,33}(?![\w-])"),
    # Microsoft Entra's, and the logins of Docker in base64
    _shape(
        "a key or secret",
        "7q~ 8q~ eyjhdxrocyi",
        r"(?<![\w.~-])[\w.~-]{3}[78]Q~[\w.~-]{31,}+|\beyJhdXRocyI[\w+/]{8,}+=*+",
    ),
    _shape(
        "a password",  # as a hash, which can be tried out
        "$apr1$ $1$ $5$ $6$ $y$ $2a$ $2b$ $2x$ $2y$ $argon2",
        r"\$(?:apr1|[156y]|2[abxy]|argon2i?d?)\$[\w./$=,+-]{20,}+",
    ),
    # as Tornado signs it
    _shape("a cookie", "2|1:0|", r"\b2\|1:0\|10:\d{10}\|[\w+/=|:.-]{20,}+"),
    _shape(
        "a JSON web token", "eyj", r"\beyJ[\w-]{8,2000}+\.[\w-]++(?:\.[\w-]*+){0,3}"
    ),
)
"""Shapes that nothing else has."""

PLACES = (
    _place(
        "a token",
        "authorization",
        r"\bauthorization[\"']?[ \t]{0,4}[:=][ \t]{0,4}[\"']?"
        r"(?:bearer|token|basic|negotiate|ssws|apikey)[ \t]{1,4}",
        r"[^\s\"',;<>$\[{`]{6,}+",
    ),
    _place("a token", "bearer", r"\bbearer[ \t]{1,4}", r"[\w.~+/-]{20,}+=*+"),
    _place(
        "a token",
        "://",
        "://",
        r"(?=[\w-]{0,200}\d)[\w-]{20,200}+(?=(?::(?:x-oauth-basic)?)?@)",
    ),
    _place(
        "a password",
        "://",
        r"://[^\s/@:\"'<>]{0,200}:",
        r"(?!@)[^\s/\"'<>`]{1,200}(?=@)(?!@sha256:)",
    ),
    _place(
        "a password",
        "%3a%2f%2f",
        r"%3A%2F%2F[\w.-]{0,100}%3A",
        r"[^\s%/]{1,200}(?=%40)",
    ),
    _place(
        "a token",
        "token= key= secret= password= signature= sig= code=",
        r"[?&#;](?:access_|api_|id_|refresh_|auth_|x-amz-(?:security-)?|x-goog-)?"
        r"(?:token|key|secret|password|signature|sig|code)=",
        r"[\w.~+/%-]{8,}+=*+",
    ),
    _place(
        "a Slack token",
        "hooks.slack.com",
        r"\bhooks\.slack\.com/(?:services|triggers|workflows)/",
        r"[\w/]{20,}+",
    ),
    _place(
        "a webhook",
        "webhook /hooks/",
        r"\bdiscord(?:app)?\.com/api/webhooks/|\.webhook\.office\.com/webhookb2/"
        r"|/hooks/(?=[a-z0-9]{26}\b)",  # Mattermost
        r"[\w@/-]{20,}+",
    ),
    _place(
        "a cookie",
        "xsrf",
        r"\b(?:_xsrf|x-xsrf-?token)[\"']?[=:][ \t]?[\"']?",
        r"[\w|%:.-]{16,}+",
    ),
    _place(
        "a cookie",
        "jupyterhub-",
        r"\bjupyterhub-(?:session-id|hub-login|user-[\w.-]{1,64})"
        r"(?:=[\"']?|[\"']:[ \t]?[\"'])",
        r"[\w|%+/=.:-]{8,}+",
    ),
    _place(
        "a key or secret",
        "openssl",
        r"\bopenssl rand -(?:hex|base64) \d{1,4}\s{1,8}",
        r"[\w+/=]{16,}+",
    ),
    _place(
        "a token",
        "jupyterhub",
        r"\bjupyterhub token(?:[ \t]{1,4}[\w.@-]{1,40})?[ \t]{0,4}\n[ \t]{0,8}",
        r"[0-9a-f]{32,}+\b",
    ),
    _place(
        "a key or secret",
        '"auth"',
        r"\"auth\"[ \t]{0,4}:[ \t]{0,4}\"",
        r"[A-Za-z0-9+/=]{12,}+(?=\")",
    ),
    _place(
        "a key or secret",
        '"key"',
        r"\"key\"[ \t]{0,4}:[ \t]{0,4}\"",
        r"[0-9a-f]{32,}+(?=\")",
    ),
    _place(
        "a key or secret",
        "</",
        r"<[\w:.-]{0,40}(?:secret|token|key)>",
        r"[^\s<>]{3,300}+(?=</)",
    ),
    _place(
        "a password",
        "</",
        r"<[\w:.-]{0,40}(?:password|passwd)>",
        r"[^<>\n]{3,300}+(?=</)",
    ),
    _place(
        "a password",
        "login",
        r"\blogin[ \t]{1,4}\S{1,80}[ \t\n]{1,8}password[ \t]{1,4}",
        r"\S++",
    ),
    _option("curl", "(?:-u|--user|--proxy-user)[ =]?", before=r"[^\s:\"'$<]{1,100}:"),
    _option("mysql|mysqldump|mysqladmin|mariadb", "-p"),
    _option("sshpass", "-p ?"),
    _option("docker login|podman login|registry login|az login", "-p[ =]?"),
    _option("ldapsearch|ldapwhoami|ldapmodify|ldapadd|ldapdelete", "-w ?"),
    _option("redis-cli", "-a "),
    _place(
        "a password",
        "chpasswd",
        r"\becho[ \t]{1,4}(?:-\w{1,3}[ \t]{1,4})?[\"']?[\w.-]{1,40}:",
        r"[^\s\"':|]{1,100}(?=[\"']?[ \t]{0,4}\|[ \t]{0,4}(?:sudo[ \t]{1,4})?chpasswd)",
    ),
)
"""Places in which whatever stands is a secret, unless it stands for one."""
