"""Bad requests against the reference provider: it stands up to them, and a provider that does not is noticed."""

from collections.abc import Iterator

import pytest

from benchmarks.races import Track, track
from gpconnect.conformance.judge_robustness import judge_nothing_changed, judge_refused
from gpconnect.consumer.mutations import KINDS
from gpconnect.target import held_appointments as held
from gpconnect.target.appointments import BOOK
from gpconnect.target.registration import REGISTER
from gpconnect.target.requests import TypicalRequests
from gpconnect.target.robustness import EACH, Spoiler, account, bad_bodies

KEYS = (BOOK, held.AMEND, held.CANCEL, REGISTER)
ROWS = [(key, kind) for key in KEYS for kind in KINDS if (key, kind) != (REGISTER, "a broken reference")]
SEEN = {
    "odd-lists-fail": [(BOOK, "an element of another type"), (REGISTER, "an element of another type")],
    "blank-texts-fail": [
        (key, kind)
        for key in KEYS
        for kind in ("a value that its type does not have", "a text of no length or without end")
    ],
    "foreign-references-fail": [(key, "a broken reference") for key in (BOOK, held.AMEND, held.CANCEL)],
    "half-surrogates-fail": [(key, "a broken encoding") for key in KEYS],
    "incomplete-resources-fail": [(key, "a mandatory element left out") for key in KEYS],
    "prohibited-elements-ignored": [(key, "a prohibited element") for key in KEYS],
    "refused-changes-counted": [
        (key, kind) for key, kind in ROWS if key in (held.AMEND, held.CANCEL) and kind != "a broken encoding"
    ],
}


def failing(here: Track, key: str, kind: str, count: int = EACH) -> list[str]:
    spoiler = Spoiler(
        here.consumer, here.established, here.book, here.held, TypicalRequests(here.consumer, here.established)
    )
    subject = spoiler.subject(key)
    attempts = spoiler.try_all(subject, bad_bodies(kind, subject.form, count))
    assert len(account(attempts).splitlines()) >= len(attempts)
    for one in attempts:
        here.book.observe(one.exchange)
    here.book.end_scenario()
    judgement = judge_refused(attempts).merge(judge_nothing_changed(attempts))
    return [str(one.requirement) for one in judgement.findings if one.fails]


@pytest.fixture(scope="module")
def sound() -> Iterator[Track]:
    with track() as made:
        yield made


@pytest.mark.parametrize(("key", "kind"), ROWS)
def test_the_reference_provider_stands_up_to_more_than_a_run_sends(sound: Track, key: str, kind: str) -> None:
    assert failing(sound, key, kind, 10) == []


@pytest.mark.parametrize("fault", SEEN)
def test_a_provider_that_does_not_is_noticed(fault: str) -> None:
    with track(fault) as here:
        missed = [row for row in SEEN[fault] if not failing(here, *row)]
    assert missed == []


def test_every_row_meets_a_fault() -> None:
    assert {row for rows in SEEN.values() for row in rows} == set(ROWS)


def test_what_takes_no_body_cannot_be_spoilt(sound: Track) -> None:
    with pytest.raises(LookupError, match="find-a-patient takes no body that could be spoilt"):
        Spoiler(
            sound.consumer,
            sound.established,
            sound.book,
            sound.held,
            TypicalRequests(sound.consumer, sound.established),
        ).subject("find-a-patient")
