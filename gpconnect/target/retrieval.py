"""Requests for a patient's appointments in a range of dates, from words that features use.

Beside the days that ``consumer.appointment_search`` knows there are those around an appointment: ``its day``,
``the day before`` and ``the day after``.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from gpconnect.assurance.outcomes import NotApplicable
from gpconnect.conformance.patient_appointments import day_of, patient_of
from gpconnect.consumer.appointment_search import day_named, retrieval_query
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.local_time import today
from gpconnect.target.prerequisites import Prerequisites, Resource
from gpconnect.target.testdata import TestData

RETRIEVE: Final = "retrieve-a-patients-appointments"
AROUND: Final[Mapping[str, int]] = {"the day before": -1, "its day": 0, "the day after": 1}


def of_patient(consumer: Consumer, patient_id: str, first: str, last: str) -> Draft:
    """Return a correct request for the appointments of a patient between two days."""
    return _between(consumer, patient_id, day_named(first), day_named(last))


def of_its_patient(consumer: Consumer, appointment: Resource, first: str, last: str) -> Draft:
    """Return a correct request for the appointments of the patient who takes part in one.

    Raises ``NotApplicable`` when the appointment is so soon that the range would begin in the past.
    """
    return _between(consumer, patient_of(appointment), _day(appointment, first), _day(appointment, last))


def of_another_patient(consumer: Consumer, established: Prerequisites, appointment: Resource) -> Draft:
    """Return a correct request for the appointments that another registered patient has on that day.

    Raises ``NotApplicable`` when the test data maps only one patient to the role ``registered``.
    """
    other = another_patient(established, appointment)
    return _between(consumer, other["id"], day_of(appointment), day_of(appointment))


def another_patient(established: Prerequisites, appointment: Resource) -> Resource:
    """Return a registered patient who does not take part in the appointment; raises ``NotApplicable`` as above."""
    first = established.patient()
    return first if first["id"] != patient_of(appointment) else established.patient(place=1)


def started_earlier_today(data: TestData) -> Resource:
    """Return the appointment in the role ``earlier_today``, of which no more is known than its logical ID.

    Raises ``NotApplicable`` when the test data maps none, or maps it with the date of another day.
    """
    day = data.code("appointments", "earlier_today_date")
    if day != today().isoformat():
        raise NotApplicable(f"the test data's earlier_today started on {day}; today is {today()} in the UK")
    return {"resourceType": "Appointment", "id": data.code("appointments", "earlier_today")}


def _between(consumer: Consumer, patient_id: str, first: date, last: date) -> Draft:
    if first < today() or last < today():
        raise NotApplicable("the appointment is today, and a range of dates in the past must not be asked for")
    return consumer.draft(RETRIEVE, logical_id=patient_id, query=retrieval_query(first, last))


def _day(appointment: Resource, words: str) -> date:
    return day_of(appointment) + timedelta(days=AROUND[words]) if words in AROUND else day_named(words)
