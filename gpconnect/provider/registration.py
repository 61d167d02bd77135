"""Register a patient: check with PDS, then add a temporary patient or take an inactive one back as temporary."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

from gpconnect.provider.answer import Answer
from gpconnect.provider.call import Call
from gpconnect.provider.clock import days_after, local_epoch, wire
from gpconnect.provider.errors import ProviderError
from gpconnect.provider.patients import VERIFIED, patient_resource
from gpconnect.provider.pds import PdsRecord, pds_record
from gpconnect.provider.registration_body import EMAIL, TEMPORARY, Registration, read_registration
from gpconnect.provider.resource import searchset
from gpconnect.provider.store import Row

TEMPORARY_DAYS = 90
CLOSING_HOUR = 18
TEMPORARY_TYPE = "T"
_REGULAR_TYPE = "R"
_LONG_AGO = date(1990, 1, 2)
_DEMOGRAPHICS = ("name", "telecom", "gender", "birthDate", "address")
Content = dict[str, Any]


def register_a_patient(call: Call) -> Answer:
    """Register a temporary patient (page: foundations_use_case_register_a_patient)."""
    registration = read_registration(call)
    known = _traced(call, registration)
    with call.store.transaction():
        row = call.store.one("SELECT * FROM patient WHERE nhs_number = ?", registration.nhs_number)
        if row is None:
            identity = _add(call, registration, known)
        elif row["state"] == "active" and call.faults.on("registers-duplicates"):
            identity = row["id"]
        else:
            _check_inactive(call, row, known)
            identity = _reactivate(call, registration, known, row)
    return _registered(call, identity)


def _traced(call: Call, registration: Registration) -> PdsRecord | None:
    """Return the patient's record on PDS; refuse a patient whom PDS does not confirm or does not allow."""
    number = registration.nhs_number
    known = pds_record(call.store, number)
    if known is None:
        if call.faults.on("registers-unknown-to-pds"):
            return None
        raise _demographics(f"PDS does not know the NHS number {number}")
    if not _matching(call, registration, known) and not call.faults.on("registers-unverified"):
        raise _demographics(f"the demographics are not those that PDS has for the NHS number {number}")
    if known.deceased and not call.faults.on("registers-deceased"):
        raise _demographics("the patient is recorded as deceased on PDS")
    if known.sensitive and not call.faults.on("registers-sensitive"):
        raise _demographics("the patient cannot be registered")
    if (known.invalid or known.superseded) and not call.faults.on("registers-flagged-numbers"):
        raise ProviderError("INVALID_NHS_NUMBER", f"the PDS record of {number} is marked as invalid or superseded")
    return known


def _matching(call: Call, registration: Registration, known: PdsRecord) -> bool:
    same_birth_date = registration.birth_date == known.birth_date
    if call.faults.on("registers-by-name-too"):
        return same_birth_date and (registration.family, registration.given) == (known.family, known.given)
    if call.faults.on("registers-exact-matches-only"):
        return same_birth_date
    return known.matches(registration.family, registration.given, registration.birth_date)


def _check_inactive(call: Call, row: Row, known: PdsRecord | None) -> None:
    """Refuse unless this patient of the practice is one whose registration has lapsed."""
    if call.faults.on("registers-never-traced") and row["verification"] != VERIFIED:
        return
    if row["verification"] != VERIFIED and not _verified(row, known):
        raise _demographics("the practice's record of the patient is not confirmed by PDS")
    if row["state"] == "deceased" and not call.faults.on("registers-deceased-at-practice"):
        raise _demographics("the patient is recorded as deceased")
    if row["state"] == "active" or call.faults.on("inactive-not-reactivated"):
        raise ProviderError(
            "DUPLICATE_REJECTED", f"a patient with the NHS number {row['nhs_number']} is already registered"
        )


def _verified(row: Row, known: PdsRecord | None) -> bool:
    content = json.loads(row["content"])
    name = content["name"][0]
    return known is not None and known.matches(name["family"], name["given"][0], content["birthDate"])


def _add(call: Call, registration: Registration, known: PdsRecord | None) -> str:
    identity = str(uuid4())
    content = _content(call, registration, known, {})
    call.store.insert(
        "patient",
        id=identity,
        nhs_number=registration.nhs_number,
        **_temporary(call),
        version=1,
        content=content,
    )
    return identity


