"""A provider that answers everything with an empty searchset passes nothing but what asks for that."""

import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]
INTERACTIONS = (
    "get-the-capability-statement",
    "find-an-organisation",
    "read-a-location",
    "retrieve-a-patients-appointments",
)
# An empty searchset is what these ask for, or one of the answers that they let a provider choose between.
MAY_PASS = (
    "test_that_no_organisation_has_the_ods_code_is_no_error",
    "test_a_value_that_cannot_be_an_ods_code_finds_nothing",
    "test_a_range_of_dates_beside_an_appointment_does_not_find_it",
    "test_the_boundaries_may_come_in_either_order[ge in ten weeks, le in a year]",
    "test_the_boundaries_may_come_in_either_order[ge in a week, le in a week]",
    "test_the_boundaries_may_come_in_either_order[ge today, le today]",
    "test_the_appointments_of_today_alone_can_be_asked_for",
    "test_the_appointments_of_other_patients_are_left_out",
    "test_patients_of_every_registration_have_a_list",
    "test_a_patient_without_appointments_has_an_empty_list",
    "test_other_date_prefixes_need_not_be_supported",
    "test_the_contenttype_is_written_without_a_space",
    "test_the_providers_clock_and_the_consumers_agree",
    "test_a_request_to_another_practices_service_root_url_is_not_answered_for_this_practice",
)


def test_empty_searchsets_let_no_scenario_pass_that_asks_for_more() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-rAX", "--tb=no", "-p", "no:cacheprovider"]
    selected = [f"--interaction={key}" for key in INTERACTIONS]
    run = subprocess.run(
        [*command, "-p", "tests.suite.empty_answers", "features", *selected],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert " failed" in run.stdout, run.stdout[-2000:]
    passed = [line.split("::")[1] for line in run.stdout.splitlines() if line.startswith("PASSED")]
    assert [name for name in passed if not name.startswith(MAY_PASS)] == []
