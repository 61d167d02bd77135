"""Which code decides which requirement: the IDs that rules and judges name, found without running them."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

DECIDING_FOLDERS = ("gpconnect/conformance", "gpconnect/load", "steps")
_REQUIREMENT_ID = re.compile(r"(?!AMB-)[A-Z]{3,5}-\d{3}")


@dataclass(frozen=True)
class DecidingCode:
    """One place: the module's path from the project's folder, a line in it, and the function that stands there.

    ``name`` is empty where an ID stands outside of any function, as a constant does.
    """

    file: str
    line: int
    name: str

    @property
    def place(self) -> str:
        """Where the code stands."""
        return f"{self.file}:{self.line}" + (f": {self.name}" if self.name else "")


def deciding_code(project: Path) -> Mapping[str, list[DecidingCode]]:
    """Return the places that name a requirement, by its ID; ``project`` is the folder that holds the package."""
    found: dict[str, list[DecidingCode]] = defaultdict(list)
    for folder in DECIDING_FOLDERS:
        for file in sorted((project / folder).rglob("*.py")):
            for identity, line, name in _named_in(file):
                found[identity].append(DecidingCode(file.relative_to(project).as_posix(), line, name))
    return found


def _named_in(file: Path) -> Iterator[tuple[str, int, str]]:
    for statement in ast.parse(file.read_text(encoding="utf-8")).body:
        name = statement.name if isinstance(statement, ast.FunctionDef | ast.ClassDef) else ""
        for identity, line in _identities(statement):
            yield identity, line, name


def _identities(statement: ast.stmt) -> Iterator[tuple[str, int]]:
    texts = (node for node in ast.walk(statement) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    for text in texts:
        if _REQUIREMENT_ID.fullmatch(str(text.value)):
            yield str(text.value), text.lineno
