"""Which handler answers which interaction; an interaction without a handler is answered with NOT_IMPLEMENTED."""

from collections.abc import Mapping

from gpconnect.provider.appointments import read_an_appointment, retrieve_a_patients_appointments
from gpconnect.provider.booking import book_an_appointment
from gpconnect.provider.call import Handler
from gpconnect.provider.capability import get_the_capability_statement
from gpconnect.provider.changes import amend_an_appointment, cancel_an_appointment
from gpconnect.provider.directory import (
    find_a_practitioner,
    find_an_organisation,
    read_a_location,
    read_a_practitioner,
    read_an_organisation,
)
from gpconnect.provider.patients import find_a_patient, read_a_patient
from gpconnect.provider.registration import register_a_patient
from gpconnect.provider.slots import search_for_free_slots

HANDLERS: Mapping[str, Handler] = {
    "get-the-capability-statement": get_the_capability_statement,
    "find-a-patient": find_a_patient,
    "read-a-patient": read_a_patient,
    "register-a-patient": register_a_patient,
    "find-a-practitioner": find_a_practitioner,
    "read-a-practitioner": read_a_practitioner,
    "find-an-organisation": find_an_organisation,
    "read-an-organisation": read_an_organisation,
    "read-a-location": read_a_location,
    "search-for-free-slots": search_for_free_slots,
    "book-an-appointment": book_an_appointment,
    "retrieve-a-patients-appointments": retrieve_a_patients_appointments,
    "amend-an-appointment": amend_an_appointment,
    "cancel-an-appointment": cancel_an_appointment,
    "read-an-appointment": read_an_appointment,
}
