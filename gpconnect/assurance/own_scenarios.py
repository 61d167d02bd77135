"""The pytest plugin for a supplier's own scenarios and requirements, which a run takes in beside ours."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from gpconnect.assurance.feature_files import FeatureFilesError, WrittenScenario, read_features
from gpconnect.assurance.step_index import StepDefinition, step_definitions, unknown_steps
from gpconnect.spec import interactions, requirements
from gpconnect.spec.own_requirements import add_own_requirements, forget_requirements

_ADDED = pytest.StashKey[tuple[str, ...]]()
_EDITION_TAGS = ("since", "until")
_folders: list[Path] = []


def own_feature_folders() -> tuple[Path, ...]:
    """Return the folders that ``--features`` named, for the module that binds their scenarios to pytest."""
    return tuple(_folders)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options that name a supplier's own files."""
    group = parser.getgroup("gpconnect", "GP Connect conformance")
    group.addoption(
        "--features",
        dest="own_features",  # pytest-bdd has a --feature of its own, whose values it calls features
        action="append",
        default=[],
        type=Path,
        metavar="FOLDER",
        help="run the feature files in FOLDER, too; may be given several times",
    )
    group.addoption(
        "--requirements",
        dest="own_requirements",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="TOML file with requirements of your own; may be given several times",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Take the files in; raise ``pytest.UsageError`` when one cannot be used."""
    config.stash[_ADDED] = ()
    for file in config.getoption("own_requirements"):
        config.stash[_ADDED] += _added(file)
    _folders[:] = [folder.resolve() for folder in config.getoption("own_features")]
    known = step_definitions(config.rootpath / "steps") if _folders else []
    problems = [line for folder in _folders for line in problems_in(folder, known)]
    if problems:
        raise pytest.UsageError("\n".join(problems))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave the catalogue as it was."""
    added: tuple[str, ...] = config.stash[_ADDED]
    forget_requirements(added)
    _folders.clear()


def _added(file: Path) -> tuple[str, ...]:
    try:
        return add_own_requirements(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise pytest.UsageError(f"--requirements {file}: cannot be read ({error.strerror})") from None
    except ValueError as error:
        raise pytest.UsageError(f"--requirements {file}: {error}; see docs/own-tests.md") from None


def problems_in(folder: Path, known: Sequence[StepDefinition]) -> list[str]:
    """Return what pytest-bdd would trip over in a folder of feature files, or pass over: one line each.

    Tags and steps that there are none of, titles that stand twice in a file, files that are no Gherkin.
    """
    try:
        scenarios = read_features(folder)
    except FeatureFilesError as error:
        return [f"--features {folder}: {error}"]
    if not scenarios:
        return [f"--features {folder}: there is no scenario in its feature files"]
    steps = dict.fromkeys(line for one in scenarios for line in unknown_steps(one, known))
    return [*_wrong_tags(scenarios), *steps, *_repeated(scenarios)]


def _wrong_tags(scenarios: Sequence[WrittenScenario]) -> Iterator[str]:
    for scenario in scenarios:
        yield from (f"{scenario.place}: tag @{tag} {why}" for tag in scenario.tags if (why := _wrong_tag(tag)))


def _repeated(scenarios: Sequence[WrittenScenario]) -> Iterator[str]:
    titles = Counter((one.file, one.title) for one in scenarios)
    for (file, title), number in titles.items():
        if number > 1:
            yield f"{file}: {number} scenarios have the title “{title}”; only one of them would run"


def _wrong_tag(tag: str) -> str:
    kind, _, value = tag.partition(":")
    if kind == "req" and value not in requirements():
        return "names no requirement of the specification, and none of --requirements"
    if kind == "req" or tag in interactions() or (kind in _EDITION_TAGS and value):
        return ""
    return "is neither @req:ID, @since:EDITION, @until:EDITION nor an interaction's key"
