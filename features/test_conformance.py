"""Binds every feature file to pytest."""

from pytest_bdd import scenarios

scenarios(".")
