"""The traceability matrix as files: CSV for spreadsheets, JSON for programs, HTML for reviewers."""

import csv
import io
import json
from pathlib import Path

from gpconnect.assurance.matrix import Matrix
from gpconnect.assurance.matrix_page import matrix_page

COLUMNS = (
    "requirement",
    "level",
    "decided",
    "page",
    "result",
    "feature",
    "scenario",
    "interaction",
    "claimed",
    "result in scenario",
)


def write_matrix(matrix: Matrix, folder: Path) -> list[Path]:
    """Write ``traceability.csv``, ``.json`` and ``.html`` into a folder, and return their paths.

    Raises ``OSError`` when they cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    contents = {"csv": matrix_csv(matrix), "json": matrix_json(matrix), "html": matrix_page(matrix)}
    written = []
    for kind, content in contents.items():
        path = folder / f"traceability.{kind}"
        path.write_text(content, encoding="utf-8", newline="")
        written.append(path)
    return written


def matrix_csv(matrix: Matrix) -> str:
    """Return a line for every requirement in every scenario, and one for each that was in none."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(COLUMNS)
    for row in matrix.rows:
        entry = row.requirement
        start = (entry.id, entry.level, entry.decided, entry.page, row.result)
        for place, result in row.cells:
            scenario = matrix.scenarios[place]
            claimed = "yes" if entry.id in scenario.claimed else "no"
            lines.writerow((*start, scenario.feature, scenario.title, scenario.interaction, claimed, result))
        if not row.cells:
            lines.writerow((*start, "", "", "", "", ""))
    return text.getvalue()


def matrix_json(matrix: Matrix) -> str:
    """Return the matrix as JSON: requirements refer to scenarios by their place in the list of these."""
    scenarios = [
        {
            "feature": one.feature,
            "scenario": one.title,
            "interaction": one.interaction or None,
            "outcome": one.outcome,
            "claimed": one.claimed,
        }
        for one in matrix.scenarios
    ]
    found = [
        {
            "id": row.requirement.id,
            "level": row.requirement.level,
            "decided": row.requirement.decided,
            "page": row.requirement.page,
            "heading": row.requirement.heading,
            "text": row.requirement.text,
            "reason": row.requirement.reason,
            "ambiguity": row.requirement.ambiguity,
            "published": row.requirement.published,
            "result": row.result,
            "scenarios": dict(row.cells),
        }
        for row in matrix.rows
    ]
    run = {"edition": matrix.edition.version, "provider": matrix.provider or None}
    pages = matrix.results_by_page()
    return json.dumps({"run": run, "pages": pages, "requirements": found, "scenarios": scenarios}, indent=1) + "\n"
