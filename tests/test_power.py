"""The App may do what its features do, and nothing else; GitHub itself says what that is."""

import ast
import functools
import importlib
import inspect
import json
import pkgutil
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
import yaml

from bot.app import FEATURES, events, permissions
from bot.core import actions, repository_actions
from bot.core.actions import Action
from bot.core.delivery import Delivery
from bot.core.mark import Mark
from bot.feature import GROUND, Feature
from bot.github.permissions import LEVELS
from bot.github.writes import WRITES
from bot.playground import Clock
from bot.playground.requests import Request
from bot.playground.rest.routes import ROUTES
from bot.web.payload import parse_payload
from tests.npm_packages import NODE_MODULES
from tests.powers import Powers, powers_at_work

MANIFEST = yaml.safe_load(Path("app.yml").read_text(encoding="utf-8"))
by_name = pytest.mark.parametrize("feature", FEATURES, ids=lambda one: one.name)

CONFIGURED = {"contents": "read", "metadata": "read"}
"""What it takes to read a repository's configuration, without which nothing is done."""


@pytest.fixture
async def powers(clock: Clock, tmp_path: Path) -> Powers:
    """What was asked of GitHub where people do all that the bot does something about."""
    return await powers_at_work(clock, tmp_path)


class TestWhatTheFeaturesAskFor:
    async def test_is_what_each_is_given_and_no_more(self, powers: Powers):
        needed = {name: CONFIGURED | own for name, own in powers.needed.items()}
        for own in needed.values():  # to write is to read
            own["contents"] = max(own["contents"], "read", key=LEVELS.index)
        assert needed == {one.name: dict(one.permissions) for one in FEATURES}
        assert permissions(FEATURES) == MANIFEST["default_permissions"]

        refused = [
            r for own in powers.requests.values() for r in own if r.status == 403
        ]
        assert refused == []
        done = {_operation(r) for own in powers.requests.values() for r in own}
        assert done - {None} == WRITES.keys(), "a write that nobody has seen"

    @pytest.mark.npm
    @by_name
    def test_is_what_github_documents_of_their_writes(self, feature: Feature):
        """Also of a write that no story has."""
        own = {f"{name}:{level}" for name, level in feature.permissions.items()}
        used = {action.operation for action in _actions_of(feature)}
        assert used
        for operation in used:
            assert own & _documented(*_endpoint(operation)), operation


class TestThePlayground:
    """A judge that lets everything pass proves nothing."""

    @pytest.mark.npm
    def test_asks_for_the_permissions_that_github_documents(self):
        checked = [route for route in ROUTES if ":" in route.needs]
        wrong = [
            f"{route.method} {route.template}: {route.needs}"
            for route in checked
            if route.needs not in _documented(route.method, route.template)
        ]
        assert len(checked) > 50
        assert wrong == []


