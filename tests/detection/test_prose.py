"""What is left of an issue when only its author speaks."""

import pytest

from bot.detection.prose import read_prose

QUESTION = "How do I set the limit?"


@pytest.mark.parametrize(
    "around",
    [
        "---\nname: Bug\nabout: A bug\nlabels: bug\n---\n\n{}",
        "<!-- Describe\nthe bug. -->\n{}",
        "<!-- a --> <!-- b -->{}",
        "{}\n<!-- a comment that never ends\n\nmore of it",
        "```yaml\nhub:\n  config: a word that was pasted\n```\n{}",
        "~~~~\n```\nstill code\n~~~\n~~~~\n{}",
        "- ```\n  code in an entry\n  ```\n\n{}",
        "{}\n```\na fence that never ends\n",
        "{}\n\n    indented code of people\n\n    and more of it\n",
        "> What somebody else said\n> and more\n\n{}",
        "### Bug description\n\n{}",
        "#### Bug description ####\n{}",
        "**Describe the bug**\n{}",
        "__Describe the bug__:\n{}",
        "{}\n\n### Logs\n\n_No response_\n",
        "- [x] I have searched\n- [ ] I have not\n\n{}",
        "| a | b |\n| --- | --- |\n| one word | two words |\n\n{}",
        "one word | two words | three words | four\n{}",
        "[I 2023-03-01 10:01:22.101 JupyterHub app:2775] Running JupyterHub\n{}",
        "2023-03-01 10:01:22 something happened\n{}",
        "Mar  1 10:01:22 host sudo: something happened\n{}",
        "I0304 10:01:22 reflector.go:1 something happened\n{}",
        "ERROR: something happened to the hub\n{}",
        "$ helm upgrade hub jupyterhub\n{}",
        "helm upgrade --install hub jupyterhub\n{}",
        "kubectl get pods\n{}",
        ">>> import jupyterhub\n{}",
        "c.JupyterHub.port = 8000\n{}",
        "singleuser:\n  memory: 1G\n\n{}",
        "- OS: Ubuntu 22.04\n- Version(s): 4.0\n- Chart version: 3.1\n\n{}",
        "<details><summary>Logs of mine</summary>\nmore words\n\n</details>\n{}",
        "<pre>\nwords in it\n</pre>\n{}",
        '<img src="a.png" width="3">\n{}',
        "![a screenshot](https://example.org/a.png)\n{}",
        "A clear and concise description of what the bug is.\n{}",
        "{}\n\n---\n",
        "1.2.3\n{}",
        "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVoQUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo\n{}",
    ],
)
def test_what_is_no_word_of_the_author_is_left_out(around):
    assert read_prose("", around.replace("{}", QUESTION)).text == QUESTION
    assert read_prose(
        "", around.replace("{}", QUESTION).replace("\n", "\r\n")
    ).text == (QUESTION)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Set `c.Spawner.mem_limit` to 1?", "Set code to 1?"),
        ("See [the docs](https://example.org) first", "See the docs first"),
        ("See https://example.org/a?b=c first", "See link first"),
        ("**Really** _important_ ~~not~~", "Really important not"),
        ("In /etc/jupyterhub/config.py there is", "In code there is"),
        ("I <b>really</b> want to", "I really want to"),
        ("torn\nover lines", "torn over lines"),
        ("one\n\ntwo", "one\ntwo"),
        ("- one\n- two\n  goes on", "one\ntwo goes on"),
        ("1. one\n\n   still one", "one\nstill one"),
        ("a snake_case word", "a snake_case word"),
    ],
)
def test_a_sentence_stays_one(written, read):
    assert read_prose("", written).text == read


def test_the_title_is_read_alike():
    assert read_prose("Set `a` to **1**", "").title == "Set code to 1"


def test_an_answer_stays_and_its_heading_goes():
    prose = read_prose("", f"### Bug description\n\n{QUESTION}\n\n### Logs\n\nNone.\n")
    assert (prose.text, prose.tells_steps, prose.proposes) == (QUESTION, False, False)


@pytest.mark.parametrize(
    ("heading", "steps", "proposes"),
    [
        ("### How to reproduce", True, False),
        ("#### Expected behaviour", True, False),
        ("**To Reproduce**", True, False),
        ("### Proposed change", False, True),
        ("**Describe alternatives you've considered**", False, True),
        ("### Bug description", False, False),
    ],
)
def test_what_people_took_the_trouble_to_tell_is_known(heading, steps, proposes):
    told = read_prose("", f"{heading}\n\nStart two servers of one user.\n")
    assert (told.tells_steps, told.proposes) == (steps, proposes)
    untold = read_prose(
        "", f"{heading}\n\n_No response_\n\n### Logs\nfour words of logs"
    )
    assert (untold.tells_steps, untold.proposes) == (False, False)
    evaded = read_prose("", f"{heading}\n\nsee above\n")
    assert (evaded.tells_steps, evaded.proposes) == (False, False)


TRACEBACK = """\
Traceback (most recent call last):
  File "app.py", line 3294, in launch_instance_async
    await self.initialize(argv)
OSError: [Errno 98] Address already in use
"""


@pytest.mark.parametrize(
    "body",
    [
        TRACEBACK,
        f"```\n{TRACEBACK}```\n",
        f"<details>\n{TRACEBACK}</details>\n",
        "\n".join(f"    {line}" for line in TRACEBACK.splitlines()),
        "Error: Service Unavailable",
        "TypeError: undefined is not a function\n    at foo (app.js:1:2)",
    ],
)
def test_an_error_is_seen_wherever_it_is_pasted(body):
    prose = read_prose("", f"{QUESTION}\n\n{body}")
    assert prose.shows_error
    assert prose.text == QUESTION


def test_an_error_in_the_title_is_seen():
    assert read_prose("KeyError: 'pending' in the culler", "").shows_error


def test_logs_and_code_are_seen():
    prose = read_prose("", "[I 2023-03-01 10:01:22 app] Hello\n\n```\na\n```")
    assert (prose.shows_log, prose.shows_code, prose.shows_error) == (True, True, False)


def test_of_a_long_text_the_beginning_is_read():
    assert read_prose("", "How so?\n" * 5_000).text.count("How") == 400
    assert len(read_prose("", "word " * 20_000).text) <= 8_000


@pytest.mark.parametrize(
    "settings",
    [
        "hub:\n  db:\n    type: postgres",
        "c.JupyterHub.port = 80\nc.Spawner.args += ['--debug']",
        "server {\n    listen 443 ssl;\n}",
        "ProxyPass / http://localhost:8000/\nProxyPreserveHost on",
    ],
    ids=["YAML", "traitlets", "nginx", "Apache"],
)
def test_settings_in_code_are_seen(settings):
    assert read_prose("", f"```\n{settings}\n```").shows_settings
    assert not read_prose("", f"```\n{settings.splitlines()[0]}\n```").shows_settings


def test_a_list_of_versions_is_no_settings():
    assert not read_prose("", "OS: Debian 12\nHelm: v3.6\nChart: 1.1.3").shows_settings


def test_a_traceback_is_more_than_an_error():
    error = read_prose("", "```\nKeyError: 'pending'\n```")
    traceback = read_prose(
        "", 'Traceback (most recent call last):\n  File "a", line 1\n'
    )
    assert (error.shows_error, error.shows_traceback) == (True, False)
    assert (traceback.shows_error, traceback.shows_traceback) == (True, True)
