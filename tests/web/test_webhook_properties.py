"""Whatever bytes and headers come, signed or not: an answer, and never a 500."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.hub import GUID, Hub, comment, sign

STATUSES = {202, 400, 401, 413, 415}

# Any header value that an HTTP client can send at all.
values = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f")
)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
json_values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
events = st.sampled_from(["issue_comment", "issues", "push", "installation", "star"])


@st.composite
def nearly_payloads(draw: st.DrawFn) -> object:
    """A comment's payload in which some parts are anything else."""
    payload = comment(draw(st.text()), action=draw(st.sampled_from(["edited", "x"])))
    for path in draw(st.lists(st.sampled_from(PATHS), max_size=4)):
        parent: object = payload
        for name in path[:-1]:
            parent = parent.get(name) if isinstance(parent, dict) else None
        if isinstance(parent, dict):
            parent[path[-1]] = draw(json_values)
    return payload


PATHS = [
    ("action",),
    ("issue",),
    ("issue", "number"),
    ("issue", "user", "login"),
    ("comment",),
    ("comment", "id"),
    ("comment", "body"),
    ("repository",),
    ("repository", "full_name"),
    ("installation", "id"),
    ("sender",),
    ("changes",),
    ("commits",),
    ("repositories",),
    ("repositories_added",),
    ("ref",),
]

quickly = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@quickly
@given(body=st.binary(max_size=200) | json_values.map(lambda v: json.dumps(v).encode()))
async def test_any_signed_bytes(hub: Hub, body: bytes) -> None:
    status, answer = await hub.post(body, hub.headers("issue_comment", body))
    assert status in {202, 400}
    assert (status == 202) == (answer is None)


@quickly
@given(payload=nearly_payloads(), event=events)
async def test_any_shape_of_payload(hub: Hub, payload: object, event: str) -> None:
    status, answer = await hub.deliver(event, payload)
    # json.dumps writes NaN and lone surrogates, which are no JSON
    assert status in {202, 400}, answer
    await hub.woken()


@quickly
@given(
    event=values,
    guid=st.just(GUID) | values,
    content_type=st.just("application/json") | values,
    signature=st.just(sign(b"{}")) | values.map(lambda v: f"sha256={v}") | values,
)
async def test_any_headers(
    hub: Hub, event: str, guid: str, content_type: str, signature: str
) -> None:
    headers = {
        "X-GitHub-Event": event,
        "X-GitHub-Delivery": guid,
        "Content-Type": content_type,
        "X-Hub-Signature-256": signature,
    }
    status, _ = await hub.post(b"{}", headers)
    assert status in STATUSES
