"""Safety: what the requests of a run may speak of, from its settings and its test data."""

import re
from collections.abc import Iterator
from typing import Final

from gpconnect.consumer.appointment_changes import OTHER_ODS_CODE
from gpconnect.consumer.guard import Guard, NumberRange
from gpconnect.target.planned_bookings import ANOTHER_ODS_CODE
from gpconnect.target.settings import SettingsError, TargetSettings
from gpconnect.target.slot_filters import CODE_OF_NOBODY
from gpconnect.target.testdata import TestData

INVENTED: Final = frozenset({OTHER_ODS_CODE, ANOTHER_ODS_CODE, CODE_OF_NOBODY})
"""ODS codes that scenarios make up, which no organisation has."""

_ODS_CODE_IN_ROOT: Final = re.compile(r"^https?://[^/]+(?:/[^/]+)*?/([A-Za-z0-9]{3,10})/(?:DSTU2|STU3|R4)(?:/|$)")


def guard_of(settings: TargetSettings, data: TestData, root: str) -> Guard:
    """Return the guard of a run; ``root`` is the provider's service root URL.

    ODS codes may be named that ``ods_codes`` lists, that the test data maps or that the consumer itself has. The
    one in the service root URL counts as listed where nothing else says which organisations are there for tests.

    Raises ``SettingsError`` for a range that is none, and ``UnsafeRequestError`` when the URLs, or what the test
    data maps, could be live.
    """
    listed = {*settings.ods_codes, *data.organisations.values()}
    codes = {*(listed or _code_in(root)), settings.consumer_ods_code, *INVENTED}
    reserved_for = data.slots.get("restricted_code")
    codes |= {reserved_for} if reserved_for else set()
    hosts = frozenset(host.lower() for host in settings.test_hosts)
    made = Guard(_ranges(settings), frozenset(code.upper() for code in codes), hosts)
    made.check_url(root)
    if settings.ssp_proxy is not None:
        made.check_url(settings.ssp_proxy)
    for where, number in _numbers(data):
        made.check_number(number, f"test data {where}")
    return made


def _code_in(root: str) -> set[str]:
    found = _ODS_CODE_IN_ROOT.match(root)
    return {found[1]} if found else set()


def _ranges(settings: TargetSettings) -> tuple[NumberRange, ...]:
    try:
        return tuple(NumberRange.of(one) for one in settings.nhs_number_ranges)
    except ValueError as error:
        raise SettingsError(f"setting nhs_number_ranges: {error}") from None


def _numbers(data: TestData) -> Iterator[tuple[str, str]]:
    for role, mapped in data.patients.items():
        for number in [mapped] if isinstance(mapped, str) else mapped:
            yield f"[patients] {role}", number
    for candidate in data.registration:
        yield f"[[registration]] {candidate.role}", candidate.nhs_number
