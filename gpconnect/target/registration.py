"""Registrations: people to register at the provider under test, each of whom it takes once."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from gpconnect.assurance.outcomes import Blocked, NotApplicable, UnmappedRole
from gpconnect.conformance.judge import resource_of
from gpconnect.conformance.rules.bundle import resources_in
from gpconnect.conformance.rules.registration import nhs_numbers, official_names
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.exchange import Exchange
from gpconnect.consumer.registration_body import Resource
from gpconnect.spec.vocabulary import IDENTIFIER_SYSTEMS
from gpconnect.target.shared_run import PERSON, SharedRun
from gpconnect.target.testdata import RegistrationCandidate, TestData
from gpconnect.target.usable import require_usable

FIND, REGISTER = "find-a-patient", "register-a-patient"
VERIFIED = "verified"
LONGEST_WAIT: Final = 60.0  # seconds, for somebody whom another worker works with
PAUSE: Final = 0.05
NOT_FOUND = 404  # what Find a patient may say of somebody whom it withholds (AMB-008)


class Candidates:
    """Hands out the people of the test data who are not registered at the provider yet.

    Whether somebody is registered is asked of the provider's own Find a patient, because an earlier run may have
    registered them; somebody whose registration was refused is handed out again.
    """

    def __init__(self, consumer: Consumer, data: TestData, shared: SharedRun | None = None) -> None:
        self.consumer = consumer
        self.data = data
        self._shared = shared if shared is not None else SharedRun()
        self._registered: set[str] = set()

    def free(self, role: str = VERIFIED, *, on_record: bool = False) -> RegistrationCandidate:
        """Return somebody in this role whom the provider does not know as an active patient.

        ``on_record`` asks for somebody whose row says the logical ID of the record that the practice has. Raises
        ``NotApplicable`` when the test data maps nobody such to the role, or when all are registered by now.
        """
        candidates, ended = self._candidates(role, on_record=on_record), time.monotonic() + LONGEST_WAIT
        while True:
            for candidate in candidates:
                if self._lends(candidate) and not self.active(candidate):
                    return candidate
            if time.monotonic() > ended or not self._others_work_with(candidates):
                break
            time.sleep(PAUSE)
        raise NotApplicable(
            f"all {len(candidates)} of the test data's {role!r} [[registration]] rows are registered by now: "
            "give it more rows, or remove those patients at the provider"
        )

    def _candidates(self, role: str, *, on_record: bool) -> list[RegistrationCandidate]:
        candidates = self.data.candidates(role)
        if not on_record:
            return candidates
        known = [one for one in candidates if one.logical_id]
        if not known:
            raise UnmappedRole("registration", role, ": none of its rows says the logical_id of the record")
        return known

    def active(self, candidate: RegistrationCandidate) -> bool:
        """Say whether the provider knows somebody as an active patient, and remember it when it does."""
        if active_patients(find(self.consumer, candidate.nhs_number)):
            self.use_up(candidate)
        return candidate.nhs_number in self._registered

    def use_up(self, candidate: RegistrationCandidate) -> None:
        """Hand this person out no more: the provider has taken the registration."""
        self._registered.add(candidate.nhs_number)
        with self._shared.alone_with_leases() as leases:
            leases.gone(PERSON, candidate.nhs_number)

    def end_scenario(self) -> None:
        """Let the other workers have whoever was handed out and not registered."""
        with self._shared.alone_with_leases() as leases:
            for nhs_number in leases.mine(PERSON):
                leases.give_back(PERSON, nhs_number)

    def _lends(self, candidate: RegistrationCandidate) -> bool:
        number = candidate.nhs_number
        with self._shared.alone_with_leases() as leases:
            if number in leases.taken(PERSON) - leases.mine(PERSON):
                return False
            leases.lend(PERSON, number)
        return True

    def _others_work_with(self, candidates: Sequence[RegistrationCandidate]) -> bool:
        with self._shared.alone_with_leases() as leases:
            return not leases.others(PERSON).isdisjoint(one.nhs_number for one in candidates)


def find(consumer: Consumer, nhs_number: str) -> Exchange:
    """Search for a patient by NHS number."""
    query = [("identifier", f"{IDENTIFIER_SYSTEMS['nhs_number']}|{nhs_number}")]
    return consumer.send(consumer.draft(FIND, query=query))


def active_patients(found: Exchange) -> list[Resource]:
    """Return the patients that a search found; raise ``Blocked`` when it did not answer as a search must."""
    if found.status == NOT_FOUND:
        return []
    bundle = resource_of(found)
    if found.status != 200 or bundle.get("resourceType") != "Bundle":
        raise Blocked(FIND, f"{found.summary()}, expected 200 and a Bundle")
    return [patient for _, patient in resources_in(bundle, "Patient")]


def registered_patient(registration: Exchange) -> Resource:
    """Return the patient that a registration created; raise ``Blocked`` when it did not create one."""
    patients = resources_in(resource_of(registration), "Patient")
    if registration.status != 200 or len(patients) != 1:
        raise Blocked(REGISTER, f"{registration.summary()}, expected 200 and a Bundle with one Patient")
    return require_usable(REGISTER, registration.summary(), patients[0][1])


def as_candidate(patient: Mapping[str, Any]) -> RegistrationCandidate:
    """Return somebody who is a patient already, as a consumer would try to register them.

    Raises ``Blocked`` when the Patient lacks what a registration must hold.
    """
    names = [name for _, name in official_names(patient)]
    try:
        return RegistrationCandidate(
            role="registered",
            nhs_number=nhs_numbers(patient)[0],
            family=names[0]["family"],
            given=names[0]["given"][0],
            birth_date=date.fromisoformat(patient["birthDate"]).isoformat(),
            gender=patient["gender"],
        )
    except (LookupError, TypeError, ValueError):
        reason = "the Patient lacks an NHS number, official name, birthDate or gender to register again"
        raise Blocked(FIND, reason) from None


def differing(candidate: RegistrationCandidate, difference: str) -> RegistrationCandidate:
    """Return the person with one detail other than PDS has it, named as in ``DIFFERENCES``.

    Raises ``LookupError`` when there is no difference of this name.
    """
    if difference not in DIFFERENCES:
        raise LookupError(f"nobody can differ from PDS in {difference!r}; known: {', '.join(DIFFERENCES)}")
    return DIFFERENCES[difference](candidate)


def _born(candidate: RegistrationCandidate, change: Callable[[date], date]) -> RegistrationCandidate:
    return replace(candidate, birth_date=change(date.fromisoformat(candidate.birth_date)).isoformat())


def _another_year(born: date) -> date:
    # The 29th of February needs a leap year, and 1900 was none.
    years = 1 if (born.month, born.day) != (2, 29) else 8
    return born.replace(year=born.year - years)


def _another_start(name: str) -> str:
    return ("Qyx" if name[:1].upper() != "Q" else "Xyq") + name.lower()


DIFFERENCES: Final[Mapping[str, Callable[[RegistrationCandidate], RegistrationCandidate]]] = {
    "day of birth": lambda one: _born(one, lambda born: born.replace(day=born.day % 28 + 1)),
    # January and March have every day that any month has.
    "month of birth": lambda one: _born(one, lambda born: born.replace(month=1 if born.month != 1 else 3)),
    "year of birth": lambda one: _born(one, _another_year),
    "start of the family name": lambda one: replace(one, family=_another_start(one.family)),
    "end of the family name": lambda one: replace(one, family=f"{one.family}xq"),
    "start of the given name": lambda one: replace(one, given=_another_start(one.given)),
    "end of the given name": lambda one: replace(one, given=f"{one.given}xq"),
}
