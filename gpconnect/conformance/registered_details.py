"""What another answer tells of a registration, held against what an earlier answer told of the same patient.

That is its type and period, the patient's languages and who manages the record (pages: register, find and read a
patient).
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from gpconnect.conformance.reference import referenced_ids
from gpconnect.conformance.rule import Problem, Resource
from gpconnect.conformance.rules.registration import languages, registration_codes, registration_days, spoken
from gpconnect.spec.vocabulary import REGISTRATION_TYPES

_REGULAR: Final = REGISTRATION_TYPES["regular"]
_TYPE: Final = "extension(registrationDetails).extension(registrationType)"
_PERIOD: Final = "extension(registrationDetails).extension(registrationPeriod)"
# A day that is told in another offset may be the next one.
_ONE_DAY: Final = timedelta(days=1)


def unlike_details(before: Resource, now: Resource) -> Iterator[Problem]:
    """Find what the later answer lost or tells otherwise; what it tells besides is no loss.

    Loss of type or period is disputed, as the pages of finding and reading a patient do not list them.
    """
    yield from _another_organisation(before, now)
    lost = [one for one in languages(before) if one not in languages(now)]
    if lost:
        yield Problem("extension(nhsCommunication)", spoken(lost), spoken(languages(now)))
    yield from _another_type(registration_codes(before), registration_codes(now))
    days = registration_days(now)
    for bound, day in registration_days(before).items():
        where = f"{_PERIOD}.{bound}"
        if bound not in days:
            yield Problem(where, day.isoformat(), "absent", disputed=True)
        elif abs(days[bound] - day) > _ONE_DAY:
            yield Problem(where, day.isoformat(), days[bound].isoformat())


def become_regular(before: Resource, now: Resource) -> Iterator[Problem]:
    """Find that a patient of whom an earlier answer told another registration is a regular one."""
    earlier, codes = registration_codes(before), registration_codes(now)
    if earlier and _REGULAR not in earlier and _REGULAR in codes:
        yield Problem(_TYPE, " ".join(earlier), " ".join(codes))


def _another_type(told: list[str], tells: list[str]) -> Iterator[Problem]:
    if told and told != tells:
        yield Problem(_TYPE, " ".join(told), " ".join(tells) or "absent", disputed=not tells)


def _another_organisation(before: Resource, now: Resource) -> Iterator[Problem]:
    told, tells = (referenced_ids(one, "managingOrganization", "Organization") for one in (before, now))
    # That there is none is told by the rules of each answer.
    if told and tells and told != tells:
        yield Problem("managingOrganization", f"Organization/{told[0]}", f"Organization/{tells[0]}")
