"""A repository in which the bot does nothing, or not what was meant."""

import pytest

from bot.playground import Fault
from bot.playground.discourse import PlaygroundDiscourse
from bot.playground.faults import graphql_timeout
from tests.doctor.patient import CONFIGURATION, FILE

TEAM = "jupyterhub/team-compass"


async def test_a_file_is_wrong_and_an_older_one_is_in_force(patient):
    patient.repo.commit(FILE, CONFIGURATION.replace("when:", "wen:"))
    lines = await patient.examine()
    bad = [line for line in lines if line.ok is False]
    assert {line.check for line in bad} == {"configuration"}
    assert any(
        line.says.startswith(
            f"{TEAM}/{FILE}:3: meetings.team.wen: is an unknown key, did you mean when?"
        )
        for line in bad
    )
    assert all("an older one is in force" in line.cure for line in bad)


async def test_a_file_was_never_right(patient, github):
    other = github.add_repository("jupyterhub/binderhub")
    other.commit(FILE, "meetings: [\n")
    lines = await patient.examine()
    (wrong,) = [line for line in lines if line.ok is False]
    assert wrong.says.startswith(f"jupyterhub/binderhub/{FILE}:")
    assert "until then nothing is done" in wrong.cure


async def test_a_file_with_no_end_of_mistakes(patient):
    series = "".join(f"  s{n}: {{wen: x}}\n" for n in range(20))
    patient.repo.commit(FILE, f"meetings:\n{series}")
    bad = [line for line in await patient.examine() if line.ok is False]
    assert len(bad) == 11
    assert "more mistakes after these" in bad[-1].says
    assert f"/{TEAM}/blob/HEAD/{FILE}" in bad[-1].cure


async def test_the_owners_file_is_wrong_and_told_once(patient, github):
    shared = github.add_repository("jupyterhub/.github")
    shared.commit(FILE, "support: {forum: nowhere}\n")
    github.add_repository("jupyterhub/binderhub").commit(FILE, "{}")
    lines = await patient.examine()
    (wrong,) = [line for line in lines if line.ok is False]
    assert wrong.says.startswith(f"jupyterhub/.github/{FILE}:1: support.forum:")


async def test_an_old_file_is_wrong(patient, github):
    old = github.add_repository("jupyterhub/binderhub")
    old.commit(".github/support.yml", "supportLabel: [a, b]\n")
    (wrong,) = [line for line in await patient.examine() if line.ok is False]
    start = "jupyterhub/binderhub/.github/support.yml:1: supportLabel"
    assert wrong.says.startswith(start)
    assert f"or move what it says to {FILE}" in wrong.cure


async def test_each_way_to_be_configured_is_counted(patient, github):
    github.add_repository("binderhub/.github").commit(FILE, CONFIGURATION)
    github.add_repository("binderhub/docs")
    old = github.add_repository("nbgrader/nbgrader")
    old.commit(".github/support.yml", "supportLabel: support\n")
    github.add_repository("nbgrader/docs")
    archived = github.add_repository("jupyterhub/attic")
    archived.commit(FILE, CONFIGURATION)
    archived.archived = True
    lines = await patient.examine()
    assert lines.bad == []
    (together,) = [line for line in lines.of("configuration") if line.word == "ok"]
    assert together.says == (
        "6 repositories: 3 with a file, 1 by their owner's .github, 1 by an old"
        " support.yml, 1 without any, 1 archived and passed by"
    )


async def test_nobody_asks_for_anything(patient):
    patient.repo.commit(FILE, None)
    lines = await patient.examine()
    line = lines.one("configuration")
    assert line.word == "warning"
    assert f"commit a {FILE}" in line.cure


async def test_it_has_no_issues(patient, github):
    patient.repo.has_issues = False
    lines = await patient.examine()
    bad = [line for line in lines if line.ok is False]
    assert len(bad) == 1
    assert f"{TEAM} has a {FILE}, but no issues" in bad[0].says
    assert f"{github.server_url}/{TEAM}/settings" in bad[0].cure


