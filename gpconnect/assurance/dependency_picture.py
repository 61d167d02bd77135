"""A picture (SVG) of the endpoints and of what each needs, with what came of them in a run.

An outcome is told by a word, a pattern and a colour, so that none of these has to be seen.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from gpconnect.spec import interaction, interactions, needed_by, testing_order

NOT_RUN: Final = "not run"

_WIDTH, _HEIGHT, _BAND = 196, 62, 16
_GAP, _LEVEL = 14, 54
_LINE_CHARACTERS: Final = 22
_COLOURS: Final[Mapping[str, str]] = {
    "passed": "#00703c",
    "advisory": "#8a6100",
    "waived": "#5c3b8c",
    "failed": "#b01c17",
    "blocked": "#a34700",
    "error": "#8f1247",
    "not applicable": "#5a6b78",
    NOT_RUN: "#5a6b78",
}
# What is drawn in white over the colour, in a square of eight units.
_MARKS: Final[Mapping[str, str]] = {
    "passed": "",
    "advisory": "M0 4H8",
    "waived": "M4 0V8",
    "failed": "M0 0L8 8M8 0L0 8",
    "blocked": "M0 8L8 0",
    "error": "M0 4H8M4 0V8",
    "not applicable": "M3 4H5",
    NOT_RUN: "M4 3V5",
}


@dataclass(frozen=True)
class _Box:
    key: str
    x: int
    y: int


def dependency_picture(outcomes: Mapping[str, str]) -> str:
    """Return the picture as SVG; ``outcomes`` has the outcome of each endpoint that was run, by its key."""
    boxes = _boxes(_levels())
    width = max(box.x for box in boxes.values()) + _WIDTH + 2
    height = max(box.y for box in boxes.values()) + _HEIGHT + 2
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        'aria-labelledby="picture-title picture-text">',
        '<title id="picture-title">What each endpoint needs, and what came of it</title>',
        f'<desc id="picture-text">{escape(_in_words(outcomes))}</desc>',
        "<defs>",
        *_patterns(),
        "</defs>",
        *_lines(boxes),
    ]
    for box in boxes.values():
        parts.extend(_drawn(box, outcomes.get(box.key, NOT_RUN)))
    return "\n".join([*parts, "</svg>"])


def _direct_needs(key: str) -> list[str]:
    """Return what an endpoint needs, without what is needed by another of its needs anyway."""
    needs = interaction(key).needs
    return [one for one in needs if one not in needed_by(other for other in needs if other != one)]


def _levels() -> list[list[str]]:
    """Return the endpoints from the top down, each below all that it needs, and right above what needs it."""
    level: dict[str, int] = {}
    for key in testing_order():
        level[key] = max((level[need] + 1 for need in interaction(key).needs), default=0)
    for key in reversed(testing_order()):
        level[key] = min(
            (level[one] - 1 for one in testing_order() if key in interaction(one).needs), default=level[key]
        )
    rows: list[list[str]] = [[] for _ in range(max(level.values()) + 1)]
    for key in testing_order():
        rows[level[key]].append(key)
    return rows


def _boxes(levels: Sequence[Sequence[str]]) -> dict[str, _Box]:
    widest = max(map(len, levels)) * (_WIDTH + _GAP) - _GAP
    boxes = {}
    for number, row in enumerate(levels):
        start = (widest - len(row) * (_WIDTH + _GAP) + _GAP) // 2
        for place, key in enumerate(row):
            boxes[key] = _Box(key, start + place * (_WIDTH + _GAP) + 1, number * (_HEIGHT + _LEVEL) + 1)
    return boxes


def _patterns() -> Iterator[str]:
    for outcome, mark in _MARKS.items():
        yield (
            f'<pattern id="{_name(outcome)}" width="8" height="8" patternUnits="userSpaceOnUse">'
            f'<rect width="8" height="8" fill="{_COLOURS[outcome]}"/>'
            f'<path d="{mark}" stroke="#fff" stroke-width="1.5"/></pattern>'
        )


def _lines(boxes: Mapping[str, _Box]) -> Iterator[str]:
    for box in boxes.values():
        for need in _direct_needs(box.key):
            start = boxes[need]
            x1, y1 = start.x + _WIDTH // 2, start.y + _HEIGHT
            x2, y2 = box.x + _WIDTH // 2, box.y
            bend = (y2 - y1) // 2
            yield (
                f'<path d="M{x1} {y1}C{x1} {y1 + bend} {x2} {y2 - bend} {x2} {y2}" '
                'fill="none" stroke="#768692" stroke-width="1.2"/>'
            )


def _drawn(box: _Box, outcome: str) -> Iterator[str]:
    colour = _COLOURS.get(outcome, _COLOURS[NOT_RUN])
    yield f'<g data-interaction="{box.key}" data-outcome="{outcome}">'
    yield (
        f'<rect x="{box.x}" y="{box.y}" width="{_WIDTH}" height="{_HEIGHT}" fill="#fff" '
        f'stroke="{colour}" stroke-width="1.5"/>'
    )
    yield f'<rect x="{box.x}" y="{box.y}" width="{_BAND}" height="{_HEIGHT}" fill="url(#{_name(outcome)})"/>'
    text = box.x + _BAND + 8
    lines = _wrapped(interaction(box.key).label)
    for number, line in enumerate(lines):
        yield f'<text x="{text}" y="{box.y + 18 + 16 * number}" font-size="13">{escape(line)}</text>'
    yield (
        f'<text x="{text}" y="{box.y + _HEIGHT - 8}" font-size="13" font-weight="bold" fill="{colour}">'
        f"{escape(outcome)}</text></g>"
    )


def _wrapped(label: str) -> list[str]:
    """Return a label on two lines at most."""
    if len(label) <= _LINE_CHARACTERS:
        return [label]
    cut = label.rfind(" ", 0, _LINE_CHARACTERS + 1)
    return [label[:cut], label[cut + 1 :]]


def _in_words(outcomes: Mapping[str, str]) -> str:
    told = []
    for key in testing_order():
        needs = ", ".join(interactions()[need].label for need in _direct_needs(key))
        what = f"{interaction(key).label}: {outcomes.get(key, NOT_RUN)}"
        told.append(f"{what}; needs {needs}" if needs else what)
    return ". ".join(told) + "."


def _name(outcome: str) -> str:
    return f"pattern-{outcome.replace(' ', '-')}"
