"""The page about a load test: one self-contained HTML file for whoever reviews its results."""

from collections.abc import Iterable, Iterator
from html import escape

from gpconnect.load.plots import Axes, Limit, Line, Span, line_plot, span_plot
from gpconnect.load.result import Result
from gpconnect.load.verdict import PERCENTILES, Judged, Step, added_up, drift
from gpconnect.spec import edition, interaction
from gpconnect.spec.vocabulary import RESPONSE_TIME_MILLISECONDS

PAGE = "development_api_volume_and_performance"
_KINDS = ("command", "query")
_KIB = 1024
_STYLE = """
body { font: 16px/1.45 system-ui, sans-serif; color: #212b32; background: #fff;
  margin: 1.5rem auto; max-width: 70rem; padding: 0 1rem; }
a { color: #005eb8; }
table { border-collapse: collapse; width: 100%; margin: 0 0 2rem; }
caption { text-align: left; font-weight: bold; padding: .5rem 0; }
th, td { border-bottom: 1px solid #768692; padding: .35rem .5rem; text-align: left; vertical-align: top; }
thead th { background: #e8edee; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; }
dt { font-weight: bold; } dd { margin: 0; }
.mark { font-weight: bold; white-space: nowrap; }
.failed { color: #a6201c; } .advisory { color: #6b4e00; } .passed { color: #00613a; }
figure { margin: 0 0 2rem; } figcaption { font-weight: bold; }
svg { width: 100%; height: auto; font: 12px system-ui, sans-serif; fill: #212b32; }
.legend { display: flex; gap: 1.5rem; list-style: none; padding: 0; margin: 0; }
.legend span { display: inline-block; width: 1rem; height: .25rem; margin-right: .4rem; vertical-align: middle; }
@media print { body { margin: 0; font-size: 11px; } figure, tr { break-inside: avoid; } }
"""


def page(result: Result) -> str:
    """Return the page as HTML."""
    return "\n".join(_page(result)) + "\n"


def _page(result: Result) -> Iterator[str]:
    title = f"{result.profile.name.upper()} test of a GP Connect provider"
    yield f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>"
    yield f'<p>Verdict: <span class="mark {result.mark}">{result.mark}</span>. {_meaning(result)}</p>'
    yield from _list("Not in order", result.troubles)
    yield from _list("To be read with care", result.warnings)
    yield from _facts(result)
    yield from _interactions(result)
    yield from _failures(result)
    yield from _ramp(result) if result.profile.kind == "stepped" else _drift(result)
    yield from _plots(result)
    yield "</main>\n</body>\n</html>"


def _meaning(result: Result) -> str:
    address = f'<a href="{edition(result.edition).page_url(PAGE)}">page on volume and performance</a>'
    if result.profile.kind == "stepped":
        broken = result.breaking_point
        found = f"Limits were first exceeded with {broken.users} users." if broken else "No limit was exceeded."
        return f"{found} A ramp fails when that is so in its first step already; see the {address}."
    share = result.profile.percentile
    calls = "No call" if share >= 100 else f"The {share:g}th percentile of no interaction"
    limits = ", ".join(
        f"{RESPONSE_TIME_MILLISECONDS[kind]['shall']} ms (should: {RESPONSE_TIME_MILLISECONDS[kind]['should']} ms) "
        f"for a {kind}"
        for kind in _KINDS
    )
    return f"{calls} may take {limits}, as the {address} has it."


def _list(heading: str, items: list[str]) -> Iterator[str]:
    if items:
        yield f"<h2>{heading}</h2>\n<ul>" + "".join(f"<li>{escape(one)}</li>" for one in items) + "</ul>"


def _facts(result: Result) -> Iterator[str]:
    together, profile = result.together, result.profile
    sent, received = together.mean_sizes()
    facts = {
        "Provider": result.provider,
        "Edition": result.edition,
        "Started": result.started,
        "Users": f"{profile.users} at the peak, each making a request every {profile.think_seconds:g} s or so",
        "Throughput": f"{result.per_second:.1f} requests a second over {result.outcome.seconds:.0f} s",
        "Calls": f"{together.calls}, of which {together.failed} failed",
        "Message sizes": f"requests {_size(sent)}, responses {_size(received)} on average, "
        f"the largest response {_size(together.largest)} (bodies, uncompressed)",
        "Decides, here": ", ".join(result.decided) or "nothing",
        "Made by": f"{result.processes} process" + ("es" if result.processes > 1 else ""),
    }
    yield "<dl>" + "".join(f"<dt>{name}</dt><dd>{escape(text)}</dd>" for name, text in facts.items()) + "</dl>"


def _interactions(result: Result) -> Iterator[str]:
    columns = ["interaction", "kind", "calls", *(f"p{one:g}" for one in PERCENTILES), "longest", "verdict"]
    yield from _head("Response times of each interaction, in milliseconds", columns)
    for one in result.judged:
        times = [*(one.cell.percentile(percent) for percent in PERCENTILES), one.cell.longest]
        yield (
            f'<tr><th scope="row">{escape(one.interaction.label)}</th><td>{one.interaction.kind}</td>'
            + _numbers([str(one.cell.calls), *(f"{time:.1f}" for time in times)])
            + f'<td><span class="mark {one.mark}">{one.mark}</span> {escape(_why(one))}</td></tr>'
        )
    yield "</tbody>\n</table>"
    columns = ["interaction", "requests per second", "mean request", "mean response", "largest response"]
    yield from _head("Throughput and message sizes of each interaction (bodies, uncompressed)", columns)
    for one in result.judged:
        rate = f"{one.cell.calls / max(result.outcome.seconds, 1):.2f}"
        sizes = [_size(size) for size in (*one.cell.mean_sizes(), one.cell.largest)]
        yield f'<tr><th scope="row">{escape(one.interaction.label)}</th>{_numbers([rate, *sizes])}</tr>'
    yield "</tbody>\n</table>"


