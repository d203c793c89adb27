"""What a command installs, with pip (also uv's) or with npm."""

import re
from collections.abc import Iterator, Sequence

from bot.projects.manifests.names import NPM, PYTHON
from bot.projects.manifests.shell import Word

_BEFORE = frozenset({"command", "env", "exec", "nice", "sudo", "time"})
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*+=.*", re.DOTALL)
_PIP = re.compile(r"pip[0-9.]*")
_PYTHON_ITSELF = re.compile(r"python[0-9.]*")
_BY_PIP = frozenset({"install", "wheel"})
_BY_NPM = frozenset({"add", "i", "in", "install"})

_WITH_VALUE = frozenset(
    """
    --abi --build-constraint --build-option --cache-dir --cert --client-cert
    --config-setting --config-settings --constraint --editable --exists-action
    --find-links --global-option --group --implementation --install-option
    --keyring-provider --log --no-binary --only-binary --platform --prefix
    --progress-bar --proxy --python --python-version --report --requirement
    --resume-retries --retries --root --src --target --timeout --trusted-host
    --upgrade-strategy --use-deprecated --use-feature --wheel-dir

    --cache --fetch-retries --fetch-timeout --globalconfig --include --install-strategy
    --loglevel --omit --only --registry --tag --userconfig --workspace
    """.split()
)
_LETTERS = {PYTHON: "Cbcefiprtw", NPM: "Cw"}
"""Options of one letter that take a value."""


def installed(words: Sequence[Word]) -> tuple[str, Sequence[Word]]:
    """The ecosystem, and what is installed from there, as written; ("", ()) for none."""
    ecosystem, rest = _tool(words)
    verb, *arguments = [*_arguments(rest, ecosystem)] or [Word("", 0)]
    if verb.text in {PYTHON: _BY_PIP, NPM: _BY_NPM}.get(ecosystem, ()):
        return ecosystem, arguments
    return "", ()


def _tool(words: Sequence[Word]) -> tuple[str, Sequence[Word]]:
    """Whose command it is, and what it is given."""
    at = next((at for at, word in enumerate(words) if not _is_before(word)), len(words))
    program = words[at].text.rpartition("/")[2] if at < len(words) else ""
    rest = words[at + 1 :]
    if program == "npm":
        return NPM, rest
    if _PIP.fullmatch(program):
        return PYTHON, rest
    if program == "uv" and rest and rest[0].text == "pip":
        return PYTHON, rest[1:]
    if _PYTHON_ITSELF.fullmatch(program):
        for at, word in enumerate(rest):
            if word.text == "-m":
                is_pip = [one.text for one in rest[at + 1 : at + 2]] == ["pip"]
                return (PYTHON, rest[at + 2 :]) if is_pip else ("", ())
            if not word.text.startswith("-"):
                break
    return "", ()


def _is_before(word: Word) -> bool:
    """Whether it only says how the program that follows is run."""
    return (
        word.text in _BEFORE
        or word.text.startswith("-")
        or bool(_ASSIGNMENT.fullmatch(word.text))
    )


def _arguments(words: Sequence[Word], ecosystem: str) -> Iterator[Word]:
    """Those that are no option, nor the value of one, but for addresses of git's."""
    is_value = False
    for word in words:
        is_option = word.text.startswith("-") and not is_value
        if not is_option and (not is_value or word.text.startswith("git+")):
            yield word
        is_value = is_option and _takes_value(word.text, ecosystem)


def _takes_value(option: str, ecosystem: str) -> bool:
    """Whether its value is the word that follows."""
    if option.startswith("--"):
        wants_address = option.endswith("-url") and "=" not in option
        return wants_address or option in _WITH_VALUE
    letters = _LETTERS.get(ecosystem, "")
    place = next((at for at, one in enumerate(option) if one in letters), 0)
    return place > 0 and place == len(option) - 1
