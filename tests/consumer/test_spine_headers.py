"""Spine headers sent in unusual ways."""

from audit_token_draft import correct_draft

from gpconnect.consumer.spine_headers import with_interaction_id_in, with_names_in


def test_names_change_case_and_values_do_not() -> None:
    draft = correct_draft()
    lower = with_names_in(draft, "lower").headers
    assert [name for name, _ in lower] == ["ssp-to", "ssp-interactionid", "authorization"]
    assert [value for _, value in lower] == [value for _, value in draft.headers]
    assert with_names_in(draft, "upper").headers[0] == ("SSP-TO", "918999198993")


def test_an_interaction_id_in_another_case_is_the_same_kind_of_urn() -> None:
    headers = dict(with_interaction_id_in(correct_draft(), "upper").headers)
    assert headers["Ssp-InteractionID"] == "urn:nhs:names:SERVICES:GPCONNECT:FHIR:REST:SEARCH:PATIENT-1"
