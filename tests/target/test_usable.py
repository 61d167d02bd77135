"""What scenarios may build on: an appointment that can be looked for again."""

import pytest

from gpconnect.assurance.outcomes import Blocked
from gpconnect.target.usable import require_usable

APPOINTMENT = {
    "resourceType": "Appointment",
    "id": "7",
    "start": "2026-02-03T09:00:00+00:00",
    "participant": [{"actor": {"reference": "Patient/1"}}, {"actor": {"reference": "Location/1"}}],
}


def test_an_appointment_with_start_and_patient_can_be_built_on() -> None:
    assert require_usable("book-an-appointment", "POST", APPOINTMENT) is APPOINTMENT


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"start": "soon"}, "no start"),
        ({"participant": APPOINTMENT["participant"][1:]}, "no Patient"),
    ],
)
def test_an_appointment_that_nobody_can_look_for_blocks(changed: dict[str, object], reason: str) -> None:
    with pytest.raises(Blocked, match=reason):
        require_usable("book-an-appointment", "POST", APPOINTMENT | changed)
