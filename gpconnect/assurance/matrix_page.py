"""The traceability matrix as one HTML page: self-contained, to be filtered, read aloud and printed."""

from collections import Counter
from collections.abc import Iterator
from html import escape

from gpconnect.assurance.matrix import TO_BE_WITNESSED, WORST_FIRST, Matrix, TracedResult
from gpconnect.assurance.outcomes import Outcome
from gpconnect.spec.ambiguity import ambiguity

DECISIONS = ("automatic", "partial", "manual")
RESULTS = (*WORST_FIRST, TO_BE_WITNESSED)

_STYLE = """
body { font: 16px/1.45 system-ui, sans-serif; color: #212b32; background: #fff; margin: 1.5rem; }
a { color: #005eb8; }
table { border-collapse: collapse; width: 100%; margin: 0 0 2rem; }
caption { text-align: left; font-weight: bold; padding: .5rem 0; }
th, td { border-bottom: 1px solid #768692; padding: .35rem .5rem; text-align: left; vertical-align: top; }
thead th { background: #e8edee; }
td.number, th.number { text-align: right; }
tbody th { overflow-wrap: anywhere; }
form { display: flex; flex-wrap: wrap; gap: 1rem; margin: 1rem 0; }
label { display: flex; flex-direction: column; }
input, select { font: inherit; padding: .25rem; }
.result { font-weight: bold; white-space: nowrap; }
.failed, .error { color: #a6201c; }
.blocked, .not-reached { color: #7a3e00; }
.advisory, .waived { color: #6b4e00; }
.passed { color: #00613a; }
.not-applicable, .to-be-witnessed { color: #425563; }
tr[hidden] { display: none; }
@media print { form { display: none; } body { margin: 0; font-size: 10px; } tr { break-inside: avoid; } }
"""

_SCRIPT = """
const form = document.querySelector("form");
const rows = [...document.querySelectorAll("#requirements tbody tr")];
function show() {
  const text = form.text.value.toLowerCase();
  let shown = 0;
  for (const row of rows) {
    row.hidden = !(row.textContent.toLowerCase().includes(text)
      && (!form.result.value || row.dataset.result === form.result.value)
      && (!form.page.value || row.dataset.page === form.page.value)
      && (!form.decided.value || row.dataset.decided === form.decided.value));
    shown += !row.hidden;
  }
  document.querySelector("output").textContent = shown + " of " + rows.length + " requirements";
}
form.addEventListener("input", show);
form.addEventListener("submit", event => event.preventDefault());
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach(one => { one.open = true; }));
show();
"""


def matrix_page(matrix: Matrix) -> str:
    """Return the page as HTML."""
    return "\n".join(_page(matrix)) + "\n"


def _page(matrix: Matrix) -> Iterator[str]:
    title = "Requirements and what came of them"
    yield f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>"
    provider = f"Provider {escape(matrix.provider)}. " if matrix.provider else ""
    yield f"<p>{provider}Edition {matrix.edition.version} of the GP Connect specification. "
    yield f"{len(matrix.scenarios)} scenarios ran, outlines row by row.</p>"
    yield from _coverage(matrix)
    yield from _requirements(matrix)
    yield f"</main>\n<script>{_SCRIPT}</script>\n</body>\n</html>"


def _coverage(matrix: Matrix) -> Iterator[str]:
    pages = matrix.results_by_page()
    caption = "Requirements of each page: how they are decided, and what came of them in this run"
    yield f"<table>\n<caption>{caption}</caption>"
    yield (
        "<thead><tr>"
        + _head("page")
        + "".join(_head(name, "number") for name in (*DECISIONS, *RESULTS))
        + "</tr></thead>"
    )
    yield "<tbody>"
    for page, counts in pages.items():
        yield _numbers(f'<a href="{matrix.edition.page_url(page)}">{escape(page)}</a>', counts)
    yield "</tbody>\n<tfoot>" + _numbers("all", sum(pages.values(), Counter())) + "</tfoot>\n</table>"


def _numbers(name: str, counts: Counter[str]) -> str:
    cells = "".join(f'<td class="number">{counts[column]}</td>' for column in (*DECISIONS, *RESULTS))
    return f'<tr><th scope="row">{name}</th>{cells}</tr>'


def _requirements(matrix: Matrix) -> Iterator[str]:
    pages = sorted({row.requirement.page for row in matrix.rows})
    yield '<form>\n<label>Words <input type="search" name="text"></label>'
    yield (
        _choice("Result", "result", RESULTS)
        + _choice("Page", "page", pages)
        + _choice("Decided", "decided", DECISIONS)
    )
    yield '<output aria-live="polite"></output>\n</form>'
    yield '<table id="requirements">\n<caption>Every requirement</caption>'
    columns = ("requirement", "level", "it asks", "decided", "result", "scenarios")
    yield "<thead><tr>" + "".join(_head(name) for name in columns) + "</tr></thead>\n<tbody>"
    for row in matrix.rows:
        yield _row(matrix, row)
    yield "</tbody>\n</table>"


def _row(matrix: Matrix, row: TracedResult) -> str:
    entry = row.requirement
    page = f'<a href="{matrix.edition.page_url(entry.page)}">{escape(entry.heading)}</a>'
    cells = (
        escape(entry.level),
        f"{escape(entry.text)}<br>{page}{_dispute(row)}",
        escape(entry.decided) + (f"<br>{escape(entry.reason)}" if entry.reason else ""),
        f'<span class="result {_css(row.result)}">{row.result}</span>',
        _scenarios(matrix, row),
    )
    facts = f'data-result="{row.result}" data-page="{entry.page}" data-decided="{entry.decided}"'
    return f'<tr {facts}><th scope="row">{entry.id}</th>' + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _dispute(row: TracedResult) -> str:
    identity = row.requirement.ambiguity
    if identity is None:
        return ""
    known = ambiguity(identity)
    readings = "".join(f"<li>{escape(reading)}</li>" for reading in known.readings)
    summary = f"<summary>{identity}: {escape(known.title)}</summary>"
    return f"<details>{summary}<ul>{readings}</ul><p>Chosen: {escape(known.chosen)}</p></details>"


def _scenarios(matrix: Matrix, row: TracedResult) -> str:
    """Return counts by result, and the scenarios that are about the requirement or did not pass it."""
    if not row.cells:
        return "none"
    counts = ", ".join(f"{number} {result}" for result, number in sorted(row.counts.items()))
    items, left_out = [], 0
    for place, result in row.cells:
        scenario = matrix.scenarios[place]
        if result == Outcome.PASSED and row.requirement.id not in scenario.claimed:
            left_out += 1
            continue
        name = f"{escape(scenario.feature)}: {escape(scenario.title)}"
        items.append(f'<li><span class="result {_css(result)}">{result}</span> {name}</li>')
    others = f"<li>{left_out} more that passed it by the way</li>" if left_out else ""
    return f"<details><summary>{counts}</summary><ul>{''.join(items)}{others}</ul></details>"


def _head(name: str, css: str = "") -> str:
    return f'<th scope="col"{f" class={css!r}" if css else ""}>{escape(name)}</th>'


def _choice(label: str, name: str, values: tuple[str, ...] | list[str]) -> str:
    options = "".join(f'<option value="{escape(value)}">{escape(value)}</option>' for value in values)
    return f'<label>{label} <select name="{name}"><option value="">all</option>{options}</select></label>'


def _css(result: str) -> str:
    return result.replace(" ", "-")
