"""The provider under test: its settings, its test data, what has been established about it."""
