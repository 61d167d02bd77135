"""Feature files as they are written: every scenario with its tags, steps and examples, without running anything."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from gherkin.errors import ParserError
from gherkin.parser import Parser

from gpconnect.spec import interactions

Node = Mapping[str, Any]

_KEYWORDS: Final = {"Context": "Given", "Action": "When", "Outcome": "Then"}


class FeatureFilesError(Exception):
    """The feature files cannot be read; the message says which, and what to do."""


@dataclass(frozen=True)
class WrittenScenario:
    """One scenario or scenario outline.

    ``file`` is the path from the folder that holds the features, ``line`` where the scenario starts; ``tags`` are
    all that hold for it, its own first; ``steps`` are its texts as written, with their tables, and ``keywords``
    ``Given``, ``When`` or ``Then`` for each of them.
    """

    file: str
    line: int
    feature: str
    title: str
    tags: tuple[str, ...]
    own_tags: tuple[str, ...]
    steps: tuple[str, ...]
    keywords: tuple[str, ...]
    examples: tuple[Mapping[str, str], ...]

    @property
    def place(self) -> str:
        """Where the scenario stands, and its title."""
        return f"{self.file}:{self.line}: {self.title}"

    @property
    def requirement_ids(self) -> tuple[str, ...]:
        """The requirements that the scenario's own tags claim, the one that it is about first."""
        return tuple(tag.removeprefix("req:") for tag in self.own_tags if tag.startswith("req:"))

    @cached_property
    def interaction_keys(self) -> frozenset[str]:
        """The keys of the interactions that the scenario tests, by its tags or by its examples."""
        in_examples = {row["interaction"] for row in self.examples if "interaction" in row}
        return frozenset({*self.tags, *in_examples} & interactions().keys())

    @cached_property
    def step_texts(self) -> frozenset[str]:
        """The texts of the steps, with the values of every example put in."""
        return frozenset(step for row in self.filled_steps for step in row)

    @cached_property
    def filled_steps(self) -> tuple[tuple[str, ...], ...]:
        """The texts of the steps for every example, with its values put in; for one when there is no example."""
        return tuple(tuple(_filled(step, row) for step in self.steps) for row in self.examples or ({},))


def read_features(folder: Path) -> list[WrittenScenario]:
    """Return every scenario below a folder, by file and line.

    Raises ``FeatureFilesError`` when there is no feature file there, or when one is no Gherkin.
    """
    files = sorted(folder.rglob("*.feature"))
    if not files:
        advice = "run this in the harness's folder, or name the one that holds them"
        raise FeatureFilesError(f"there are no feature files in {folder}: {advice}")
    return [scenario for file in files for scenario in _read(file, folder)]


def _read(file: Path, folder: Path) -> Iterator[WrittenScenario]:
    try:
        feature = Parser().parse(file.read_text(encoding="utf-8"))["feature"]
    except ParserError as error:
        raise FeatureFilesError(f"{file} is no Gherkin: {error}") from error
    name = (Path(folder.name) / file.relative_to(folder)).as_posix()
    for scenario, tags in _scenarios(feature):
        own = _tags(scenario)
        steps = [*_background(feature), *scenario["steps"]]
        yield WrittenScenario(
            file=name,
            line=scenario["location"]["line"],
            feature=feature["name"],
            title=scenario["name"],
            tags=(*own, *tags),
            own_tags=own,
            steps=tuple(_step(one) for one in steps),
            keywords=tuple(_keywords(steps)),
            examples=tuple(row for table in scenario["examples"] for row in _rows(table)),
        )


def _scenarios(feature: Node) -> Iterator[tuple[Node, tuple[str, ...]]]:
    """Yield every scenario of a feature with the tags that it has from its rule and the feature."""
    for child in feature["children"]:
        if "scenario" in child:
            yield child["scenario"], _tags(feature)
        elif "rule" in child:
            tags = (*_tags(child["rule"]), *_tags(feature))
            yield from ((one["scenario"], tags) for one in child["rule"]["children"] if "scenario" in one)


def _tags(node: Node) -> tuple[str, ...]:
    return tuple(tag["name"].removeprefix("@") for tag in node["tags"])


def _step(step: Node) -> str:
    table = step.get("dataTable", {}).get("rows", ())
    text = step.get("docString", {}).get("content", "")
    rows = [" | ".join(cell["value"] for cell in row["cells"]) for row in table]
    return "\n".join(part for part in (step["text"], *rows, text) if part)


def _background(feature: Node) -> Sequence[Node]:
    return [step for child in feature["children"] if "background" in child for step in child["background"]["steps"]]


def _keywords(steps: Sequence[Node]) -> Iterator[str]:
    keyword = "Given"
    for step in steps:
        keyword = _KEYWORDS.get(step["keywordType"], keyword)
        yield keyword


def _rows(table: Node) -> Iterator[Mapping[str, str]]:
    header = [cell["value"] for cell in table["tableHeader"]["cells"]] if table.get("tableHeader") else []
    for row in table["tableBody"]:
        yield dict(zip(header, (cell["value"] for cell in row["cells"]), strict=True))


def _filled(step: str, example: Mapping[str, str]) -> str:
    return re.sub(r"<([^>]+)>", lambda found: example.get(found[1], found[0]), step)
