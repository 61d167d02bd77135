"""Faults that only a sequence of requests shows: each of them, taken by itself, is answered as it must be."""

from gpconnect.provider.answer import Answer
from gpconnect.provider.call import Call, Handled, Handler
from gpconnect.provider.fault_catalogue.appointments import AMEND, BOOK, CANCEL
from gpconnect.provider.fault_catalogue.handling import afterwards, handling_fault

_THIRD = 3


def _slots_kept_when_amended(handler: Handler, call: Call) -> Handled:
    """Leave the slots of an appointment taken when it is cancelled after it was amended."""
    row = call.store.by_id("appointment", call.ids["id"])
    answer = handler(call)
    if row is not None and row["version"] > 1:
        held = "SELECT slot_id FROM appointment_slot WHERE appointment_id = ?"
        call.store.run(f"UPDATE slot SET status = 'busy' WHERE id IN ({held})", row["id"])
    return answer


def _back_to_the_first_version(call: Call, answer: Answer) -> None:
    if answer.resource is None or answer.resource["meta"]["versionId"] != str(_THIRD):
        return
    call.store.run("UPDATE appointment SET version = 1 WHERE id = ?", call.ids["id"])
    answer.resource["meta"]["versionId"] = "1"
    answer.headers["ETag"] = 'W/"1"'


def _revived(call: Call, answer: Answer) -> None:
    """Let the cancelled appointment that had the slot be booked again with the new one."""
    if answer.resource is None:
        return
    slots = "SELECT slot_id FROM appointment_slot WHERE appointment_id = ?"
    earlier = f"SELECT appointment_id FROM appointment_slot WHERE slot_id IN ({slots})"
    change = f"UPDATE appointment SET status = 'booked' WHERE status = 'cancelled' AND id IN ({earlier})"
    call.store.run(change, answer.resource["id"])


FAULTS = (
    handling_fault(
        "amended-slots-not-freed",
        "the slots of an appointment that was amended stay taken when it is cancelled",
        _slots_kept_when_amended,
        CANCEL,
    ),
    handling_fault(
        "versions-come-back",
        "the second change of an appointment gives it the version that it had at first",
        afterwards(_back_to_the_first_version),
        f"{AMEND} {CANCEL}",
    ),
    handling_fault(
        "rebooking-revives-cancelled",
        "a cancelled appointment is booked again when its slot is",
        afterwards(_revived),
        BOOK,
    ),
)
