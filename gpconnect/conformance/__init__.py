"""Telling right from wrong: base FHIR, GP Connect profiles and rules, each yielding findings."""
