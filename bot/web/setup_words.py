"""What the pages of the set-up say, whatever happens: each with its cure.

Text between backticks is shown as code. Of what GitHub has sent nothing is repeated but
an App's address.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.web.setup_exchange import Credentials, Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A page that only says something; a blank line is between two paragraphs.

    `links` lead on, in order, by what they are called; `again` is what the button is
    called that lets the bot try again what it has not done yet, "" where there is none.
    `ordered` are steps, one in each paragraph.
    """

    status: int
    heading: str
    text: str
    links: Mapping[str, str] = field(default_factory=dict)
    again: str = ""
    ordered: bool = False

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The text in its parts, each in one line."""
        return tuple(" ".join(part.split()) for part in self.text.split("\n\n"))


_START = {"Start again": "/setup"}
_HERE = ""
"""The address of the page that says so: GitHub's code is in it, and not to be repeated."""

_ORPHAN = """\
The App may be there: delete it (on its page, under Advanced), or keep it, generate a
private key and a webhook secret on its page, and set the variables by hand."""

SHUT = Said(
    status=403,
    heading="This page opens with the address that the bot has printed",
    text="""\
Look at the terminal in which `compass-bot serve` runs: it has printed an address with a
token in it, which opens this page once, in one browser.

If you came with it before, it was in another browser, or cookies are off. End
`compass-bot serve` then and start it again: it prints a new address.""",
)

WRONG = Said(
    status=403,
    heading="This is not the token",
    text="""\
Copy the whole address, with all that is behind `token=`, from the terminal in which
`compass-bot serve` runs. Each start prints another.""",
)

MANY = Said(
    status=429,
    heading="Too many wrong tokens",
    text="""\
Copy the whole address from the terminal in which `compass-bot serve` runs: the right one
opens this page, however many were wrong.""",
)

USED = Said(
    status=403,
    heading="This address has been used",
    text="""\
It opens the page once, in one browser. Go on in that one.

If that was not you, or it has lost its cookies: end `compass-bot serve` and start it
again. It prints a new address, and the old browser is known no more.""",
)

ELSEWHERE = Said(
    status=403,
    heading="This is not the browser in which you began",
    text="""\
What GitHub has answered is good for an hour: open this page's address in the browser in
which you opened the set-up.

If you began at another address of the bot, such as localhost instead of 127.0.0.1, put
that one into the address of this page.""",
)

UNASKED = Said(
    status=400,
    heading="Nothing was asked for with this answer",
    text="""\
Its `state` is none of those that this bot gave out in the last hour: the bot was started
again since, the form was too old, or somebody else has made this link.

If GitHub has made an App, delete it there (Settings → Developer settings → GitHub Apps,
under Advanced): nobody has its credentials.""",
    links=_START,
)

CODELESS = Said(
    status=400,
    heading="GitHub's answer has no code",
    text="The address of this page has lost a part. Nothing was done with it.",
    links=_START,
)

SPENT = Said(
    status=400,
    heading="This answer has been used",
    text="""\
A form is good for one App. Where this was a second tab, or the Back button, the first
answer counts, and an App that was made with another can be deleted on GitHub.""",
    links={"How it stands": "/setup"},
)

FOREIGN = Said(
    status=403,
    heading="This came from another site's page",
    text="Press the button on the bot's own page.",
    links={"Set-up": "/setup"},
)

OVER = Said(
    status=404,
    heading="This bot is set up",
    text="""\
It has its App and runs, and the set-up is not there any more. The bot's first page has
the link that installs the App, and `compass-bot doctor` says whether all is well.""",
    links={"The bot's first page": "/"},
)


def not_exchanged(trouble: Trouble, apps: str) -> Said:
    """GitHub gave no credentials; `apps` is where the owner's Apps are."""
    look = {**_START, "The Apps on GitHub": apps}
    match trouble:
        case "silent":
            return Said(
                status=502,
                heading="GitHub does not answer just now",
                text="""\
Nothing is lost: what it gave for the App is good for an hour. Let the bot ask again in a
minute.

If this machine reaches GitHub only through a proxy or firewall, let the bot through.""",
                links={"Ask again": _HERE},
            )
        case "limited":
            return Said(
                status=503,
                heading="GitHub asks to wait",
                text="""\
Too much was asked of it from this machine's address. Nothing is lost: let the bot ask
again later, within the hour.""",
                links={"Ask again": _HERE},
            )
        case "refused":
            return Said(
                status=400,
                heading="GitHub does not know this code",
                text=f"""\
It is older than an hour, or was used already: it is good once. Nobody has the
credentials that it was for.

{_ORPHAN}""",
                links=look,
            )
        case "odd":
            return Said(
                status=502,
                heading="GitHub's answer cannot be used",
                text=f"It lacks something that the bot works with.\n\n{_ORPHAN}",
                links=look,
            )


def in_the_way(where: Mapping[str, str]) -> Said:
    """Variables that would win over what set-up writes, and where each is set."""
    told = "\n\n".join(f"`{name}` is set in {place}." for name, place in where.items())
    is_outside = any(place != ".env" for place in where.values())
    then = "start the bot again" if is_outside else "load this page again"
    return Said(
        status=409,
        heading="Something is set already",
        text=f"""\
{told}

GitHub gives another value, and what is set would win over it or be lost. Take it out and
{then}; or set what is missing beside it, and start the bot again without this page.""",
    )


def unreadable(why: str) -> Said:
    """What is there cannot be read, so that nothing can be added."""
    return Said(
        status=409,
        heading="What is there cannot be read",
        text=f"{_sentence(why)}\n\nThen load this page again.",
    )


def unwritable(why: str) -> Said:
    """No App is made whose credentials would be lost."""
    return Said(
        status=409,
        heading="The credentials could not be written",
        text=f"{_sentence(why)}\n\nThen load this page again. No App is made before.",
    )


def not_kept(why: str, made: Credentials) -> Said:
    """The credentials are in memory, and could not be written."""
    return Said(
        status=503,
        heading="The App is made, but its credentials cannot be written",
        text=f"""\
{_sentence(why)}

Mend that, and let the bot write again; no other App is made. Keep it running until then:
GitHub gives credentials once, and only this process has them.

If it ends before, generate a private key and a webhook secret on the App's page, and set
the variables by hand.""",
        links={"The App's page": made.html_url},
        again="Write again",
    )


def not_started(why: str, file: str) -> Said:
    """The credentials are written, and the bot cannot start."""
    return Said(
        status=503,
        heading="The App is made and written down, but the bot cannot start",
        text=f"""\
{_sentence(why)}

The credentials are in `{file}`: nothing is lost. Mend that, and let the bot start from
here, or start `compass-bot serve` again.""",
        again="Start the bot",
    )


def done(made: Credentials, file: str, *, warning: str) -> Said:
    """The bot runs; what is next. `warning` is about the webhook's address, or ""."""
    install = f"{made.html_url}/installations/new"
    mend = f"Change the webhook's address in the App's settings: {warning}\n\n"
    return Said(
        status=200,
        heading="The bot is set up, and runs",
        text=f"""\
{mend * bool(warning)}Install the App: choose the repositories in which your team meets.

Ask `compass-bot doctor` whether all is as it has to be, from the key to the last delivery.

Commit `.github/team-compass.yml`: the bot's first page has an example.

Keep `{file}`, which only its owner can read: the next start finds the credentials
there.""",
        links={"Install the App on GitHub": install, "The bot's first page": "/"},
        ordered=True,
    )


def _sentence(why: str) -> str:
    return why if why.endswith((".", "?", "!")) else f"{why}."
