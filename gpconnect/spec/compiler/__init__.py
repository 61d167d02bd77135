"""The compiler that turns published StructureDefinitions and value sets into JSON Schemas and lists of codes."""

import json
from pathlib import Path
from typing import Any, Final

from gpconnect.spec._data import read_toml
from gpconnect.spec.compiler.definition import read_definitions
from gpconnect.spec.compiler.schema import ProfileCompiler
from gpconnect.spec.compiler.terminology import read_value_set_files
from gpconnect.spec.errors import code_systems, spine_errors
from gpconnect.spec.value_set import CodeList, read_value_sets
from gpconnect.spec.vocabulary import PROFILES

SPEC_FOLDER: Final = Path(__file__).parents[1]


def main(definitions: Path, output: Path = SPEC_FOLDER) -> list[Path]:
    """Compile a definitions folder and return the files written below ``output``, the same bytes every time.

    ``definitions`` holds the folders structure-definitions, value-sets and code-systems, each with XML files.
    Written are ``profiles/<resource type>.schema.json`` and ``value_sets/published.json``. Raises
    ``FileNotFoundError`` when a profile of the specification has no definition in the folder.
    """
    published = read_value_set_files(definitions)
    written = [_write(output / "value_sets" / "published.json", published)]
    value_sets = {**read_value_sets("stu3.json"), **_code_lists(published)}
    found = read_definitions(definitions / "structure-definitions")
    compiler = ProfileCompiler(found, value_sets, _readings())
    for resource_type, url in sorted(PROFILES.items()):
        if url not in found:
            raise FileNotFoundError(f"{definitions}/structure-definitions has no definition of {url}")
        written.append(_write(output / "profiles" / f"{resource_type}.schema.json", compiler.compile(found[url])))
    return written


def _readings() -> dict[str, dict[str, Any]]:
    """Return our readings of single elements by element ID, with the values that other data files hold."""
    named = {"spine error systems": list(code_systems()), "spine error codes": list(spine_errors())}
    readings: dict[str, dict[str, Any]] = read_toml("compiler", "readings.toml")["elements"]
    return {
        element: {key: named.get(value, value) if isinstance(value, str) else value for key, value in one.items()}
        for element, one in readings.items()
    }


def _code_lists(table: dict[str, list[dict[str, Any]]]) -> dict[str, tuple[CodeList, ...]]:
    return {
        url: tuple(CodeList(row["system"], row["codes"] and tuple(row["codes"])) for row in rows)
        for url, rows in table.items()
    }


def _write(path: Path, content: dict[str, Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    return path
