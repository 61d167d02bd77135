"""Preflight: looks at a provider, its test data and its slots before a run, and changes nothing there."""
