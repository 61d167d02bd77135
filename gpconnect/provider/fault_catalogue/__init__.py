"""The catalogue of seeded faults: one module for each subject; ``violations.toml`` says what each violates."""

from itertools import chain

from gpconnect.provider.fault_catalogue import (
    appointments,
    change_requests,
    concurrency,
    errors,
    gates,
    headers,
    patients,
    registration,
    requests,
    resources,
    robustness,
    search_requests,
    sequences,
    slots,
    transport,
)
from gpconnect.provider.faults import Fault

KNOWN: dict[str, Fault] = {
    fault.name: fault
    for fault in chain(
        slots.FAULTS,
        patients.FAULTS,
        appointments.FAULTS,
        registration.FAULTS,
        search_requests.FAULTS,
        change_requests.FAULTS,
        concurrency.FAULTS,
        sequences.FAULTS,
        robustness.FAULTS,
        requests.FAULTS,
        headers.FAULTS,
        gates.FAULTS,
        errors.FAULTS,
        resources.FAULTS,
        transport.FAULTS,
    )
}
