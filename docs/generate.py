"""Writes docs/reference from the code: `make docs`, or `python -m docs.generate`.

What people read and what the bot does come from one place. A test fails while a page
is not what this makes, so that no command, key or variable is left undocumented.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeGuard, cast, get_args

import click
from pydantic import BaseModel, RootModel
from pydantic_core import PydanticUndefined

from bot.app import FEATURES, sections
from bot.cli import main as compass_bot
from bot.core.report_forms import Forms
from bot.core.text_format import PLACEHOLDERS, Month
from bot.settings import Settings
from bot.variables import VARIABLES
from bot.web.admin import Admin
from bot.web.calendar import Calendar
from bot.web.pages import Pages
from bot.web.setup import Setup
from bot.web.versions import Versions
from docs.marks import marks

REFERENCE = Path(__file__).parent / "reference"
NOTICE = "<!-- Made from the code by `make docs`. Do not edit: change the code. -->"


def pages() -> dict[str, str]:
    """Every page by its file name."""
    made: dict[str, Callable[[], Iterator[str]]] = {
        "commands.md": commands,
        "configuration.md": configuration,
        "environment.md": environment,
        "http.md": http,
        "cli.md": command_line,
        "marks.md": marks,
    }
    return {
        name: "\n".join([NOTICE, "", *make()]).rstrip() + "\n"
        for name, make in made.items()
    }


def commands() -> Iterator[str]:
    """The slash commands, as the features tell them."""
    yield "# Commands in comments"
    yield ""
    yield "A command is a line of a comment that starts with it. Any line will do, and a"
    yield "comment may hold several; upper and lower case are the same. Lines in code,"
    yield "quotes and HTML comments are no commands, and bots have none. Editing or"
    yield "deleting the comment changes the outcome: it is always that of the comments as"
    yield "they stand now. In a thread that [no meeting can talk"
    yield "about](../how-to/propose-from-elsewhere.md#at-which-meeting), a note says so;"
    yield "where nobody meets at all, only `/agenda help` is answered."
    for feature in FEATURES:
        if not feature.commands:
            continue
        yield from ("", f"## {feature.name.capitalize()}", "")
        yield "| Command | Where | Who may | What it does |"
        yield "| --- | --- | --- | --- |"
        for usage in feature.commands:
            yield f"| `{usage.form}` | {usage.where} | {usage.who} | {usage.effect} |"
        yield ""
        yield "For example:"
        for usage in feature.commands:
            yield from ("", "```", usage.example, "```")
    yield from ("", "## What is answered", "")
    yield "Done is a 👍 on the comment, and nothing else. What cannot be done gets a 😕"
    yield "and one note that says why and shows the right form; the note goes away when"
    yield "the comment is mended or deleted."
    yield from ("", "## Times and owners in a topic", "")
    yield "The time may stand anywhere a person would put it: `(10 min)`, `[5m]`,"
    yield "`10min`, `(5m):`, `~5min`, `1h`; of `5-10 min` and `(5 turned 15 min)` the last"
    yield "number counts. The owner is the comment's author unless the topic says"
    yield "`[Tim]`, `**Tim**`, `Tim:`, `[name=Tim]`, `@tim` or `**Adrien/Jérémy:**`. What"
    yield "was understood is taken out of the title; everything else stays as written."


def configuration() -> Iterator[str]:
    """The keys of `team-compass.yml`, as the models say."""
    yield "# Configuration: `.github/team-compass.yml`"
    yield ""
    yield "Read from the repository's default branch. A top-level section that is missing"
    yield "there is taken from the same path in the owner's `.github` repository. Unknown"
    yield "keys and wrong values are errors; a wrong file changes nothing, the last good"
    yield "one stays in force. `compass-bot check FILE` says what a file means or what is"
    yield "wrong with it, and `/schema.json` is a JSON Schema for editors."
    yield ""
    yield "Durations are written `30s`, `10m`, `2h`, `14d`, `2w`, `1h 30m`, or as in ISO"
    yield "8601 (`P14D`). Times and dates need no quotes."
    yield ""
    yield "| Key | Default | Meaning |"
    yield "| --- | --- | --- |"
    yield "| `timezone` | `UTC` | Of every time that names no other. |"
    for name, model in sections(FEATURES).items():
        entry = _entry_of(model)
        yield from ("", f"## `{name}`", "", _sentence(entry.__doc__))
        if entry is not model:
            yield "Each has an id of its own, `[a-z0-9-]+`, and under it:"
        yield from ("", *_table(entry))
        for key, field in entry.model_fields.items():
            if _is_under_names(field.annotation):
                inner = _entry_of(field.annotation)
                yield from ("", f"### `{name}.{key}`", "", _sentence(inner.__doc__))
                yield from ("", *_table(inner))
    yield from ("", "## Placeholders", "")
    yield "In a meeting's `title`, `minutes` and template: `{name}`, or `{name:format}`"
    yield "for numbers (`{month:02}`) and dates (`{date:%A %e %B}`). A brace that is meant"
    yield "is doubled. Nothing is evaluated. `{title}` is for the template only."
    yield ""
    yield "| Placeholder | For example |"
    yield "| --- | --- |"
    for name, value in PLACEHOLDERS.items():
        yield f"| `{{{name}}}` | {_example(value)} |"
    yield ""
    yield "What is not known is empty: `{calendar}` where the repository is private, or"
    yield "where the bot has no `PUBLIC_URL`; `{notes}` with `notes: hackmd`, as the note"
    yield "is made when the meeting begins; `{previous}` in `minutes`. A placeholder that"
    yield "makes no path there, such as `{video}`, is a mistake."


def _is_under_names(annotation: Any) -> TypeGuard[type[BaseModel]]:
    return isinstance(annotation, type) and issubclass(annotation, RootModel)


def _entry_of(model: type[BaseModel]) -> type[BaseModel]:
    """What is described: of a mapping under free names, one entry."""
    if not issubclass(model, RootModel):
        return model
    _name, entry = get_args(model.model_fields["root"].annotation)
    return cast("type[BaseModel]", entry)


def _table(entry: type[BaseModel]) -> Iterator[str]:
    """The keys of a model."""
    yield "| Key | Default | Meaning |"
    yield "| --- | --- | --- |"
    for key, field in entry.model_fields.items():
        required = field.default is PydanticUndefined
        default = "required" if required else _value(field.default)
        meaning = str(field.description)
        yield f"| `{key}` | {default} | {meaning.replace('|', chr(92) + '|')} |"


def _value(value: object) -> str:
    if value is None or value in ((), {}) or value == Forms():
        return ""
    if isinstance(value, timedelta):
        return f"`{_duration(value)}`"
    if isinstance(value, str) and "\n" in value:
        return "a text of the bot's own"
    if isinstance(value, tuple):
        return f"`[{', '.join(str(item) for item in value)}]`"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _duration(length: timedelta) -> str:
    seconds = int(length.total_seconds())
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds % size == 0 and seconds >= size and (unit != "h" or seconds > size):
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def _example(value: object) -> str:
    if isinstance(value, Month):
        return f"{value}, and `{{month:02}}` is {value.number:02}"
    return str(value)


MEANINGS = {
    "APP_ID": "The App's id, or its client id.",
    "PRIVATE_KEY": "The App's key: PEM, base64 of it, or PEM with `\\n` for line ends.",
    "PRIVATE_KEY_PATH": "Instead of `PRIVATE_KEY`: the PEM file's path.",
    "WEBHOOK_SECRET": "The App's webhook secret, without white space; while it is"
    " changed, the old and the new one separated by a space.",
    "WEBHOOK_PATH": "Where deliveries are received: none of the bot's pages, and nothing"
    " below `/setup`, `/admin` or `/calendar`.",
    "HOST": "The address it listens on.",
    "PORT": "The port it listens on.",
    "GITHUB_API_URL": "GitHub's REST API; of GitHub Enterprise Server"
    " `https://HOST/api/v3`.",
    "GITHUB_GRAPHQL_URL": "GitHub's GraphQL API; derived from the one above.",
    "GITHUB_SERVER_URL": "GitHub's pages for people; with GitHub Enterprise derived from"
    " `GITHUB_API_URL`.",
    "DATABASE_URL": "PostgreSQL 13 or newer, where several machines share the to-do list:"
    " `postgresql://USER:PASSWORD@HOST/DATABASE`, with no pooler between that gives each"
    " transaction another connection. Unset: a SQLite file, for one process.",
    "DATA_DIR": "The directory of the to-do list, a SQLite file, and of the trained"
    " detectors, `detector/OWNER.json`.",
    "PUBLIC_URL": "The bot's own address as others see it. With it, meeting issues link"
    " to the calendar feed, and set-up knows where GitHub sends deliveries.",
    "ADMIN_TOKEN": "Opens `/admin`: as a bearer token, or as the password of the user"
    " `admin`. At least 16 characters. Unset: there is no such page.",
    "HACKMD_TOKEN": "For `notes: hackmd`: a token of the account that the notes belong"
    " to, made there under Settings, API. Unset: no notes are made.",
    "HACKMD_API_URL": "HackMD's API; for a team's workspace"
    " `https://api.hackmd.io/v1/teams/PATH`.",
    "WRITE_INTERVAL": "Seconds between two writes of one installation. `0` sets no pace"
    " and is for a stand-in GitHub only.",
    "LOG_LEVEL": "`debug`, `info`, `warning` or `error`; Probot's `trace`, `warn` and"
    " `fatal` are understood as `debug`, `warning` and `error`.",
    "LOG_FORMAT": "`pretty` or `json`; unset: pretty on a terminal, else json.",
}
_REQUIRED = ("APP_ID", "PRIVATE_KEY", "WEBHOOK_SECRET")


def environment() -> Iterator[str]:
    """The variables, with the defaults that the settings have."""
    yield "# Environment"
    yield ""
    yield "The names are Probot's, so that existing deployments carry over. A file `.env`"
    yield "in the working directory is read too; what the environment says goes first: with"
    yield "a key there, neither name of it in `.env` counts. A missing or wrong variable"
    yield "stops the start with exit code 2 and one line that names it and the cure, and so"
    yield "does a `.env` that cannot be read. A path may begin with `~`. With neither"
    yield "`APP_ID` nor a key, `compass-bot serve` has [GitHub make an"
    yield "App](../how-to/install.md) and writes its credentials into `.env`."
    yield ""
    yield "| Variable | Default | Meaning |"
    yield "| --- | --- | --- |"
    defaults = {field.name: field.default for field in fields(Settings)}
    for name in sorted(VARIABLES, key=list(MEANINGS).index):
        target, _ = VARIABLES[name]
        value = defaults.get(target)
        if isinstance(value, timedelta):
            value = f"{value.total_seconds():g}"
        known = isinstance(value, str | int | Path)
        default = "required" if name in _REQUIRED else f"`{value}`" if known else ""
        yield f"| `{name}` | {default} | {MEANINGS[name]} |"


VERSIONS: Mapping[str, str] = {
    "project": "as the configuration names it, `owner/name`",
    "repository": "what it is called now; null where GitHub tells nothing of it",
    "archived": "whether it is; null where GitHub tells nothing of it",
    "channel": "what tells that a version is out: `tag`, `release`, or `none`",
    "stage": "its place in the order of releases, from 1",
    "version": "the last one that is stable; another only if there is none",
    "tag": "the version's tag as it is written",
    "released": "the day, in UTC: `2026-07-09`",
    "prerelease": "whether there was never anything better",
    "url": "GitHub's page about the tag",
    "in_flight": "a newer prerelease: an object with `version`, `tag`, `released`,"
    " `prerelease` and `url`",
    "unknown": "what could not be told, and why, for people; otherwise empty",
}
"""What is told of each project at `/versions/`."""


def http() -> Iterator[str]:
    """The routes that the server answers."""
    yield "# HTTP"
    yield ""
    yield "| Route | Answer |"
    yield "| --- | --- |"
    path = {field.name: field.default for field in fields(Settings)}["webhook_path"]
    yield f"| `POST {path}` | GitHub's deliveries, see below |"
    for path, methods in _routes().items():
        for method, handler in methods.items():
            yield f"| `{method} {path}` | {_sentence(handler.__doc__)} |"
    yield ""
    yield "A path that is not listed is 404, another method 405. Errors are JSON,"
    yield '`{"error": "…"}`, and repeat nothing of what was sent.'
    yield from ("", "## Deliveries", "")
    yield "| Status | When |"
    yield "| --- | --- |"
    yield "| 202 | what the delivery asks for is on disk, or it asks for nothing |"
    yield "| 400 | a header is missing or malformed, or the body is no JSON object |"
    yield "| 401 | `X-Hub-Signature-256` is missing or wrong; SHA-1 never counts |"
    yield "| 413 | the body is over 25 MB |"
    yield "| 415 | the content type is not `application/json` |"
    yield "| 503 | it cannot be recorded just now; `Retry-After` says when to come again |"
    yield from ("", "## `/admin`", "")
    yield "Only where `ADMIN_TOKEN` is set; otherwise 404, as any other path. With"
    yield "`Accept: application/json` it is JSON. [Watch the"
    yield "bot](../how-to/watch-the-bot.md) says what is on it."
    yield ""
    yield "| Status | When |"
    yield "| --- | --- |"
    yield "| 200 | with `Authorization: Bearer TOKEN`, or Basic with the user `admin` |"
    yield "| 303 | the button's job was retried, or there was nothing to retry |"
    yield "| 400 | what was posted is no form of the page: `job=…` as its button has it |"
    yield "| 401 | there is no token, or a wrong one |"
    yield "| 403 | the form came from another site's page |"
    yield "| 429 | too many wrong tokens; the right one opens all the same |"
    yield "| 503 | the list cannot be written just now; with `Retry-After` |"
    yield from _set_up()
    yield from ("", "## Calendars and versions", "")
    yield "Of a public repository with the App, for everybody, without a token, also from"
    yield "a page in a browser. An answer is good for five minutes (`Cache-Control`,"
    yield "`ETag`). 404 is the same whatever the reason. 503 with `Retry-After` means that"
    yield "GitHub does not tell just now, or that too many names were asked for that have"
    yield "nothing."
    yield ""
    yield "`/versions/…json` is an object with `repository` and `projects`, a list in the"
    yield "order of the configuration. Private projects are not in it. What is not known,"
    yield "or not there, is null. Names may be added; none is taken away or changed."
    yield ""
    yield "| Of each project | |"
    yield "| --- | --- |"
    for name, meaning in VERSIONS.items():
        yield f"| `{name}` | {meaning} |"


def _set_up() -> Iterator[str]:
    yield from ("", "## `/setup`", "")
    yield "Only where `serve` was started with neither `APP_ID` nor a key, until there is"
    yield "an App; then 404, with a page that says so. [Install](../how-to/install.md)"
    yield "leads through it. Until then `/healthz` is 200, `/readyz` 503, a delivery 503"
    yield "with `Retry-After`, and everything else 404."
    yield ""
    yield "| Status | When |"
    yield "| --- | --- |"
    yield "| 200 | the form, what it leads to, or that the bot runs |"
    yield "| 303 | the token was right, and is not any more: a cookie has its place |"
    yield "| 400 | an answer of GitHub that was not asked for, or cannot be used (again) |"
    yield "| 403 | there is no token, a wrong or used one, or it is another browser |"
    yield "| 409 | something is set that would win, or `.env` cannot be read or written |"
    yield "| 422 | the form asks for what GitHub would refuse |"
    yield "| 429 | too many wrong tokens; the right one opens all the same |"
    yield "| 502, 503 | GitHub, the disk or the store has trouble; the page says the cure |"


def _routes() -> Mapping[str, Mapping[str, Callable[..., Any]]]:
    unused: Any = None
    pages = Pages(
        settings=unused,
        features=FEATURES,
        todo=unused,
        identity=unused,
        now=lambda: unused,
    )
    calendar, versions = Calendar(unused, now=unused), Versions(unused, now=unused)
    admin = Admin(
        "a token",
        settings=Settings(app_id="", private_key="", webhook_secrets=()),
        todo=unused,
        app=unused,
        overview=unused,
        heard=unused,
        made_up=unused,
        now=lambda: unused,
    )
    setup = Setup(
        "a token",
        settings=Settings(app_id="", private_key="", webhook_secrets=()),
        keeper=unused,
        env_file="",
        now=lambda: unused,
    )
    return {
        **pages.routes,
        **admin.routes,
        **calendar.routes,
        **versions.routes,
        **setup.lasting,
    }


def command_line() -> Iterator[str]:
    """Every command's own help."""
    yield "# Command line"
    yield ""
    yield "Exit codes: 0 done, 1 something it was asked to do failed, 2 wrong use. A time"
    yield "is ISO 8601 with an offset or `Z`."
    # with its settings: a command keeps the help option that it was first asked for
    settings = {**compass_bot.context_settings, "max_content_width": 88}
    context = click.Context(compass_bot, info_name="compass-bot", **settings)
    yield from ("", "```text", compass_bot.get_help(context), "```")
    for name in sorted(compass_bot.commands):
        command = compass_bot.commands[name]
        own = click.Context(
            command, parent=context, info_name=name, max_content_width=88
        )
        yield from ("", f"## `compass-bot {name}`", "")
        yield from ("```text", command.get_help(own), "```")


def _sentence(docstring: str | None) -> str:
    first = (docstring or "").strip().partition("\n\n")[0]
    return " ".join(first.split())


def main() -> None:
    """Write every page anew."""
    REFERENCE.mkdir(exist_ok=True)
    for name, text in pages().items():
        (REFERENCE / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
