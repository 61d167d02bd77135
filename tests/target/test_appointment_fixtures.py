"""The end of a run: bookings are cancelled, and a run that leaves one behind is no success."""

import pytest

CONFTEST = """
import pytest
from booking_provider import BookingProvider, slot
from gpconnect.target.prerequisites import Prerequisites
from gpconnect.target.testdata import TestData

pytest_plugins = ["fixtures.appointments"]
PROVIDER = BookingProvider([slot("a")])

@pytest.fixture(scope="session")
def established():
    made = Prerequisites(PROVIDER.consumer(), TestData())
    made.patient = lambda *_: {"resourceType": "Patient", "id": "p1"}
    return made
"""
BOOKS = """
from conftest import PROVIDER

def test_books(appointment_book, established):
    appointment_book.shared_booking()
    PROVIDER.spoil = lambda request: {status}
"""


def run(pytester: pytest.Pytester, status: int | None) -> pytest.RunResult:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(BOOKS.format(status=status))
    return pytester.runpytest_subprocess("-p", "no:cacheprovider")


@pytest.fixture
def on_path(pytester: pytest.Pytester, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    folders = [request.config.rootpath, request.path.parent, pytester.path]
    monkeypatch.setenv("PYTHONPATH", ":".join(str(folder) for folder in folders))


@pytest.mark.usefixtures("on_path")
def test_a_run_whose_bookings_are_cancelled_is_a_success(pytester: pytest.Pytester) -> None:
    result = run(pytester, None)
    assert result.ret == pytest.ExitCode.OK
    assert list(pytester.path.glob("reports/*.jsonl")) == []


@pytest.mark.usefixtures("on_path")
def test_a_run_that_leaves_a_booking_behind_is_none(pytester: pytest.Pytester) -> None:
    result = run(pytester, 501)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(
        ["*bookings left at the provider*", "Appointment/a1 is still booked: PUT * -> 501 *"]
    )
    assert len(list(pytester.path.glob("reports/bookings-*.jsonl"))) == 1
