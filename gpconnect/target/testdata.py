"""Test data of the provider under test, by the role that a scenario needs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gpconnect.assurance.outcomes import UnmappedRole
from gpconnect.target.settings_file import SettingsError


@dataclass(frozen=True)
class RegistrationCandidate:
    """Someone whom the Personal Demographics Service knows, and as the consumer would register them.

    What has a default need not be mapped: ``logical_id`` is that of the record which the practice has of an
    inactive patient, ``postcode`` that of the home address on PDS.
    """

    role: str
    nhs_number: str
    family: str
    given: str
    birth_date: str
    gender: str
    logical_id: str = ""
    postcode: str = ""


@dataclass(frozen=True)
class TestData:
    """Who and what there is at the provider: NHS numbers, ODS codes, SDS user IDs and logical IDs by role."""

    __test__ = False  # pytest would take the name for a test class

    patients: Mapping[str, str | list[str]] = field(default_factory=dict)
    organisations: Mapping[str, str] = field(default_factory=dict)
    practitioners: Mapping[str, str] = field(default_factory=dict)
    locations: Mapping[str, str] = field(default_factory=dict)
    slots: Mapping[str, str] = field(default_factory=dict)
    patient_ids: Mapping[str, str] = field(default_factory=dict)
    appointments: Mapping[str, str] = field(default_factory=dict)
    registration: tuple[RegistrationCandidate, ...] = ()

    def nhs_number(self, role: str, place: int = 0) -> str:
        """Return the NHS number of the patient in this role; ``place`` counts from 0 where a role has several.

        Raises ``UnmappedRole`` when the test data maps no such patient.
        """
        mapped = self.patients.get(role)
        several = [mapped] if isinstance(mapped, str) else mapped or []
        if place >= len(several):
            short = f" for patient {place + 1}: give it {place + 1} NHS numbers" if several else ""
            raise UnmappedRole("patients", role, short)
        return several[place]

    def code(self, table: str, role: str) -> str:
        """Return what a role is mapped to in one of the tables but ``patients`` and ``registration``.

        ``organisations`` holds ODS codes, ``practitioners`` SDS user IDs, ``locations`` logical IDs,
        ``patient_ids`` the logical IDs of patients whom no search may return, and ``appointments`` logical IDs of
        appointments that no booking through GP Connect can make.

        Raises ``UnmappedRole`` when the test data maps nothing to the role.
        """
        mapping: Mapping[str, str] = getattr(self, table)
        if role not in mapping:
            raise UnmappedRole(table, role)
        return mapping[role]

    def past_appointment(self) -> dict[str, Any]:
        """Return the past appointment, an Appointment that no read may return, as the provider holds it.

        Raises ``UnmappedRole`` when the test data has none, and ``SettingsError`` when it is no JSON object.
        """
        return self._appointment("past_body")

    def sensitive_appointment(self) -> dict[str, Any]:
        """Return the appointment of a patient who is sensitive on PDS, as the provider holds it.

        Raises ``UnmappedRole`` and ``SettingsError`` as ``past_appointment`` does.
        """
        return self._appointment("sensitive_body")

    def _appointment(self, role: str) -> dict[str, Any]:
        text = self.code("appointments", role)
        try:
            return dict(json.loads(text))
        except (TypeError, ValueError) as error:
            raise SettingsError(
                f"test data [appointments] {role}: must be an Appointment in JSON ({error})"
            ) from None

    def candidates(self, role: str) -> list[RegistrationCandidate]:
        """Return the people who can be registered in this role; raise ``UnmappedRole`` when there are none."""
        found = [candidate for candidate in self.registration if candidate.role == role]
        if not found:
            raise UnmappedRole("registration", role)
        return found
