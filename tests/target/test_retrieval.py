"""Requests for a patient's appointments: what the test data say of today holds today only."""

from datetime import date

import pytest

from gpconnect.assurance.outcomes import NotApplicable
from gpconnect.target import retrieval
from gpconnect.target.testdata import TestData

DATA = TestData(appointments={"earlier_today": "7", "earlier_today_date": "2027-01-20"})


def test_an_appointment_of_earlier_today_is_of_use_on_its_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrieval, "today", lambda: date(2027, 1, 20))
    assert retrieval.started_earlier_today(DATA)["id"] == "7"


def test_an_appointment_of_another_day_did_not_start_earlier_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrieval, "today", lambda: date(2027, 1, 21))
    with pytest.raises(NotApplicable, match="earlier_today started on 2027-01-20; today is 2027-01-21"):
        retrieval.started_earlier_today(DATA)
