"""Bad requests drawn at random from what the JSON Schema of a profile says of a correct body, by Hypothesis."""

from collections.abc import Callable, Mapping
from functools import partial, reduce
from typing import Any, Final

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from gpconnect.consumer.alter import element, with_element, without_element
from gpconnect.consumer.mutations import (
    LONG,
    Form,
    Mutation,
    fits,
    inner,
    is_narrow,
    left_out_paths,
    prohibited_paths,
    reference_paths,
    said,
    simple,
)

Drawn = st.SearchStrategy[tuple[str, bytes]]
_TEXTS: Final = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40)
_SCALARS: Final = st.none() | st.booleans() | st.integers() | _TEXTS
_JSON: Final = st.recursive(
    _SCALARS,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(_TEXTS, inside, max_size=3),
    max_leaves=5,
)


def drawn(kind: str, form: Form, count: int) -> list[Mutation]:
    """Return so many bad bodies of a kind, always the same ones for the same body; none where nothing can be so.

    Raises ``LookupError`` for a kind that there is no strategy for.
    """
    if kind not in STRATEGIES:
        raise LookupError(f"no bad requests can be drawn with {kind!r}; known: {', '.join(STRATEGIES)}")
    strategy = STRATEGIES[kind](form)
    found: dict[bytes, Mutation] = {}
    if strategy is None or count < 1:
        return []

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(one: tuple[str, bytes]) -> None:
        found.setdefault(one[1], Mutation(kind, *one))

    collect()
    return list(found.values())[:count]


def _several_left_out(form: Form) -> Drawn | None:
    paths = left_out_paths(form)
    if len(paths) < 2:
        return None
    several = st.lists(st.sampled_from(paths), min_size=2, max_size=4, unique=True)
    # What stands behind goes first, so that the places of what stands before it stay what they are.
    return several.map(lambda chosen: _without(form, sorted(chosen, key=paths.index, reverse=True)))


def _without(form: Form, paths: list[str]) -> tuple[str, bytes]:
    def change(body: dict[str, Any]) -> dict[str, Any]:
        return reduce(lambda rest, path: without_element(rest, path) if _has(rest, path) else rest, paths, body)

    return f"{', '.join(said(form, one) for one in paths)} left out", form.written(change)


def _has(body: dict[str, Any], path: str) -> bool:
    try:
        element(body, path)
    except LookupError:
        return False
    return True


def _prohibited(form: Form) -> Drawn | None:
    paths = prohibited_paths(form)
    values = _JSON.filter(lambda value: value not in (None, [], {}))
    return _placed(form, st.sampled_from(paths), values) if paths else None


def _of_another_type(form: Form) -> Drawn | None:
    elements = list(inner(form))

    def another(place: int) -> Drawn:
        one = elements[place]
        values = _JSON.filter(lambda value: type(value) is not type(one.value))
        return _placed(form, st.just(one.path), values)

    return st.integers(0, len(elements) - 1).flatmap(another)


def _of_no_value(form: Form, texts: st.SearchStrategy[str] = _TEXTS) -> Drawn | None:
    narrow = [one for one in simple(form) if is_narrow(one.schema)]

    def another(place: int) -> Drawn:
        one = narrow[place]
        return _placed(form, st.just(one.path), texts.filter(lambda text: not fits(text, one.schema)))

    return st.integers(0, len(narrow) - 1).flatmap(another) if narrow else None


def _of_no_length(form: Form) -> Drawn | None:
    endless = st.builds(lambda text, times: text * times, _TEXTS, st.integers(LONG, 2 * LONG))
    return _of_no_value(form, st.text(" \t\n", max_size=5) | endless)


def _not_in_utf8(form: Form) -> Drawn:
    correct = form.written(lambda body: body)

    def put(place: int, byte: int) -> tuple[str, bytes]:
        words = f"the byte 0x{byte:02x} as byte {place + 1} of {len(correct) + 1}"
        return words, correct[:place] + bytes([byte]) + correct[place:]

    return st.builds(put, st.integers(0, len(correct) - 1), st.integers(0xF8, 0xFF))


def _to_nowhere(form: Form) -> Drawn | None:
    paths = reference_paths(form)
    letters = st.text("abcdefghijklmnopqrstuvwxyz0123456789-./# ", min_size=1, max_size=80)
    texts = letters.map(lambda name: f"Nothing/{name}")
    return _placed(form, st.sampled_from(paths), texts) if paths else None


def _placed(form: Form, paths: st.SearchStrategy[str], values: st.SearchStrategy[Any]) -> Drawn:
    def put(path: str, value: object) -> tuple[str, bytes]:
        shown = repr(value)
        words = shown if len(shown) <= 60 else f"{shown[:60]}… ({len(shown)} characters)"
        return f"{words} as {said(form, path)}", form.written(partial(with_element, path=path, value=value))

    return st.builds(put, paths, values)


STRATEGIES: Final[Mapping[str, Callable[[Form], Drawn | None]]] = {
    "a mandatory element left out": _several_left_out,
    "a prohibited element": _prohibited,
    "an element of another type": _of_another_type,
    "a value that its type does not have": _of_no_value,
    "a text of no length or without end": _of_no_length,
    "a broken encoding": _not_in_utf8,
    "a broken reference": _to_nowhere,
}
