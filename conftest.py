"""Makes the conformance suite out of its parts: the plugin, the fixtures and the steps."""

from pathlib import Path

STEPS = sorted(f"steps.{file.stem}" for file in Path(__file__).parent.glob("steps/[a-z]*.py"))

pytest_plugins = [
    "pytester",
    "gpconnect.assurance.own_scenarios",
    "gpconnect.assurance.waiving",
    "gpconnect.assurance.plugin",
    "gpconnect.assurance.redaction_reporting",
    "gpconnect.assurance.refusal_reporting",
    "gpconnect.assurance.allure_reporting",
    "gpconnect.assurance.traceability_reporting",
    "gpconnect.assurance.verdict_reporting",
    "gpconnect.assurance.allure_verdict",
    "gpconnect.assurance.junit_reporting",
    "gpconnect.assurance.markdown_reporting",
    "gpconnect.assurance.not_applicable_summary",
    "gpconnect.assurance.long_lived",
    "fixtures.provider_under_test",
    "fixtures.evidence",
    "fixtures.scenario",
    "fixtures.appointments",
    "fixtures.held_appointments",
    "fixtures.races",
    "fixtures.lifecycles",
    "fixtures.robustness",
    "fixtures.workers",
    "fixtures.replay",
    *STEPS,
]
