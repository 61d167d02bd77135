"""Requirements as text for a terminal: one line each, or everything about one."""

from collections.abc import Iterable, Iterator, Mapping
from textwrap import wrap

from gpconnect.assurance.traceability import Traced
from gpconnect.spec import Edition, Requirement
from gpconnect.spec.ambiguity import ambiguity

Faults = Mapping[str, tuple[str, tuple[str, ...]]]
"""Seeded faults by name: what each breaks, and the IDs of the requirements that this violates."""

WIDTH = 110
_LABEL = 12


def listing(rows: Iterable[Traced]) -> Iterator[str]:
    """Yield a line for every requirement, and one that counts them."""
    count = 0
    for count, one in enumerate(rows, start=1):  # noqa: B007 - the count is needed after the loop
        entry = one.requirement
        yield f"{entry.id:<9} {entry.level:<6} {entry.decided:<9} {_deciders(one):>4}  {entry.text}"
    yield f"{count} requirement{'' if count == 1 else 's'}"


def explanation(one: Traced, edition: Edition, faults: Faults) -> Iterator[str]:
    """Yield the lines that explain a requirement: what it says, where, what decides it, what would violate it."""
    entry = one.requirement
    yield f"{entry.id}  {entry.level}{_validity(entry)}"
    yield from wrap(entry.text, WIDTH, initial_indent="  ", subsequent_indent="  ")
    yield ""
    yield _labelled("page", f"{edition.page_url(entry.page)}, “{entry.heading}”")
    if entry.published:
        yield _labelled("published", ", ".join(entry.published))
    yield from _block("decided", f"{entry.decided}. {entry.reason}" if entry.reason else entry.decided)
    scenarios = [scenario.place for scenario in one.scenarios]
    by_rule = ["every scenario whose answer the rules look at"] if one.code else []
    yield from _listed("scenarios", scenarios or by_rule)
    yield from _listed("rules", [code.place for code in one.code])
    yield from _listed("restates", [f"{same.requirement.id}: {same.requirement.text}" for same in one.elsewhere])
    same_ids = {entry.id, *(same.requirement.id for same in one.elsewhere)}
    breaking = [f"{name}: {breaks}" for name, (breaks, violated) in faults.items() if same_ids & set(violated)]
    yield from _listed("faults", breaking)
    yield from _disputed(entry, edition)


def _validity(entry: Requirement) -> str:
    since = f", since {entry.since}" if entry.since else ""
    return since + (f", until {entry.until}" if entry.until else "")


def _disputed(entry: Requirement, edition: Edition) -> Iterator[str]:
    if entry.ambiguity is None:
        return
    known = ambiguity(entry.ambiguity)
    yield _labelled("ambiguity", f"{known.id}: {known.title}")
    yield from _listed("read as", list(known.readings))
    yield from _block("chosen", known.chosen)
    if entry.reading:
        yield from _block("here", entry.reading)
    yield from _listed("on pages", [edition.page_url(page) for page in known.pages])


def _deciders(one: Traced) -> int:
    return len(one.scenarios) + len(one.code) + sum(_deciders(same) for same in one.elsewhere)


def _labelled(label: str, text: str) -> str:
    return f"{label:<{_LABEL}}{text}"


def _block(label: str, text: str) -> Iterator[str]:
    first, *others = wrap(text, WIDTH - _LABEL)
    yield _labelled(label, first)
    yield from (_labelled("", line) for line in others)


def _listed(label: str, lines: list[str]) -> Iterator[str]:
    for place, line in enumerate(lines or ["none"]):
        yield _labelled("" if place else label, line)
