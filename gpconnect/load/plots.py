"""Plots as inline SVG: lines over time or over throughput, and spans of response times beside their limits."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

WIDTH, HEIGHT = 760, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 20, 16, 44
COLOURS: Final = ("#005eb8", "#8a1538", "#00613a", "#7a3e00")
_TICKS = 5
_ROW = 22
_NAMES = 250
Place = Callable[[float], float]


@dataclass(frozen=True)
class Line:
    """A named series of points."""

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Limit:
    """A value that must not be reached."""

    name: str
    value: float


@dataclass(frozen=True)
class Axes:
    """What a plot is about, and what its axes mean."""

    title: str
    x: str
    y: str


@dataclass(frozen=True)
class Span:
    """The times of one interaction in milliseconds, smallest first, and its limits."""

    name: str
    times: Sequence[tuple[str, float]]
    limits: Sequence[Limit]


def line_plot(axes: Axes, lines: Sequence[Line], limits: Sequence[Limit] = ()) -> str:
    """Return lines as SVG; limits that lie far above everything drawn are left out."""
    points = [point for line in lines for point in line.points]
    most = max((y for _, y in points), default=0.0)
    drawn = [limit for limit in limits if limit.value <= 3 * most]
    x_top = _round_up(max((x for x, _ in points), default=0.0))
    y_top = _round_up(max([most, *(limit.value for limit in drawn)]))
    scale = _Scale(x_top, y_top)
    parts = [*_frame(axes, scale)]
    parts += [part for limit in drawn for part in _limit(limit, scale)]
    for line, colour in zip(lines, COLOURS, strict=False):
        path = " ".join(f"{scale.x(x):.1f},{scale.y(y):.1f}" for x, y in line.points)
        parts.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{path}"/>')
        parts += [
            f'<circle cx="{scale.x(x):.1f}" cy="{scale.y(y):.1f}" r="3" fill="{colour}"/>' for x, y in line.points
        ] * (len(line.points) <= 40)
    return _svg(axes.title, HEIGHT, parts) + _legend([line.name for line in lines])


def span_plot(title: str, spans: Sequence[Span]) -> str:
    """Return one row for each interaction: its percentiles and limits, on a logarithmic axis of milliseconds."""
    values = [one for span in spans for _, one in span.times] + [one.value for span in spans for one in span.limits]
    lowest = 10 ** math.floor(math.log10(max(0.1, min((one for one in values if one > 0), default=1.0))))
    highest = 10 ** math.ceil(math.log10(max([10 * lowest, *values])))
    height = _TOP + _ROW * len(spans) + _BOTTOM

    def place(value: float) -> float:
        share = math.log10(max(value, lowest) / lowest) / math.log10(highest / lowest)
        return _NAMES + share * (WIDTH - _NAMES - _RIGHT)

    parts = [*_decades(lowest, highest, place, height)]
    for number, span in enumerate(spans):
        parts += _span(span, _TOP + _ROW * number + _ROW / 2, place)
    return _svg(title, height, parts)


@dataclass(frozen=True)
class _Scale:
    x_top: float
    y_top: float

    def x(self, value: float) -> float:
        return _LEFT + value / self.x_top * (WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        return HEIGHT - _BOTTOM - value / self.y_top * (HEIGHT - _TOP - _BOTTOM)


def _round_up(value: float) -> float:
    """Return the next value of the form 1, 2, 3, 4, 5, 6 or 8 times a power of ten."""
    if value <= 0:
        return 1.0
    power: float = 10 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 3, 4, 5, 6, 8, 10) if step * power >= value * (1 - 1e-9))


def _frame(axes: Axes, scale: _Scale) -> Iterator[str]:
    bottom, right = HEIGHT - _BOTTOM, WIDTH - _RIGHT
    for tick in range(_TICKS + 1):
        value, at = scale.y_top * tick / _TICKS, scale.y(scale.y_top * tick / _TICKS)
        yield f'<line x1="{_LEFT}" x2="{right}" y1="{at:.1f}" y2="{at:.1f}" stroke="#d8dde0"/>'
        yield _text(_LEFT - 6, at + 4, f"{value:g}", "end")
        yield _text(scale.x(scale.x_top * tick / _TICKS), bottom + 16, f"{scale.x_top * tick / _TICKS:g}", "middle")
    yield f'<line x1="{_LEFT}" x2="{right}" y1="{bottom}" y2="{bottom}" stroke="#425563"/>'
    yield _text((_LEFT + right) / 2, HEIGHT - 8, axes.x, "middle")
    yield (
        f'<text transform="translate(14 {(_TOP + bottom) / 2:.0f}) rotate(-90)" text-anchor="middle">'
        f"{escape(axes.y)}</text>"
    )


def _limit(limit: Limit, scale: _Scale) -> Iterator[str]:
    at = scale.y(limit.value)
    yield (
        f'<line x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{at:.1f}" y2="{at:.1f}" stroke="#a6201c" '
        'stroke-dasharray="6 4"/>'
    )
    yield _text(WIDTH - _RIGHT - 4, at - 4, limit.name, "end")


def _decades(lowest: float, highest: float, place: Place, height: float) -> Iterator[str]:
    value, bottom = lowest, height - _BOTTOM
    while value <= highest * 1.001:
        at = place(value)
        yield f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{_TOP}" y2="{bottom:.1f}" stroke="#d8dde0"/>'
        yield _text(at, bottom + 16, f"{value:g}", "middle")
        value *= 10
    yield _text((_NAMES + WIDTH) / 2, height - 8, "milliseconds (logarithmic)", "middle")


def _span(span: Span, at: float, place: Place) -> Iterator[str]:
    yield _text(_NAMES - 8, at + 4, span.name, "end")
    first, last = span.times[0][1], span.times[-1][1]
    yield (
        f'<line x1="{place(first):.1f}" x2="{place(last):.1f}" y1="{at:.1f}" y2="{at:.1f}" '
        'stroke="#005eb8" stroke-width="4"/>'
    )
    for name, value in span.times:
        tip = f"<title>{escape(span.name)}: {escape(name)} {value:.1f} ms</title>"
        yield f'<circle cx="{place(value):.1f}" cy="{at:.1f}" r="4" fill="#005eb8">{tip}</circle>'
    for limit in span.limits:
        x = place(limit.value)
        tip = f"<title>{escape(limit.name)}</title>"
        yield (
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{at - 8:.1f}" y2="{at + 8:.1f}" stroke="#a6201c" '
            f'stroke-width="2">{tip}</line>'
        )


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _svg(title: str, height: float, parts: Sequence[str]) -> str:
    inside = "\n".join(parts)
    return (
        f'<svg viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{escape(title, quote=True)}" '
        f'xmlns="http://www.w3.org/2000/svg">\n{inside}\n</svg>'
    )


def _legend(names: Sequence[str]) -> str:
    if len(names) < 2:
        return ""
    items = "".join(
        f'<li><span style="background:{colour}"></span>{escape(name)}</li>'
        for name, colour in zip(names, COLOURS, strict=False)
    )
    return f'<ul class="legend">{items}</ul>'
