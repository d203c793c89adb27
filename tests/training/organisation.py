"""An imaginary organisation's issues: texts made from parts, so that something can be
learned from them and not everything.

Some questions read like reports and some reports like questions; both quote logs, and
name the same things. A quarter of the parts of a text are of any kind, and so is one
title in eight.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from bot.detection import rules
from bot.playground import Playground
from bot.playground.repositories import Repository
from bot.playground.threads import Issue
from bot.training.examples import Example

Kind = Literal["support", "bug", "feature", "outreach"]
TEAM = "mira"
"""Who looks after the issues."""

THINGS = (
    "the proxy|the spawner|the idle culler|the LDAP authenticator|the admin page"
    "|the services API|the token page|the volume mounts|the image puller|the scheduler"
    "|named servers|the login page"
).split("|")
PLACES = (
    "on our cluster|on a single machine|on Azure|on bare metal|behind nginx|at our"
    " university|on k3s|with Docker Swarm"
).split("|")
DOINGS = (
    "share a folder between users|give each group its own image|limit memory per user"
    "|use our own certificate|log in with GitLab|keep servers running over night"
    "|install packages for everybody|mount an NFS volume|change the logo"
    "|start more than one server"
).split("|")
WHENS = (
    "a user name holds an underscore|two servers stop at once|the token has expired"
    "|the hub restarts|the database is read-only|a group is empty|IPv6 is on"
    "|the profile list is empty"
).split("|")
WISHES = (
    "a dark theme|an option for the timeout|metrics per group|a dry run|pagination"
    "|an audit log|a hook after the spawn|labels on the pods"
).split("|")

TITLES: dict[Kind, tuple[str, ...]] = {
    "support": (
        "How do I {doing} {place}?",
        "Is it possible to {doing}?",
        "Cannot {doing} {place}",
        "Help with {thing} {place}",
        "What is the right way to {doing}?",
        "{thing} does not work for me {place}",
        "Newbie: {doing}",
        "Trouble with {thing} {place}",
    ),
    "bug": (
        "{thing} fails when {when}",
        "KeyError in {thing} when {when}",
        "Regression in 4.{n}: {thing} breaks when {when}",
        "{thing} answers 500 when {when}",
        "Why does {thing} forget its state when {when}?",
        "{thing} does not work when {when}",
        "Race in {thing} when {when}",
    ),
    "feature": (
        "Add {wish} to {thing}",
        "{thing}: {wish}",
        "Allow {wish} for {thing}",
        "Could {thing} offer {wish}?",
        "Feature request: {wish}",
    ),
    "outreach": (
        "How do I get the logo for our poster?",
        "What is the right way to cite the project in a paper?",
        "Is it possible to have a speaker at our workshop?",
        "Question about stickers for our workshop",
    ),
}
PARTS: dict[Kind, tuple[str, ...]] = {
    "support": (
        "I am new to this and try to {doing}.",
        "We would like to {doing} {place}, but I do not know where to begin.",
        "I followed the guide and got stuck at {thing}.",
        "Could somebody point me in the right direction?",
        "Any help is appreciated.",
        "What am I missing in my configuration?",
        "My students cannot log in and I have no idea why.",
        "Is there an example of how people {doing}?",
        "Thanks in advance!",
        "I have tried several things from the forum without luck.",
        "Do I have to change {thing} for that?",
    ),
    "bug": (
        "Since the upgrade to 4.{n} {thing} fails when {when}.",
        "Steps to reproduce: start two servers, wait until {when}, look at {thing}.",
        "Expected: {thing} goes on. Actual: it raises.",
        "I bisected it; the commit that moved {thing} brought it.",
        "It happens in one of {n} runs, always when {when}.",
        "A failing test is attached.",
        "The handler swallows the exception, so that nothing is logged.",
        "In 4.{n} it worked, main has the same problem.",
        "Patch follows.",
    ),
    "feature": (
        "It would be good if {thing} had {wish}.",
        "Proposed: a traitlet for {wish}, off by default.",
        "Alternatives considered: doing it outside, which loses {thing}.",
        "We would contribute {wish}.",
        "Use case: operators of many hubs need {wish}.",
        "The interface could stay as it is.",
    ),
    "outreach": (
        "We would like to show the logo on a poster, but I do not know whom to ask.",
        "I am new to this and prepare a talk about the project.",
        "Could somebody point me to the sentence for a citation in our paper?",
        "Is there a contact for speakers at a workshop {place}?",
        "How do I order stickers for the participants?",
        "Any help with the poster is appreciated.",
    ),
}
NEUTRAL = (
    "Version 4.{n}, Python 3.1{m}.",
    "```\nhub | 20{n}:1{m} GET /hub/api {n}00\nhub | Traceback (most recent call last)\n```",
    "The logs show nothing more.",
    "This is {place}.",
    "Our setup: {n} nodes, {thing} as installed by Helm.",
    "{thing} is used {place}.",
)
LABELS: dict[Kind, str] = {
    "support": "support",
    "bug": "bug",
    "feature": "enhancement",
    "outreach": "outreach",
}


@dataclass(frozen=True)
class Text:
    """An issue that somebody is about to write, and what it really is."""

    title: str
    body: str
    kind: Kind
    author: str


def texts(
    many: int,
    *,
    seed: int = 1,
    kinds: tuple[Kind, ...] = ("support", "bug", "bug", "feature"),
    noise: float = 0.25,
) -> Iterator[Text]:
    """So many texts, the same ones for the same seed, by authors who write several."""
    chance = random.Random(seed)
    for number in range(many):
        kind = kinds[number % len(kinds)]
        yield Text(
            _filled(chance.choice(TITLES[_blurred(kind, chance, noise / 2)]), chance),
            "\n\n".join(_parts(kind, chance, noise)),
            kind,
            f"person-{chance.randrange(max(2, many // 2))}",
        )


def _parts(kind: Kind, chance: random.Random, noise: float) -> Iterator[str]:
    for _ in range(chance.randint(2, 6)):
        told = PARTS[_blurred(kind, chance, noise)]
        pool = NEUTRAL if chance.random() < 0.25 else told
        yield _filled(chance.choice(pool), chance)


def _blurred(kind: Kind, chance: random.Random, noise: float) -> Kind:
    others: tuple[Kind, ...] = ("support", "bug", "feature")
    return chance.choice(others) if chance.random() < noise else kind


def _filled(template: str, chance: random.Random) -> str:
    text = template.format(
        thing=chance.choice(THINGS),
        place=chance.choice(PLACES),
        doing=chance.choice(DOINGS),
        when=chance.choice(WHENS),
        wish=chance.choice(WISHES),
        n=chance.randint(1, 9),
        m=chance.randint(1, 3),
    )
    return text[0].upper() + text[1:]


def publish(repo: Repository, text: Text) -> Issue:
    """Somebody writes it."""
    return repo.open_issue(text.title, text.body, by=text.author)


def live(github: Playground, repo: Repository, many: int, *, seed: int = 1) -> None:
    """A year of issues, each labelled by the team as what it is, most of them closed."""
    repo.set_role(TEAM, "triage")
    for number, text in enumerate(texts(many, seed=seed)):
        github.clock.advance(timedelta(hours=9))
        issue = publish(repo, text)
        issue.add_label(LABELS[text.kind], by=TEAM)
        if number % 5:
            issue.close(by=TEAM)


def example(text: Text) -> Example:
    """What training sees of it."""
    read = rules.read(text.title, text.body)
    return Example(read.words, text.kind == "support", read.fires, text.author.lower())


def examples(many: int, *, seed: int = 1) -> list[Example]:
    """What training sees of so many texts."""
    return [example(text) for text in texts(many, seed=seed)]
