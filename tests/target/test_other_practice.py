"""The service root URL of another practice."""

import pytest

from gpconnect.assurance.outcomes import NotApplicable
from gpconnect.consumer.connection import Endpoint
from gpconnect.consumer.draft import Draft
from gpconnect.spec import interaction
from gpconnect.target.other_practice import naming_practice

ROOT = "https://p.example/gp/A20047/STU3/1/gpconnect"
OTHER = "https://p.example/gp/Z99999/STU3/1/gpconnect"


def draft(root: str = ROOT) -> Draft:
    return Draft(interaction("read-a-patient"), root, "GET", "Patient/2", (), {"aud": root, "iat": 1})


def test_the_code_changes_in_the_url_and_in_the_audience() -> None:
    made = naming_practice(draft(), Endpoint(ROOT, "1"), "A20047", "Z99999")
    assert made.url == f"{OTHER}/Patient/2"
    assert made.claims == {"aud": OTHER, "iat": 1}


@pytest.mark.parametrize("root", ["https://p.example/fhir", "https://a20047.example/STU3/1", "https://p.example"])
def test_a_root_without_the_practices_code_has_no_other_practice(root: str) -> None:
    with pytest.raises(NotApplicable, match="no segment"):
        naming_practice(draft(root), Endpoint(root, "1"), "A20047", "Z99999")


def test_behind_a_proxy_there_is_no_other_practice() -> None:
    with pytest.raises(NotApplicable, match="proxy"):
        naming_practice(draft(), Endpoint(ROOT, "1", proxy_root="https://ssp.example"), "A20047", "Z99999")
