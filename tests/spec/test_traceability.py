"""The catalogue, the feature files and the rules agree: nothing is claimed that is not there, nothing left out."""

import ast
import os
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from gpconnect.assurance.deciding_code import deciding_code
from gpconnect.assurance.feature_files import WrittenScenario, read_features
from gpconnect.assurance.requirements_page import COMMAND, requirements_page
from gpconnect.assurance.traceability import Traced, traced
from gpconnect.spec import edition, requirements
from gpconnect.spec.ambiguity import ambiguities
from gpconnect.spec.page import pages
from gpconnect.spec.refusals import refusals

PROJECT = Path(__file__).parents[2]
CATALOGUE = PROJECT / "gpconnect" / "spec" / "requirements"
SHARED = Path(os.environ.get("GPCONNECT_DEFINITIONS", PROJECT.parent / "shared" / "definitions")).parent
PUBLISHED_AMBIGUITIES = SHARED / "AMBIGUITIES.md"
SCENARIOS = read_features(PROJECT / "features")
TRACED = traced(PROJECT / "features")


def test_every_scenario_claims_requirements_that_the_catalogue_has() -> None:
    for scenario in SCENARIOS:
        assert scenario.requirement_ids, f"{scenario.place}: give it a tag @req:ID"
        unknown = set(scenario.requirement_ids) - requirements().keys()
        assert not unknown, f"{scenario.place} claims {unknown}, which the catalogue lacks"
        assert len(set(scenario.requirement_ids)) == len(scenario.requirement_ids), scenario.place


def test_code_names_only_requirements_that_the_catalogue_has() -> None:
    unknown = {one: code[0].place for one, code in deciding_code(PROJECT).items() if one not in requirements()}
    assert not unknown


@pytest.mark.parametrize("identity", [one for one, entry in requirements().items() if entry.decided != "manual"])
def test_what_is_not_left_to_a_witness_is_decided(identity: str) -> None:
    assert TRACED[identity].is_decided, "no scenario claims it, no rule names it, and it restates nothing"


@pytest.mark.parametrize("identity", [one for one, entry in requirements().items() if entry.decided == "manual"])
def test_no_scenario_claims_what_is_left_to_a_witness(identity: str) -> None:
    assert not TRACED[identity].is_decided, "it is decided after all, at least in part"


@pytest.mark.parametrize("file", sorted({one.file for one in SCENARIOS}))
def test_titles_and_steps_of_a_feature_do_not_repeat(file: str) -> None:
    ours = [scenario for scenario in SCENARIOS if scenario.file == file]
    titles = Counter(scenario.title for scenario in ours)
    assert not [title for title, count in titles.items() if count > 1]
    assert not same_steps(ours)


def same_steps(scenarios: list[WrittenScenario]) -> list[tuple[str, str]]:
    """Return the scenarios that do exactly what another one does."""
    seen: dict[tuple[object, ...], str] = {}
    twice = []
    for scenario in scenarios:
        # In outlines of one subject steps are the same and the examples differ.
        mark = (scenario.steps, tuple(tuple(row.items()) for row in scenario.examples))
        if mark in seen:
            twice.append((seen[mark], scenario.place))
        seen[mark] = scenario.place
    return twice


def test_no_step_is_defined_twice() -> None:
    texts = Counter(text for file in (PROJECT / "steps").glob("*.py") for text in step_definitions(file))
    assert len(texts) > 100
    assert not [text for text, count in texts.items() if count > 1], "the one that is read last hides the others"


def step_definitions(file: Path) -> list[str]:
    """Return the decorators of steps in a module, as they are written."""
    functions = [node for node in ast.parse(file.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)]
    decorators = [ast.unparse(decorator) for function in functions for decorator in function.decorator_list]
    return [
        text.partition(", target_fixture")[0] for text in decorators if text.startswith(("given", "when", "then"))
    ]


def test_every_refusal_is_asked_for() -> None:
    texts = {text for scenario in SCENARIOS for text in scenario.step_texts}
    named = {situation for situation in refusals() if any(text.endswith(f" as {situation}") for text in texts)}
    unused = refusals().keys() - named - texts_in_code()
    assert not unused, "no feature refuses anything as this: remove it from gpconnect/spec/refusals.toml"


def texts_in_code() -> set[str]:
    """Return the texts that steps and judges hold."""
    files = [*(PROJECT / "steps").glob("*.py"), *(PROJECT / "gpconnect" / "conformance").rglob("*.py")]
    nodes = [node for file in files for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))]
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


@pytest.mark.parametrize("file", sorted(CATALOGUE.glob("*.toml")), ids=lambda file: file.stem)
def test_a_file_of_the_catalogue_is_named_by_its_prefix_and_in_order(file: Path) -> None:
    identities = re.findall(r'^id = "(.+)"$', file.read_text(encoding="utf-8"), re.MULTILINE)
    assert {one.partition("-")[0] for one in identities} == {file.stem.partition("_")[0]}
    assert all(one < following for one, following in pairwise(identities))


def test_every_page_has_requirements_or_says_why_it_has_none() -> None:
    with_requirements = {entry.page for entry in requirements().values()}
    assert with_requirements <= pages().keys(), "gpconnect/spec/pages.toml does not know the page"
    assert {name for name, page in pages().items() if not page.without} == with_requirements


def test_every_ambiguity_that_is_referred_to_is_explained() -> None:
    referred = {entry.ambiguity for entry in requirements().values()} | {
        row.ambiguity for row in refusals().values()
    }
    assert referred - {None} <= ambiguities().keys()


@pytest.mark.parametrize("identity", ambiguities())
def test_an_ambiguity_is_complete(identity: str) -> None:
    row = ambiguities()[identity]
    assert re.fullmatch(r"AMB-\d{3}", identity)
    assert row.title
    assert len(row.readings) >= 2
    assert row.chosen.endswith(".")
    known = {page for page in row.pages if page in pages() or page.startswith(("overview_", "support_"))}
    assert set(row.pages) == known


@pytest.mark.skipif(not PUBLISHED_AMBIGUITIES.is_file(), reason=f"no {PUBLISHED_AMBIGUITIES} to compare with")
def test_ambiguities_have_the_ids_and_pages_of_the_shared_list() -> None:
    text = PUBLISHED_AMBIGUITIES.read_text(encoding="utf-8")
    shared = dict(re.findall(r"^## (AMB-\d{3}) .+\n- Pages: (.+)$", text, re.MULTILINE))
    assert shared.keys() <= ambiguities().keys()
    for identity, names in shared.items():
        listed = {name.strip().removesuffix(".md") for name in names.split(",")}
        ours = {page.removeprefix("overview_release_notes_") for page in ambiguities()[identity].pages}
        assert ours == listed, identity


@pytest.mark.parametrize("identity", [one for one, entry in requirements().items() if entry.restates])
def test_what_is_restated_stands_in_the_catalogue_and_restates_nothing_back(identity: str) -> None:
    def below(one: Traced) -> set[str]:
        return {one.requirement.id} | {found for same in one.elsewhere for found in below(same)}

    assert identity not in {found for same in TRACED[identity].elsewhere for found in below(same)}


def test_the_page_about_the_catalogue_is_up_to_date() -> None:
    written = (PROJECT / "docs" / "requirements.md").read_text(encoding="utf-8")
    assert written == requirements_page(requirements().values(), edition()), f"make it anew: {COMMAND}"