def _reactivate(call: Call, registration: Registration, known: PdsRecord | None, row: Row) -> str:
    """Take an inactive patient back; contacts and preferred surgery stay, the registered practitioner does not."""
    content = _content(call, registration, known, json.loads(row["content"]))
    content.pop("generalPractitioner", None)
    temporary = _temporary(call)
    if call.faults.on("registration-keeps-regular"):
        temporary["registration_type"] = row["registration_type"]
    call.store.update("patient", row["id"], **temporary, version=row["version"] + 1, content=content)
    if call.faults.on("inactive-registered-anew"):
        identity = str(uuid4())
        call.store.run("UPDATE patient SET id = ?, version = 1 WHERE id = ?", identity, row["id"])
        return identity
    return str(row["id"])


def _temporary(call: Call) -> dict[str, Any]:
    now = call.clock.epoch()
    kind = _REGULAR_TYPE if call.faults.on("registers-as-regular") else TEMPORARY_TYPE
    return {
        "state": "active",
        "verification": VERIFIED,
        "registration_type": kind,
        "registration_start": local_epoch(_LONG_AGO, 9) if call.faults.on("registration-starts-long-ago") else now,
        "registration_end": _expiry(call),
        "last_updated": now,
    }


def _expiry(call: Call) -> int:
    return local_epoch(days_after(call.clock.today(), TEMPORARY_DAYS), CLOSING_HOUR)


def _content(call: Call, registration: Registration, known: PdsRecord | None, before: Content) -> Content:
    """Return the demographics: what was sent, then what PDS has and was not sent, then what the practice had."""
    sent = dict(registration.content)
    if call.faults.on("sent-demographics-ignored") and known is not None:
        sent = {}
    pds = known.demographics if known and not call.faults.on("pds-not-consulted") else {}
    if call.faults.on("pds-supplements-gender-only"):
        pds = {name: value for name, value in pds.items() if name == "gender"}
    merged: Content = {**before, **pds, **sent}
    merged["telecom"] = _merged(sent, pds, "telecom", _kind_of_telecom)
    merged["address"] = _merged(sent, pds, "address", lambda one: str(one.get("use")))
    if registration.communication and not call.faults.on("communication-dropped"):
        merged["communication"] = list(registration.communication)
    for name in ("telecom", "address"):
        merged[name] = [_ending(call, one) for one in merged[name] if _is_kept(call, one)]
    order = ("communication", *_DEMOGRAPHICS, *merged)
    return {name: merged[name] for name in dict.fromkeys(order) if merged.get(name)}


def _merged(sent: Content, pds: Content, name: str, kind: Callable[[Content], str]) -> list[Content]:
    ours: list[Content] = sent.get(name, [])
    kinds = {kind(one) for one in ours}
    return [*ours, *(one for one in pds.get(name, []) if kind(one) not in kinds)]


def _kind_of_telecom(telecom: Content) -> str:
    return EMAIL if telecom["system"] == EMAIL else f"{telecom['system']} {telecom.get('use')}"


def _is_kept(call: Call, one: Content) -> bool:
    return one.get("use") != TEMPORARY or not call.faults.on("temporary-details-dropped")


def _ending(call: Call, one: Content) -> Content:
    """Temporary details end when the registration ends."""
    if one.get("use") != TEMPORARY or call.faults.on("temporary-details-without-end"):
        return one
    end = call.clock.epoch() if call.faults.on("temporary-details-end-otherwise") else _expiry(call)
    return {**one, "period": {"end": wire(end)}}


def _registered(call: Call, identity: str) -> Answer:
    row = call.store.by_id("patient", identity)
    if row is None:
        raise LookupError(f"the store has no patient {identity}")
    answer = Answer(200, searchset([patient_resource(call.services, row)]))
    if call.faults.on("registration-not-stored"):
        call.store.run("DELETE FROM patient WHERE id = ? AND version = 1", identity)
    return answer


def _demographics(what: str) -> ProviderError:
    return ProviderError("INVALID_PATIENT_DEMOGRAPHICS", what)