async def test_labels_and_templates_that_are_not_there(patient, github):
    forms = (
        "request_info: {label: more, forms: {impact: {}}}\n"
        "releases: {when: day 1 of july, labels: [pulse], projects: {o/hub: {}}}\n"
        "support: {forum: https://forum.invalid, similar: false}\n"
    )
    template = "    template: .github/meeting.md\n"
    text = CONFIGURATION.replace("    labels", f"{template}    labels") + forms
    patient.repo.commit(FILE, text)
    patient.repo.label("More")
    lines = await patient.examine()
    assert lines.bad == []
    told_of = [line for line in lines.of("configuration") if line.word == "warning"]
    assert [line.says for line in told_of] == [
        f"{TEAM}: meetings.team.template: .github/meeting.md is not in this repository;"
        " the usual text is used instead",
        f"{TEAM} has no label impact, pulse and support, which its file names",
    ]
    assert f"{github.server_url}/{TEAM}/labels" in told_of[1].cure
    patient.repo.commit(".github/meeting.md", "At {time}, with {nobody}")
    for name in ("impact", "pulse", "support"):
        patient.repo.label(name)
    (line,) = (await patient.examine()).warned_of("configuration")
    assert "nobody" in line.says


@pytest.mark.parametrize(
    ("path", "why"),
    [
        (".github/meeting.md/x.md", "is a folder"),
        (".github/meeting.md", "is no text"),
        ("", "is not in this repository"),
    ],
)
async def test_a_template_that_is_something_else(patient, path, why):
    template = "    template: .github/meeting.md\n"
    patient.repo.commit(
        FILE, CONFIGURATION.replace("    labels", f"{template}    labels")
    )
    if path:
        patient.repo.commit(path, b"\0\1")
    (line,) = (await patient.examine()).warned_of("configuration")
    assert why in line.says


async def test_hundreds_of_repositories_take_few_requests(patient, github):
    for number in range(45):
        repo = github.add_repository(f"jupyterhub/r{number}")
        repo.commit(FILE, CONFIGURATION)
    github.requests.clear()
    lines = await patient.examine()
    assert lines.bad == []
    assert len(lines.warned_of("configuration")) == 45
    assert len(github.requests) <= 15


async def test_what_github_cannot_tell_of_one_hides_no_other(patient, github):
    github.add_repository("jupyterhub/binderhub").commit(FILE, "wrong: 1\n")
    github.faults.add(
        Fault(match=f"GET /repos/{TEAM}/contents/…", status=502, times=None)
    )
    github.faults.withhold("Repository.object", TEAM)
    lines = await patient.examine()
    bad = [line.says for line in lines if line.ok is False]
    assert any(f"{TEAM}: cannot be read now" in says for says in bad)
    assert any("jupyterhub/binderhub" in says for says in bad)


async def test_graphql_fails_after_all(patient, github):
    github.faults.add(graphql_timeout(skip=1, times=None))
    lines = await patient.examine()
    (bad,) = [line for line in lines if line.ok is False]
    assert bad.check == "configuration jupyterhub"
    assert bad.cure


class TestForum:
    CONFIGURATION = "support: {{forum: '{}', labels: [agenda]}}\n"

    async def test_it_answers(self, patient, clock):
        async with PlaygroundDiscourse(clock=clock) as forum:
            patient.repo.commit(FILE, self.CONFIGURATION.format(forum.url))
            lines = await patient.examine()
        assert lines.bad == []
        assert lines.one("forum").says == f"{forum.url} answers"

    async def test_it_does_not(self, patient, clock):
        async with PlaygroundDiscourse(clock=clock) as forum:
            patient.repo.commit(FILE, self.CONFIGURATION.format(forum.url))
            forum.faults.add(Fault(status=403, body="no", times=None))
            lines = await patient.examine()
        assert lines.bad == []
        assert lines.one("forum").word == "warning"
        assert "it answered 403" in lines.one("forum").says
        assert "similar: false" in lines.one("forum").cure
