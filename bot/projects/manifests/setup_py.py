"""`setup.py`, read and never run: what stands in it as text.

The arguments of `setup()` may stand in a dictionary (`**setup_args`), in variables, and
in assignments to either. What code makes of a file (`open("requirements.txt")`) is not
followed: that file is a manifest too, and counts itself.
"""

import ast
import warnings
from collections import defaultdict
from collections.abc import Iterator

from bot.core.models import File
from bot.projects.manifests.names import PYTHON, python_name
from bot.projects.manifests.paths import says_development
from bot.projects.manifests.said import Said, Unreadable

NEEDS = "install_requires"
EXTRAS = "extras_require"
MOST_DEPTH = 20
MOST_STEPS = 20_000

Text = tuple[str, int]
"""A line of text, and which of the file it stands in."""


def read_setup_py(file: File) -> Said:
    """What it is called, and what it needs to run, for its extras and to be built."""
    said = Said(file.path)
    code = _Code(_parse(file.text))
    for name, _ in code.texts(code.arguments["name"]):
        said.call(PYTHON, python_name(name))
    for key in (NEEDS, "setup_requires", "tests_require"):
        _need(said, code.texts(code.arguments[key]), runtime=key == NEEDS)
    for extra, values in code.tables(code.arguments[EXTRAS]):
        _need(said, code.texts([values]), runtime=not says_development(extra))
    if code.lost and NEEDS in code.arguments:
        said.elsewhere = "makes its requirements by code, which is never run"
    return said


def _need(said: Said, texts: Iterator[Text], *, runtime: bool) -> None:
    for text, line in texts:
        one = text.strip()
        if not one or one.startswith("#"):
            continue
        if not said.need_python(one, line, runtime=runtime):
            said.doubt(f"has no requirement at line {line}")


def _parse(text: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of escapes, for whoever would run it
            return ast.parse(text)
    except SyntaxError as error:
        place = f" at line {error.lineno}" if error.lineno else ""
        raise Unreadable(f"is no Python{place}") from None
    except (ValueError, MemoryError, RecursionError, SystemError):
        # in this order: a NUL, brackets nested too deep for the parser, chains too long
        # for its tree, and the same again in some versions
        raise Unreadable("is no Python that can be read") from None


class _Code:
    """Assignments of a module, and the arguments of its `setup()`, by name."""

    def __init__(self, module: ast.Module) -> None:
        self.variables: dict[str, list[ast.expr]] = defaultdict(list)
        self.items: dict[str, dict[str, list[ast.expr]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self.arguments: dict[str, list[ast.expr]] = defaultdict(list)
        self.lost = False
        self.steps = 0
        calls: list[ast.Call] = []
        for node in ast.walk(module):
            if isinstance(node, ast.Assign):
                names = [one for one in node.targets if isinstance(one, ast.Name)]
                for target in node.targets:
                    # what is done to a variable later is done to the item, too
                    is_name = target in names or not names
                    self.assign(target, node.value if is_name else names[0])
            elif isinstance(node, ast.AugAssign | ast.AnnAssign) and node.value:
                self.assign(node.target, node.value)
            elif isinstance(node, ast.Call):
                calls.append(node)
        for call in calls:
            self.call(call)

    def assign(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Name):
            self.variables[target.id].append(value)
        elif (
            isinstance(target, ast.Subscript)
            and isinstance(target.value, ast.Name)
            and isinstance(target.slice, ast.Constant)
        ):
            self.items[target.value.id][str(target.slice.value)].append(value)

    def call(self, call: ast.Call) -> None:
        match call.func:
            case ast.Name(id="setup") | ast.Attribute(attr="setup"):
                self.setup(call)
            case ast.Attribute(ast.Name(name), "append" | "extend") if call.args:
                self.variables[name].append(call.args[0])
            case ast.Attribute(ast.Name(name), "update"):
                self.variables[name].append(call)

    def setup(self, call: ast.Call) -> None:
        for keyword in call.keywords:
            if keyword.arg is not None:
                self.arguments[keyword.arg].append(keyword.value)
                continue
            for key, value in self.tables([keyword.value]):
                self.arguments[key].append(value)

    def tables(
        self, expressions: list[ast.expr], depth: int = 0
    ) -> Iterator[tuple[str, ast.expr]]:
        """Keys and values of dictionaries, as far as they stand there as text."""
        for expression in expressions:
            if not self.may_follow(depth):
                return
            match expression:
                case ast.Dict(keys, values):
                    yield from self.pairs(keys, values, depth)
                case ast.Call():
                    yield from self.tables(expression.args, depth + 1)
                    for keyword in expression.keywords:
                        if keyword.arg is not None and self.may_follow(depth):
                            yield keyword.arg, keyword.value
                case ast.Name(name):
                    yield from self.tables(self.variables[name], depth + 1)
                    for item, values in self.items[name].items():
                        for value in values:
                            if self.may_follow(depth):
                                yield item, value

    def pairs(
        self, keys: list[ast.expr | None], values: list[ast.expr], depth: int
    ) -> Iterator[tuple[str, ast.expr]]:
        for key, value in zip(keys, values, strict=True):
            if isinstance(key, ast.Constant) and self.may_follow(depth):
                yield str(key.value), value
            elif key is None:
                yield from self.tables([value], depth + 1)

    def texts(self, expressions: list[ast.expr], depth: int = 0) -> Iterator[Text]:
        """Texts of lists, as far as they stand there; `lost` tells what does not."""
        for expression in expressions:
            if not self.may_follow(depth):
                return
            match expression:
                case ast.Constant(str(text)):
                    step = expression.end_lineno != expression.lineno
                    for place, line in enumerate(text.split("\n")):
                        yield line, expression.lineno + place * step
                case ast.Constant():
                    pass
                case ast.List(parts) | ast.Tuple(parts) | ast.Set(parts):
                    yield from self.texts(parts, depth + 1)
                case ast.Starred(part):
                    yield from self.texts([part], depth + 1)
                case ast.Name(name) if self.variables[name]:
                    yield from self.texts(self.variables[name], depth + 1)
                case ast.BinOp(left, ast.Add(), right) if not any(
                    isinstance(side, ast.Constant) for side in (left, right)
                ):
                    yield from self.texts([left, right], depth + 1)
                case _:
                    self.lost = True

    def may_follow(self, depth: int) -> bool:
        """Whether to go on: variables may lead in circles, and from all to all."""
        self.steps += 1
        self.lost |= depth > MOST_DEPTH or self.steps > MOST_STEPS
        return depth <= MOST_DEPTH and self.steps <= MOST_STEPS
