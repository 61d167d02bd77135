"""The vocabulary: every step that feature files may use, found in the code of the steps without running it."""

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from pytest_bdd import parsers

from gpconnect.assurance.feature_files import WrittenScenario

KEYWORDS: Final = ("Given", "When", "Then")
_FORMS: Final[Mapping[str, Any]] = {"text": parsers.string, "parse": parsers.parse, "re": parsers.re}
COMMAND: Final = "gpconnect-conformance steps --write docs/steps.md"


@dataclass(frozen=True)
class StepDefinition:
    """One step: its keyword, its words, and the module that defines it.

    ``form`` says how the words are to be read: ``text`` literally, ``parse`` with ``{fields}``, ``re`` as a regular
    expression. ``makes`` names what later steps can use, where it makes something.
    """

    keyword: str
    words: str
    form: str
    module: str
    subject: str
    line: int
    makes: str = ""

    @cached_property
    def _parser(self) -> parsers.StepParser:
        made: parsers.StepParser = _FORMS[self.form](self.words)
        return made

    def matches(self, keyword: str, text: str) -> bool:
        """Say whether a step of a feature file, without its table, is this one."""
        return keyword == self.keyword and self._parser.is_matching(text)

    def matches_words(self, text: str) -> bool:
        """Say whether a step has these words, whatever its keyword."""
        return self._parser.is_matching(text)


def step_definitions(folder: Path) -> list[StepDefinition]:
    """Return every step that the modules in a folder define, by module and line."""
    return [one for file in sorted(folder.glob("[a-z]*.py")) for one in _defined_in(file)]


def _defined_in(file: Path) -> Iterator[StepDefinition]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    subject = (ast.get_docstring(tree) or file.stem).split("\n")[0]
    for function in tree.body:
        if isinstance(function, ast.FunctionDef):
            for decorator in function.decorator_list:
                found = _definition(decorator, file.stem, subject)
                if found is not None:
                    yield found


def _definition(decorator: ast.expr, module: str, subject: str) -> StepDefinition | None:
    if not isinstance(decorator, ast.Call) or not isinstance(decorator.func, ast.Name) or not decorator.args:
        return None
    keyword = decorator.func.id.title()
    words = decorator.args[0]
    form = "text"
    if isinstance(words, ast.Call) and isinstance(words.func, ast.Attribute):
        form, words = words.func.attr, words.args[0]
    if keyword not in KEYWORDS or not isinstance(words, ast.Constant):
        return None
    named = (one.value for one in decorator.keywords if one.arg == "target_fixture")
    makes = next((str(one.value) for one in named if isinstance(one, ast.Constant)), "")
    return StepDefinition(keyword, str(words.value), form, module, subject, decorator.lineno, makes)


def unknown_steps(scenario: WrittenScenario, known: Sequence[StepDefinition]) -> Iterator[str]:
    """Yield a line for every step of a scenario that there is none of, with the most likely one."""
    for row in scenario.filled_steps:
        for keyword, step in zip(scenario.keywords, row, strict=True):
            text = step.split("\n")[0]
            if not any(one.matches(keyword, text) for one in known):
                yield f"{scenario.place}: there is no step “{keyword} {text}”; {_hint(text, known)}"


def _hint(text: str, known: Sequence[StepDefinition]) -> str:
    other = next((one.keyword for one in known if one.matches_words(text)), None)
    if other is not None:
        return f"it is a {other} step"
    close = get_close_matches(text, [one.words for one in known], n=1)
    return f"did you mean “{close[0]}”?" if close else "docs/steps.md lists all there are"


def steps_page(known: Iterable[StepDefinition], scenarios: Sequence[WrittenScenario]) -> str:
    """Return the index of the steps as Markdown: by subject, with a scenario that uses each."""
    by_module: dict[str, list[StepDefinition]] = {}
    for one in known:
        by_module.setdefault(one.module, []).append(one)
    number = sum(map(len, by_module.values()))
    lines = [
        "# Every step",
        "",
        f"Made by `{COMMAND}`.",
        "",
        f"These {number} steps are what feature files are written with: ours, and [your own](own-tests.md).",
        "`{name}` stands for words of your choice, `{name:d}` for a number; what a step *makes* is what later",
        "steps speak of. A step with `(?P<...>)` in it is a regular expression.",
    ]
    for module, steps in by_module.items():
        lines += ["", f"## {steps[0].subject}", "", f"`steps/{module}.py`", ""]
        lines += ["| | step | makes | for example in |", "|---|---|---|---|"]
        lines += [_row(one, scenarios) for one in sorted(steps, key=_order)]
    return "\n".join(lines) + "\n"


def _order(step: StepDefinition) -> tuple[int, str]:
    return KEYWORDS.index(step.keyword), step.words


def _row(step: StepDefinition, scenarios: Sequence[WrittenScenario]) -> str:
    user = next((one for one in scenarios if _uses(one, step)), None)
    example = f"{user.file}: {user.title}" if user else ""
    cells = (step.keyword, f"`{step.words}`", f"`{step.makes}`" if step.makes else "", example)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _uses(scenario: WrittenScenario, step: StepDefinition) -> bool:
    row = scenario.filled_steps[0]
    pairs = zip(scenario.keywords, row, strict=True)
    return any(step.matches(keyword, text.split("\n")[0]) for keyword, text in pairs)