class TestWhatTheFeaturesAreTold:
    """An event that nobody looks at is asked for by nobody, and none is missing."""

    def test_is_what_the_manifest_asks_for(self):
        assert set(MANIFEST["default_events"]) == events(FEATURES)
        assert len(MANIFEST["default_events"]) == len(events(FEATURES))

    @by_name
    def test_is_what_each_looks_at(self, feature: Feature):
        subscribed = sorted(events(FEATURES))
        looked_at = {
            event
            for event in subscribed
            if any([*feature.wakes(delivery)] for delivery in _deliveries(event))
        }
        assert looked_at == set(feature.events)

    @pytest.mark.npm
    @by_name
    def test_has_every_event_that_its_source_names(self, feature: Feature):
        module = importlib.import_module(f"bot.features.{feature.name}.feature")
        words = {
            node.value
            for function in ast.parse(inspect.getsource(module)).body
            if isinstance(function, ast.FunctionDef)
            for node in ast.walk(function)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        assert words & _known_events() <= {*feature.events}

    def test_may_be_told_with_those_permissions(self):
        """GitHub refuses a manifest with an event whose permission it lacks."""
        assert _TOLD_WITH.keys() == set(MANIFEST["default_events"])
        for event, permission in _TOLD_WITH.items():
            assert permission in MANIFEST["default_permissions"], event

    def test_of_the_ground_is_told_whatever_the_features_are(self):
        assert events([]) == GROUND


# https://docs.github.com/webhooks/webhook-events-and-payloads
_TOLD_WITH = {
    "check_run": "checks",
    "check_suite": "checks",
    "create": "contents",
    "delete": "contents",
    "issue_comment": "issues",
    "issues": "issues",
    "pull_request": "pull_requests",
    "push": "contents",
    "release": "contents",
    "repository": "metadata",
}

_DOCUMENTED_THERE = {
    # https://docs.github.com/rest/issues/comments
    "PUT /repos/{}/{}/issues/comments/{}/pin": "issues:write",
    "DELETE /repos/{}/{}/issues/comments/{}/pin": "issues:write",
    # https://docs.github.com/rest/collaborators/collaborators
    "GET /repos/{}/{}/collaborators/{}/permission": "metadata:read",
    # https://docs.github.com/rest/repos/contents
    "PUT /repos/{}/{}/contents/{}": "contents:write",
    # https://docs.github.com/rest/commits/commits
    "GET /repos/{}/{}/commits/{}/pulls": "pull_requests:read",
    "GET /repos/{}/{}/compare/{}": "contents:read",
}
"""What the package, which is made of another page, leaves out."""


@functools.cache
def _documentation() -> dict[str, frozenset[str]]:
    """By endpoint, the permissions of which GitHub wants one."""
    file = NODE_MODULES / "@octokit/app-permissions/generated/api.github.com.json"
    found: dict[str, set[str]] = {
        endpoint: {need} for endpoint, need in _DOCUMENTED_THERE.items()
    }
    for name, levels in json.loads(file.read_text("utf-8"))["permissions"].items():
        for level in ("read", "write"):
            for endpoint in levels.get(level, ()):
                plain = re.sub(r"\{\w+\}", "{}", endpoint)
                found.setdefault(plain, set()).add(f"{name}:{level}")
    return {endpoint: frozenset(needs) for endpoint, needs in found.items()}


def _documented(method: str, template: str) -> frozenset[str]:
    plain = re.sub(r"\{\w+\}", "{}", template)
    return _documentation().get(f"{method} {plain}", frozenset())


def _endpoint(operation: str) -> tuple[str, str]:
    write = WRITES[operation]
    if write.graphql:  # documented nowhere: as for what else is changed of an issue
        write = WRITES[actions.UpdateIssue.operation]
    return write.method, f"/repos/{{owner}}/{{repo}}{write.path}"


def _operation(request: Request) -> str | None:
    """Which of the bot's writes a request is."""
    for operation, write in WRITES.items():
        path = re.sub(r"\{path\}", ".+", write.path)
        path = re.sub(r"\{\w+\}", "[^/]+", path)
        if write.graphql:
            if request.path == "/graphql" and request.body["query"] == write.graphql:
                return operation
        elif request.method == write.method and re.fullmatch(
            f"/repos/[^/]+/[^/]+{path}", request.path
        ):
            return operation
    return None


def _actions_of(feature: Feature) -> Iterator[type[Action]]:
    """The actions that the feature's own modules name."""
    folder = importlib.import_module(f"bot.features.{feature.name}")
    known = {
        name: kind
        for module in (actions, repository_actions)
        for name, kind in vars(module).items()
        if isinstance(kind, type) and issubclass(kind, Action) and kind is not Action
    }
    for found in pkgutil.iter_modules(folder.__path__):
        module = importlib.import_module(f"{folder.__name__}.{found.name}")
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            word = getattr(node, "id", getattr(node, "attr", ""))
            if word in known:
                yield known[word]


def _known_events() -> set[str]:
    file = NODE_MODULES / "@octokit/webhooks-examples/api.github.com/index.json"
    return {event["name"] for event in json.loads(file.read_text("utf-8"))}


_ACTIONS = (
    *("closed", "created", "deleted", "edited", "labeled", "opened", "published"),
    *("reopened", "rerequested", "synchronize", "unlabeled", "unlocked", ""),
)
_TEXTS = (
    "/agenda A\n/support\n/release claim hub",
    str(Mark("minutes-file", {"issue": "1"})),
    "\n".join(
        str(Mark(kind, {})) for kind in ("request-info", "meeting", "pulse", "minutes")
    ),
)


@functools.cache
def _deliveries(event: str) -> tuple[Delivery, ...]:
    """Deliveries of that event, as rich in what may matter as GitHub's are."""
    return tuple(_made(event))


def _made(event: str) -> Iterator[Delivery]:
    kinds = ("User", "Bot")
    for action, text, sender, author, writer in product(
        _ACTIONS, _TEXTS, kinds, kinds, kinds
    ):
        thread = {
            "number": 1,
            "body": text,
            "labels": [{"name": "support"}],
            "user": {"login": "ada", "type": author},
        }
        comment = {"id": 1, "body": text, "user": {"login": "ada", "type": writer}}
        payload = {
            "action": action,
            "sender": {"login": "ada", "type": sender},
            "installation": {"id": 1},
            "repository": {"full_name": "o/r", "default_branch": "main"},
            **{
                "issues": {"issue": thread},
                "issue_comment": {"issue": thread, "comment": comment},
                "pull_request": {"pull_request": thread},
                "check_run": {"check_run": {"head_sha": "a" * 40}},
                "check_suite": {"check_suite": {"head_sha": "a" * 40}},
                "create": {"ref": "1.0.0", "ref_type": "tag"},
                "delete": {"ref": "1.0.0", "ref_type": "tag"},
                "push": {
                    "ref": "refs/heads/main",
                    "commits": [{"added": [".github/meeting.md"]}],
                },
            }.get(event, {}),
        }
        facts = parse_payload(json.dumps(payload).encode())
        yield Delivery("guid", event, facts)
