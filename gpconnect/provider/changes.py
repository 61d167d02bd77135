"""Amend and cancel an appointment: one path, and one version check for both."""

import re
from collections.abc import Callable
from typing import Any

from gpconnect.provider.answer import Answer
from gpconnect.provider.appointment_body import KEPT, PLACE, cancellation_reason, moment, valid_appointment
from gpconnect.provider.appointments import appointment_resource, appointment_row
from gpconnect.provider.booking import stored_texts
from gpconnect.provider.call import Call
from gpconnect.provider.comparison import changed_elements
from gpconnect.provider.errors import ProviderError
from gpconnect.provider.preference import as_preferred
from gpconnect.provider.resource import Resource, read_answer
from gpconnect.provider.store import Row
from gpconnect.spec.vocabulary import EXTENSIONS

_ETAG = re.compile(r'W/"([^"]+)"')
_CANCEL = "cancel-an-appointment"
_AMENDABLE = frozenset({"description", "comment"})
_CANCELLABLE = frozenset({"status", f"extension:{EXTENSIONS['cancellation_reason']}"})
Change = Callable[[Call, Row, Resource], None]


def amend_an_appointment(call: Call) -> Answer:
    """Change description and comment of a future appointment (page: appointments_use_case_amend_an_appointment).

    Where the edition gives both interactions one ID, a body with the status cancelled is a cancellation.
    """
    if _CANCEL in call.interactions and (call.body or {}).get("status") == "cancelled":
        return cancel_an_appointment(call)
    return _changed(call, _amend)


def cancel_an_appointment(call: Call) -> Answer:
    """Cancel a future appointment and free its slots (page: appointments_use_case_cancel_an_appointment)."""
    return _changed(call, _cancel)


def _changed(call: Call, change: Change) -> Answer:
    """Answer with the appointment as one transaction changes it; a refusal leaves it as it was."""
    version = _sent_version(call)
    identity = appointment_row(call)["id"]
    body = valid_appointment(call)
    if body.get("id") != identity and not call.faults.on("body-id-not-checked"):
        raise ProviderError("BAD_REQUEST", f"{PLACE}.id is not the {identity} of the request's path")
    try:
        with call.store.transaction():
            _check_version(call, version)
            change(call, appointment_row(call), body)
    except ProviderError:
        if call.faults.on("refused-changes-stored"):
            _store(call, identity, description=body["description"], comment=body.get("comment"))
        raise
    row = appointment_row(call)
    return as_preferred(call, read_answer(appointment_resource(call.store, row), row, call.base_url))


def _sent_version(call: Call) -> str | None:
    sent = call.headers.get("if-match")
    if sent is None and call.faults.on("if-match-not-required"):
        return None
    if sent is None:
        raise ProviderError("BAD_REQUEST", "the If-Match header is missing; it has to have the appointment's ETag")
    found = _ETAG.fullmatch(sent.strip())
    if found is None:
        raise ProviderError("BAD_REQUEST", f'the If-Match header is {sent}; it has to be of the form W/"version"')
    return found[1]


def _check_version(call: Call, sent: str | None) -> None:
    """Refuse with status 409 a version that is not the current one.

    Page: development_general_api_guidance, managing resource contention. No Spine error code describes this; the
    one that the error table has for this status is sent (AMB-001).
    """
    current = str(appointment_row(call)["version"])
    if sent is None or call.faults.on("if-match-ignored"):
        return
    if sent != current:
        raise ProviderError(
            "DUPLICATE_REJECTED", f"If-Match has version {sent}, but the appointment's version is now {current}"
        )


def _amend(call: Call, row: Row, body: Resource) -> None:
    _check_future(call, row, "past-amended")
    if row["status"] == "cancelled" and not call.faults.on("cancelled-amended"):
        raise _invalid("status: a cancelled appointment cannot be amended")
    description, comment = stored_texts(call, body["description"], body.get("comment"))
    changes: dict[str, Any] = {"description": description, "comment": comment}
    if call.faults.on("amend-changes-anything"):
        changes |= _whatever_was_sent(body)
    else:
        _check_changes(call, row, body, _AMENDABLE)
    _store(call, row["id"], **changes)


def _cancel(call: Call, row: Row, body: Resource) -> None:
    _check_future(call, row, "past-cancelled")
    if row["status"] == "cancelled" and not call.faults.on("cancelled-twice"):
        raise _invalid("status: the appointment is cancelled already")
    if body["status"] != "cancelled":
        raise _invalid("status has to be cancelled")
    reason = cancellation_reason(body)
    if reason is None and not call.faults.on("cancel-without-reason"):
        raise _invalid("extension: the cancellation reason is missing")
    changes: dict[str, Any] = {"status": "cancelled", "cancellation_reason": reason}
    if call.faults.on("cancellation-reason-dropped"):
        del changes["cancellation_reason"]
    if call.faults.on("cancel-changes-anything"):
        changes |= _whatever_was_sent(body) | {"description": body["description"], "comment": body.get("comment")}
    else:
        _check_changes(call, row, body, _CANCELLABLE)
    _store(call, row["id"], **changes)
    if not call.faults.on("slot-not-freed-on-cancel"):
        _free_slots(call, row["id"])


def _check_future(call: Call, row: Row, fault: str) -> None:
    if row["start"] < call.clock.epoch() and not call.faults.on(fault):
        raise _invalid("start is in the past; only future appointments can be changed")


def _check_changes(call: Call, row: Row, body: Resource, allowed: frozenset[str]) -> None:
    current = appointment_resource(call.store, row)
    changed = sorted(changed_elements(body, current, call.base_url) - allowed)
    if changed:
        raise _invalid(f"{changed[0]} is not as this provider has it; it cannot be changed ({len(changed)} in all)")


def _whatever_was_sent(body: Resource) -> dict[str, Any]:
    return {
        "status": body["status"],
        "created": int(moment(body, "created")),
        "content": {name: body[name] for name in KEPT if name in body},
    }


def _store(call: Call, identity: str, **values: object) -> None:
    if not call.faults.on("version-not-moved"):
        call.store.run("UPDATE appointment SET version = version + 1 WHERE id = ?", identity)
    call.store.update("appointment", identity, **values, last_updated=call.clock.epoch())


def _free_slots(call: Call, identity: str) -> None:
    freed = "UPDATE slot SET status = 'free', version = version + 1, last_updated = ?"
    freed += " WHERE id IN (SELECT slot_id FROM slot_booking WHERE appointment_id = ?)"
    call.store.run(freed, call.clock.epoch(), identity)
    call.store.run("DELETE FROM slot_booking WHERE appointment_id = ?", identity)


def _invalid(what: str) -> ProviderError:
    return ProviderError("INVALID_RESOURCE", f"{PLACE}.{what}")