def _why(one: Judged) -> str:
    taken = f"{one.cell.contended} times another user had just been faster" if one.cell.contended else ""
    return "; ".join(text for text in (one.reason, taken) if text)


def _failures(result: Result) -> Iterator[str]:
    found = result.outcome.measured.failures
    if found:
        yield from _head("What failed", ["reason", "calls"])
        for reason, count in found.most_common():
            yield f"<tr><td>{escape(reason)}</td>{_numbers([str(count)])}</tr>"
        yield "</tbody>\n</table>"


def _ramp(result: Result) -> Iterator[str]:
    yield from _head(
        "Steps of the ramp",
        [
            "users",
            "requests per second",
            "command p95",
            "query p95",
            "mean response",
            "failed",
            "limits exceeded by",
        ],
    )
    for step in result.steps:
        p95 = [f"{_of_kind(step, kind):.1f}" for kind in _KINDS]
        together = step.together
        numbers = [str(step.users), f"{step.per_second:.1f}", *p95, _size(together.mean_sizes()[1])]
        exceeded = ", ".join(interaction(key).title for key in step.exceeded)
        yield f"<tr>{_numbers([*numbers, str(together.failed)])}<td>{escape(exceeded)}</td></tr>"
    yield "</tbody>\n</table>"
    broken = result.breaking_point
    if broken is not None:
        yield f"<h2>The breaking point</h2><p>{broken.users} users, {broken.per_second:.1f} requests a second.</p>"
        yield from _head(
            "Message sizes at the breaking point", ["interaction", "mean request", "mean response", "largest"]
        )
        for key, cell in broken.cells.items():
            sizes = [_size(one) for one in (*cell.mean_sizes(), cell.largest)]
            yield f'<tr><th scope="row">{escape(interaction(key).label)}</th>{_numbers(sizes)}</tr>'
        yield "</tbody>\n</table>"


def _drift(result: Result) -> Iterator[str]:
    yield from _head(
        "Median times of the first and of the last quarter of the test, in milliseconds",
        ["interaction", "first quarter", "last quarter"],
    )
    for row, first, last in drift(result.outcome.measured, result.profile):
        yield f'<tr><th scope="row">{escape(row.label)}</th>{_numbers([f"{first:.1f}", f"{last:.1f}"])}</tr>'
    yield "</tbody>\n</table>"


def _plots(result: Result) -> Iterator[str]:
    measured = result.outcome.measured
    length = measured.window_seconds
    whole = int(result.outcome.seconds / length)
    rate = [(window * length, cell.calls / length) for window, cell in measured.windows() if window < whole]
    yield _figure(
        line_plot(Axes("Throughput", "seconds", "requests per second"), [Line("requests per second", rate)])
    )
    yield _figure(line_plot(Axes("Users", "seconds", "users"), [Line("users", result.outcome.users)]))
    for kind in _KINDS:
        yield _figure(_over_time(result, kind))
    spans = [_span(one) for one in result.judged]
    yield _figure(span_plot("Median, p90, p95, p99 and longest time, and both limits, of each interaction", spans))
    if result.profile.kind == "stepped":
        lines = [Line(kind, [(one.per_second, _of_kind(one, kind)) for one in result.steps]) for kind in _KINDS]
        axes = Axes("95th percentile by throughput", "requests per second", "milliseconds")
        yield _figure(line_plot(axes, lines))


def _over_time(result: Result, kind: str) -> str:
    measured, limits = result.outcome.measured, RESPONSE_TIME_MILLISECONDS[kind]
    p95, longest = [], []
    for window, _ in measured.windows():
        cells = measured.by_interaction([window])
        cell = added_up({key: one for key, one in cells.items() if interaction(key).kind == kind})
        p95.append((window * measured.window_seconds, cell.percentile(95)))
        longest.append((window * measured.window_seconds, cell.longest))
    plural = {"command": "commands", "query": "queries"}[kind]
    axes = Axes(f"Response times of {plural}", "seconds", "milliseconds")
    marks = [Limit(f"{word} {value} ms", value) for word, value in limits.items()]
    return line_plot(axes, [Line("95th percentile", p95), Line("longest", longest)], marks)


def _of_kind(step: Step, kind: str) -> float:
    return added_up({key: cell for key, cell in step.cells.items() if interaction(key).kind == kind}).percentile(95)


def _span(one: Judged) -> Span:
    limits = RESPONSE_TIME_MILLISECONDS[one.interaction.kind]
    times = [(f"p{percent:g}", one.cell.percentile(percent)) for percent in PERCENTILES]
    marks = [Limit(f"{word}: less than {value} ms", value) for word, value in limits.items()]
    return Span(one.interaction.title, [*times, ("longest", one.cell.longest)], marks)


def _figure(plot: str) -> str:
    title = plot.partition('aria-label="')[2].partition('"')[0]
    return f"<figure>\n<figcaption>{title}</figcaption>\n{plot}\n</figure>"


def _head(caption: str, columns: Iterable[str]) -> Iterator[str]:
    cells = "".join(f'<th scope="col">{escape(one)}</th>' for one in columns)
    yield f"<table>\n<caption>{escape(caption)}</caption>\n<thead><tr>{cells}</tr></thead>\n<tbody>"


def _numbers(texts: Iterable[str]) -> str:
    return "".join(f'<td class="number">{escape(one)}</td>' for one in texts)


def _size(count: float) -> str:
    return f"{count:.0f} B" if count < _KIB else f"{count / _KIB:.1f} KiB"
